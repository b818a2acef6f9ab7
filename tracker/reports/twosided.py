"""Events known by day only, whose two ends tell different stories: both are printed, with what an hour would decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.model.alignment import Move
from tracker.model.schedule import Fixing
from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem, Reaction
from tracker.reports.cleaning import shorten
from tracker.reports.currencies import pair_of
from tracker.reports.document import Text
from tracker.reports.levels import SeriesInfo
from tracker.reports.numbers import percent
from tracker.reports.phrases import headline_of, made_day, speaker, surname
from tracker.reports.ranking import by_relevance, is_sanction, relevance
from tracker.reports.refs import numbered, refs_of_alignment
from tracker.reports.wording import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoEnds:
    """Events that share the same two ends at one series, most relevant first, and the moves at those ends.

    ``first`` is the move at the first observation that could know them, ``last`` the one at the first that must,
    ``across`` from the last observation before them to that one. ``sign`` tells whether first and last differ in sign,
    ``broken`` whether the way the rate is made changed in between: then an hour decides nothing.
    """

    items: tuple[EventItem, ...]
    pre: Fixing
    could: Fixing
    must: Fixing
    spans: int
    first: Move
    last: Move
    across: Move
    sign: bool
    broken: bool = False


def two_ends(briefing: Briefing, items: Iterable[EventItem] | None = None) -> tuple[TwoEnds, ...]:
    """Groups of events (the period's without ``items``) whose ends differ in sign or verdict at the headline series.

    Groups with sanctions or statements by a named actor come first, then the larger difference between the ends; those
    across a change in how the rate is made stand last.
    """
    groups: dict[tuple[str, str, str], list[tuple[EventItem, Reaction]]] = {}
    for item in briefing.in_period if items is None else items:
        found = item.reaction(briefing.series)
        if found is None or not _differs(found):
            continue
        alignment = found.alignment
        if alignment.pre and alignment.earliest and alignment.latest:
            key = (alignment.pre.label, alignment.earliest.label, alignment.latest.label)
            groups.setdefault(key, []).append((item, found))
    result = [_group(members) for members in groups.values()]
    return tuple(
        sorted(
            result,
            key=lambda group: (
                group.broken,
                not any(_telling(item) for item in group.items),
                -sum(relevance(item.event) for item in group.items if _telling(item)),
                -abs(group.first.log_return - group.last.log_return),
                group.could.label,
            ),
        )
    )


def _telling(item: EventItem) -> bool:
    event = item.event
    return is_sanction(event) or (event.kind == "statement" and bool(event.actor))


def _differs(found: Reaction) -> bool:
    first, last = found.to_earliest, found.last_step
    if not found.alignment.ambiguous or first is None or last is None or found.to_latest is None:
        return False
    verdicts = found.verdict_earliest, found.verdict_latest
    return _opposite(first, last) or (all(verdicts) and verdicts[0] != verdicts[1])


def _opposite(first: Move, last: Move) -> bool:
    return first.log_return * last.log_return < 0


def _group(members: list[tuple[EventItem, Reaction]]) -> TwoEnds:
    found = members[0][1]
    alignment = found.alignment
    ends = (alignment.pre, alignment.earliest, alignment.latest, found.to_earliest, found.last_step, found.to_latest)
    pre, could, must, first, last, across = ends
    if pre is None or could is None or must is None or first is None or last is None or across is None:
        raise ValueError("a two-ended group needs both ends")
    return TwoEnds(
        items=tuple(by_relevance(item for item, _ in members)),
        pre=pre,
        could=could,
        must=must,
        spans=alignment.spans,
        first=first,
        last=last,
        across=across,
        sign=_opposite(first, last),
        broken=alignment.method_break,
    )


def sentence(
    group: TwoEnds, briefing: Briefing, tags: dict[str, str], *, noun: str = "", words: Words = ENGLISH
) -> str:
    """The group in one sentence with both ends, each with its direction in the sign of the quote currency's value.

    Events without a tag in ``tags`` are named without one; ``noun`` replaces the series' word for an observation.
    """
    info, period = briefing.info, briefing.period
    could, must, pre = (
        dates.weekday_in(made_day(fixing, info), period, words) for fixing in (group.could, group.must, group.pre)
    )
    if group.spans > 2:
        else_met = words("two_ends.else.later", n=group.spans - 1, must=must)
    else:
        else_met = words("two_ends.else.next", must=must)
    decides = "method" if group.broken else "sign" if group.sign else "standing_out"
    first, last, across = (
        percent(move.value_change, signed=True, words=words) for move in (group.first, group.last, group.across)
    )
    return words.count(
        "two_ends",
        len(group.items),
        names=names(group, tags, words=words),
        could=could,
        noun=noun or info.observation,
        quote=pair_of(info.series.name, words).quote,
        first=first,
        cutoff=_cutoff(group.could, info, words),
        else_met=else_met,
        last=last,
        pre=pre,
        must=must,
        across=across,
        decides=words(f"two_ends.decides.{decides}"),
    )


def told(group: TwoEnds, briefing: Briefing, all_tags: dict[str, str]) -> Text:
    """The same sentence, whose moves refer to their origins."""
    reaction = group.items[0].reaction(briefing.series)
    refs = () if reaction is None else refs_of_alignment(reaction.alignment)
    moves = (percent(move.value_change, signed=True) for move in (group.first, group.last, group.across))
    return numbered(sentence(group, briefing, all_tags), *((move, refs) for move in moves))


def _cutoff(fixing: Fixing, info: SeriesInfo, words: Words) -> str:
    return words("date.clock", clock=dates.clock(fixing.made_from, info.zone), place=words.of(info.place))


def names(group: TwoEnds, tags: dict[str, str], most: int = 2, *, words: Words = ENGLISH) -> str:
    """ "Merkel, Mogherini [s3 s4] and two others [d1 m4]"; people by surname, other events by title."""
    shown, rest = group.items[:most], group.items[most:]
    rest_tags = [tags[item.event.id] for item in rest if item.event.id in tags]
    shown_tags = _bracket([tags[item.event.id] for item in shown if item.event.id in tags])
    labels = ", ".join(name_of(item, words) for item in shown) + shown_tags
    if not rest:
        return labels
    return words.counted("two_ends.others", len(rest), names=labels) + _bracket(rest_tags)


def name_of(item: EventItem, words: Words = ENGLISH) -> str:
    """Who spoke, by surname; of anything but a statement, its title."""
    event = item.event
    if event.kind == "statement" and surname(event):
        return speaker(event)
    return words("quotation", text=shorten(headline_of(event), 60))


def _bracket(tags: list[str]) -> str:
    shown = tags if len(tags) <= 6 else [*tags[:6], "…"]
    return f" [{' '.join(shown)}]" if tags else ""
