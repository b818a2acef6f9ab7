"""The same pair at another cut-off: shown beside the first series, never averaged with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tracker.reports import dates
from tracker.reports.agreement import Contrast, Tally, tally
from tracker.reports.briefing import Briefing, LevelSpan, SecondSeries, WindowFinding
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Column, Item, Listing, Paragraph, Section, Table, Text, sourced, text
from tracker.reports.method_breaks import across
from tracker.reports.numbers import count, level, percent
from tracker.reports.origin import origin_key
from tracker.reports.phrases import direction, made_day, tone_of
from tracker.reports.ranking import tags
from tracker.reports.refs import Refs, numbered, refs_of_alignment, refs_of_span, refs_of_window

_DAYS = timedelta(days=2)
_MOST = 10
_MOST_CONTRASTS = 6
_MOST_TAGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSection:
    """AT ANOTHER CUT-OFF."""

    key: str = "second"
    order: int = 45

    def build(self, briefing: Briefing) -> Section | None:
        """A table per second series that has values in the period, and whether the two agree."""
        found = [second for second in briefing.second if second.windows]
        if not found:
            return None
        blocks = tuple(block for second in found for block in _blocks(briefing, second))
        return Section(
            key=self.key, title="AT ANOTHER CUT-OFF", aside=text("beside the first, not averaged"), blocks=blocks
        )


def _blocks(briefing: Briefing, second: SecondSeries) -> tuple[Block, ...]:
    pair = pair_of(briefing.info.series.name)
    shown = sorted(second.windows, key=lambda window: -abs(window.window.move.log_return))[:_MOST]
    kept = {window.label for window in shown}
    columns = (
        Column(title="made"),
        Column(title="level", right=True),
        Column(title=f"{pair.a_base} costs", right=True),
        Column(title=f"{pair.a_quote} buys", right=True),
        Column(title="met"),
    )
    rows = tuple(_row(briefing, second, window) for window in second.windows if window.label in kept)
    intro = Paragraph(content=text(f"{_made(second)}: ", _agreement(briefing, second)))
    return intro, Table(columns=columns, rows=rows), *_events(briefing, second)


def _made(second: SecondSeries) -> str:
    """Whose rates, and the hours over which they are made."""
    if second.info is not None:
        return clean(second.info.schedule, 100)
    return clean(second.title, 80) + (f" ({clean(second.cutoff, 60)})" if second.cutoff else "")


def _events(briefing: Briefing, second: SecondSeries) -> tuple[Block, ...]:
    """How many of the announcements named met the same direction at both rates, and the moves of those that did not."""
    found = tally(briefing.named, briefing.series, second.series)
    if not found.n:
        return ()
    if not found.contrasts:
        return (Paragraph(content=text(_without_contrast(found))),)
    intro = (
        f"Of {count(found.n, 'announcement')} with a move at both, {found.same} met the same direction and"
        f" {found.opposite} opposite ones:"
    )
    all_tags = tags(briefing.events)
    quote = pair_of(briefing.info.series.name).quote
    items = [
        Item(
            content=text(
                f"{quote} ",
                sourced(percent(one.first.value_change, signed=True), *_ends(one, briefing.series)),
                " at the first, ",
                sourced(percent(one.second.value_change, signed=True), *_ends(one, second.series)),
                " here",
            ),
            tags=tuple(all_tags[item.event.id] for item in one.items),
            events=tuple(item.event.id for item in one.items),
        )
        for one in found.contrasts[:_MOST_CONTRASTS]
    ]
    if len(found.contrasts) > len(items):
        items.append(Item(content=text("and more; the JSON form has all")))
    return Paragraph(content=text(intro)), Listing(items=tuple(items))


def _ends(one: Contrast, series: str) -> Refs:
    reaction = one.items[0].reaction(series)
    return () if reaction is None else refs_of_alignment(reaction.alignment)


def _without_contrast(found: Tally) -> str:
    both = "with a move at both met the same direction"
    if found.same < found.n:
        return f"{found.same} of {count(found.n, 'announcement')} {both}; none met opposite ones."
    return f"The one announcement {both}." if found.n == 1 else f"All {count(found.n, 'announcement')} {both}."


def _row(briefing: Briefing, second: SecondSeries, found: WindowFinding) -> tuple[Text, ...]:
    info, move = second.info or briefing.info, found.window.move
    all_tags = tags(briefing.events)
    certain = _tagged("●", [all_tags[one] for one in found.window.certain if one in all_tags])
    possible = _tagged("○", [all_tags[one] for one in found.window.possible if one in all_tags])
    met = " ".join(part for part in (certain, possible) if part)
    tone, refs = tone_of(move.log_return), refs_of_window(found.window)
    return (
        text(dates.day_name(made_day(found.window.fixing, info), year=dates.crosses_years(briefing.period))),
        sourced(level(found.window.value, 3), origin_key(second.series, found.label)),
        sourced(percent(move.pair_change, signed=True), *refs, tone=tone),
        sourced(percent(move.value_change, signed=True), *refs, tone=tone),
        text(met),
    )


def _tagged(mark: str, found: list[str]) -> str:
    """The tags of some events in their order, those beyond the first few as a number."""
    more = f" +{len(found) - _MOST_TAGS}" if len(found) > _MOST_TAGS else ""
    return f"{mark} {' '.join(sorted(found, key=_in_order)[:_MOST_TAGS])}{more}" if found else ""


def _in_order(tag: str) -> tuple[str, int]:
    return tag[:1], int(tag[1:])


def _agreement(briefing: Briefing, second: SecondSeries) -> Text:
    """Whether the two series moved the same way over the period, in words."""
    if second.period is None or briefing.rate is None:
        return text("over the period it cannot be compared.")
    here, there = briefing.rate.period, second.period
    return numbered(
        _agreement_words(briefing, second, here, there),
        (percent(there.move.value_change, signed=True), refs_of_span(second.series, there)),
        (percent(here.move.value_change, signed=True), refs_of_span(briefing.series, here)),
    )


def _agreement_words(briefing: Briefing, second: SecondSeries, first_span: LevelSpan, span: LevelSpan) -> str:
    here, there = direction(first_span.move), direction(span.move)
    own = f"{there}, {percent(span.move.value_change, signed=True)}{across(span)}"
    ends = _ends_early(briefing, second)
    if ends:
        return f"up to {ends} {own}; it has no rate of the later days."
    if here == there:
        first = percent(first_span.move.value_change, signed=True)
        return f"over the period the same direction ({own}; the first {first})."
    if "unchanged" in (here, there):
        return f"over the period {own}, where the first was {here}."
    return f"over the period it disagrees ({own}); both are shown, neither is averaged."


def _ends_early(briefing: Briefing, second: SecondSeries) -> str:
    """The day of the last of its rates where the first series goes on for days."""
    if not briefing.windows or second.info is None:
        return ""
    last, first_last = second.windows[-1].window.fixing, briefing.windows[-1].window.fixing
    if first_last.made_to - last.made_to < _DAYS:
        return ""
    return dates.day_name(made_day(last, second.info), year=dates.crosses_years(briefing.period))


SECTION = SecondSection()
