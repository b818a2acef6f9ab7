"""What each observation could have known: every move once, with the events that certainly or possibly met it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.reports import dates
from tracker.reports.briefing import Briefing, EventItem, WindowFinding
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Item, Paragraph, Section, Text, WindowBlock, joined, sourced, text, toned
from tracker.reports.figure_blocks import figures_of
from tracker.reports.many import looked_at
from tracker.reports.numbers import count, level, odds_of, percent, value_of_log, verdict_of
from tracker.reports.phrases import direction, headline_of, made_day, time_phrase, tone_of, unconfirmed
from tracker.reports.ranking import by_relevance, largest_windows, tags
from tracker.reports.refs import number_of_rank, numbered, refs_of_window

_MOST_CERTAIN = 6
_MOST_POSSIBLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsSection:
    """WHAT EACH FIXING COULD HAVE KNOWN."""

    key: str = "windows"
    order: int = 20

    def build(self, briefing: Briefing) -> Section | None:
        """One block per observation of the period."""
        if not briefing.windows:
            return None
        noun = briefing.info.observation
        shown = largest_windows(briefing.windows)
        all_tags = tags(briefing.events)
        seen: dict[str, WindowFinding] = {}
        blocks: list[Block] = []
        if len(shown) < len(briefing.windows):
            left = f"The {len(shown)} largest of {len(briefing.windows)} moves are shown, in order of time."
            blocks.append(Paragraph(content=toned(left, "muted")))
        bold = looked_at(briefing.windows) is None
        blocks += [_block(briefing, found, all_tags, seen, bold=bold) for found in shown]
        blocks.append(
            Paragraph(
                content=text(
                    f"Each move is printed once: announcements that share a {noun} share it. Do not add them up."
                )
            )
        )
        blocks += figures_of(briefing, "reactions")
        return Section(
            key=self.key,
            title=f"WHAT EACH {noun.upper()} COULD HAVE KNOWN",
            aside=text(f"● public since the last {noun} · ○ day known, hour not"),
            blocks=tuple(blocks),
        )


def _block(
    briefing: Briefing, found: WindowFinding, all_tags: dict[str, str], seen: dict[str, WindowFinding], *, bold: bool
) -> WindowBlock:
    info, move = briefing.info, found.window.move
    pair = pair_of(info.series.name)
    day = made_day(found.window.fixing, info)
    refs = refs_of_window(found.window)
    own: Text = ()
    if found.own_part is not None:
        own = text(", own part ", sourced(percent(value_of_log(found.own_part), signed=True), *refs))
    label = dates.day_name(day, year=dates.crosses_years(briefing.period))
    clock = dates.clock(found.window.fixing.made_to, info.zone)
    return WindowBlock(
        label=found.label,
        refs=refs,
        day=f"{label} {clock}" if "T" in found.label else label,
        level=level(found.window.value, 3),
        move=text(
            sourced(f"{pair.quote} {percent(move.value_change, signed=True)}", *refs, tone=tone_of(move.log_return)),
            f" ({direction(move)}), {pair.base} ",
            sourced(percent(move.pair_change, signed=True), *refs),
            own,
        ),
        judgement=_judgement(found, bold=bold),
        items=_items(briefing, found, day, all_tags, seen),
    )


def _judgement(found: WindowFinding, *, bold: bool) -> Text:
    tone = "strong" if bold and found.verdict in {"unusual", "somewhat unusual"} else ""
    said = (f"{odds_of(found)}: ", toned(verdict_of(found), tone), ".")
    if not found.rank_note:
        return text(*said)
    return text(*said, numbered(f" {found.rank_note}.", number_of_rank(found)))


def _items(
    briefing: Briefing, found: WindowFinding, day: date, all_tags: dict[str, str], seen: dict[str, WindowFinding]
) -> tuple[Item, ...]:
    """Certain events, then possible ones met here first, then those already named at an earlier observation."""
    known = briefing.by_id
    certain = by_relevance(known[event_id] for event_id in found.window.certain if event_id in known)
    possible = [known[event_id] for event_id in found.window.possible if event_id in known]
    fresh = by_relevance(item for item in possible if item.event.id not in seen)
    items = [
        *_listed(briefing, certain, day, all_tags, mark="certain", most=_MOST_CERTAIN),
        *_listed(briefing, fresh, day, all_tags, mark="possible", most=_MOST_POSSIBLE),
    ]
    items += _again(briefing, [item for item in possible if item.event.id in seen], all_tags, seen)
    for item in fresh:
        seen[item.event.id] = found
    if not items:
        items.append(Item(content=toned("nothing in the log met it", "muted")))
    return tuple(items)


def _listed(
    briefing: Briefing, items: list[EventItem], day: date, all_tags: dict[str, str], *, mark: str, most: int
) -> list[Item]:
    shown = items if len(items) <= most + 1 else items[:most]
    rest = items[len(shown) :]
    result = [
        Item(
            content=described(briefing, item, day),
            mark=mark,
            tags=(all_tags[item.event.id],),
            events=(item.event.id,),
        )
        for item in shown
    ]
    if rest:
        content = text(f"and {count(len(rest), 'more', 'more')}")
        ids = tuple(item.event.id for item in rest)
        result.append(Item(content=content, mark=mark, tags=tuple(all_tags[one] for one in ids), events=ids))
    return result


def described(briefing: Briefing, item: EventItem, day: date) -> Text:
    """Title, time where it is known or the day differs, and † where not fully confirmed."""
    when = time_phrase(item.event, briefing.info, beside=day)
    return joined(
        (
            text(headline_of(item.event)),
            toned(f"({when})", "muted") if when else (),
            text("†") if unconfirmed(item.event) else (),
        )
    )


def _again(
    briefing: Briefing, items: list[EventItem], all_tags: dict[str, str], seen: dict[str, WindowFinding]
) -> list[Item]:
    """Possible events named before: "Tuesday's ○ items, if they came after 14:10 Frankfurt"."""
    info = briefing.info
    groups: dict[str, list[EventItem]] = {}
    for item in items:
        groups.setdefault(seen[item.event.id].label, []).append(item)
    result = []
    for members in groups.values():
        fixing = seen[members[0].event.id].window.fixing
        day = dates.weekday_in(made_day(fixing, info), briefing.period)
        after = f"after {dates.clock(fixing.made_from, info.zone)} {info.place}"
        if len(members) == 1:
            content = text(f"{headline_of(members[0].event, 60)}, if {after} on {day}")
        else:
            content = text(f"{day}'s ○ items, if they came {after}")
        ids = tuple(item.event.id for item in members)
        result.append(Item(content=content, mark="possible", tags=tuple(all_tags[one] for one in ids), events=ids))
    return result


SECTION = WindowsSection()
