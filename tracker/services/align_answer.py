"""The answer of ``tracker align``: one event against each series, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.model.alignment import Move, Pending
from tracker.model.event import PolicyEvent
from tracker.model.instants import zone
from tracker.model.schedule import Fixing
from tracker.model.series import Series
from tracker.reports.agreement import agreement
from tracker.reports.dates import stamp
from tracker.reports.findings import Reaction
from tracker.reports.headline import unchanged
from tracker.reports.machine import UNITS
from tracker.reports.machine_events import reaction_records
from tracker.reports.numbers import level, percent
from tracker.services import ledger
from tracker.services.aligning import align_on_schedule, align_over, in_reach
from tracker.services.context import Context
from tracker.services.event_items import reaction_of
from tracker.services.known_events import assumed, known_events
from tracker.services.rates import KnownBy
from tracker.services.series_words import info_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignAnswer:
    """One event and its reaction at each series asked for, in that order."""

    event: PolicyEvent
    reactions: tuple[tuple[Series, Reaction], ...]

    @property
    def units(self) -> Mapping[str, object]:
        """What the numbers of the record are measured in, by name of field."""
        return UNITS

    def record(self) -> dict[str, object]:
        """Under the documented JSON names."""
        return {"event": self.event.id, "alignments": reaction_records([one for _, one in self.reactions])}

    def lines(self) -> Iterator[str]:
        """Plain lines for a terminal."""
        event = self.event
        interval = event.time.interval
        local = [instant.astimezone(zone(event.time.zone)) for instant in (interval.start, interval.end)]
        yield f"{event.title}  [{event.id}]"
        yield (
            f"public from {stamp(local[0])} to {stamp(local[1])} {event.time.zone}"
            f" ({_PRECISION.get(event.time.precision, event.time.precision)})"
        )
        first: tuple[Series, Reaction] | None = None
        for series, reaction in self.reactions:
            yield ""
            yield from _series_lines(series, reaction)
            if first is not None:
                yield from _beside(*first, reaction)
            elif reaction.to_latest is not None:
                first = (series, reaction)


_PRECISION = {
    "minute": "the hour is known",
    "interval": "known within bounds",
    "day": "day known, hour not",
}


def align_answer(context: Context, event_id: str, names: Sequence[str], known: KnownBy | None = None) -> AlignAnswer:
    """Align one event of the ledger; without names, with every series a report of the configured pairs may rest on."""
    known = (known or KnownBy()).at(context.now)
    then = context.at(known.instant(context.now))
    event = assumed(context, ledger.get(context, event_id, as_of=known.as_of, public=known.republish))
    events = in_reach(known_events(context, known), around=event)
    if all(other.id != event.id for other in events):
        events = (*events, event)  # asked for by name: not accepted, or not public yet
    found = []
    for aligned in align_over(then, events, names or context.settings.pairs, known):
        if aligned.levels.observations:
            found.append((aligned.levels.series, reaction_of(aligned, event.id)))
        elif names:
            on_schedule = align_on_schedule(then, events, aligned.levels, around=event)
            found.append((aligned.levels.series, reaction_of(on_schedule, event.id)))
    return AlignAnswer(event=event, reactions=tuple(found))


def pending_words(pending: Pending, zone_name: str, place: str) -> str:
    """The next rate that can know, with the window in which it is made and when it is expected."""
    begins, ends, expected = (
        instant.astimezone(zone(zone_name)) for instant in (pending.made_from, pending.made_to, pending.expected_at)
    )
    until = "" if begins == ends else f"–{ends:%H:%M}"
    return (
        f"the first rate that can know is labelled {pending.label}, made {stamp(begins)}{until} {place}"
        f" ({pending.method}), expected about {stamp(expected)}"
    )


def _series_lines(series: Series, reaction: Reaction) -> Iterator[str]:
    alignment = reaction.alignment
    begins = alignment.interval.start if alignment.interval else None
    words = info_of(series, begins.date() if begins else None)
    yield f"{series.key}   {series.unit}, {words.schedule}"
    rows: Mapping[str, tuple[Fixing | None, Decimal | None]] = {
        "last rate before": (alignment.pre, reaction.value_pre),
        "first that could know": (alignment.earliest, reaction.value_earliest),
        "first that must know": (alignment.latest, reaction.value_latest),
    }
    for name, (fixing, value) in rows.items():
        if fixing is not None:
            made = fixing.made_to.astimezone(zone(words.zone))
            yield f"  {name:<22} {fixing.label}{_level(value)}   made {stamp(made)} {words.place}"
    if alignment.ambiguous and reaction.to_earliest and reaction.to_latest:
        yield f"  move to the first that could know: {_move(series, reaction.to_earliest)}"
        yield f"  move to the first that must know:  {_move(series, reaction.to_latest)}"
        if _opposite(reaction.to_earliest, reaction.to_latest) and not alignment.method_break:
            yield "  even the sign depends on an hour that is not known"
        elif reaction.last_step and _opposite(reaction.to_earliest, reaction.last_step):
            yield f"  the last of these {words.observation}s alone: {_move(series, reaction.last_step)}"
    elif reaction.to_latest:
        yield f"  move: {_move(series, reaction.to_latest)}"
    if reaction.not_applicable:
        yield f"  {reaction.not_applicable}"
    if alignment.method_break:
        yield "  the way this rate is made changed in between: the move cannot be compared"
    if alignment.pending is not None:
        yield f"  pending: {pending_words(alignment.pending, words.zone, words.place)}"
    if alignment.note:
        yield f"  {alignment.note}"
    if reaction.shared_with:
        yield f"  shares a rate with {len(reaction.shared_with)} more: {', '.join(reaction.shared_with)}"


def _opposite(one: Move, other: Move) -> bool:
    """Whether two moves, as they are printed, go opposite ways."""
    return one.log_return * other.log_return < 0 and not unchanged(one) and not unchanged(other)


def _beside(series: Series, first: Reaction, second: Reaction) -> Iterator[str]:
    """Whether a second series agrees with the first that has a move; nothing where it has none itself."""
    said = agreement(first, second)
    if said and first.to_latest is not None:
        quote, own = series.name.quote, percent(first.to_latest.value_change, signed=True)
        yield f"  beside {series.key} ({quote} buys {own}): {said}"


def _move(series: Series, move: Move) -> str:
    base, quote = series.name.base, series.name.quote
    direction = "unchanged" if unchanged(move) else "weaker" if move.log_return > 0 else "stronger"
    return (
        f"{base} costs {percent(move.pair_change, signed=True)}, {quote} buys {percent(move.value_change, signed=True)}"
        f" ({quote} {direction})"
    )


def _level(value: Decimal | None) -> str:
    return "" if value is None else f"   {level(value, 3)}"
