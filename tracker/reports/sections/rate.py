"""The rate: levels, both measures of each move, and the sparkline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tracker.reports import dates
from tracker.reports.briefing import Briefing, Level, LevelSpan, RateSummary
from tracker.reports.cleaning import clean
from tracker.reports.currencies import Pair, pair_of
from tracker.reports.document import (
    Block,
    Column,
    Paragraph,
    Section,
    Sparkline,
    Table,
    Text,
    joined,
    sourced,
    text,
    toned,
)
from tracker.reports.figure_blocks import figures_of
from tracker.reports.method_breaks import break_note, marked
from tracker.reports.numbers import level, ordinal_largest, percent
from tracker.reports.origin import origin_key
from tracker.reports.phrases import direction, tone_of
from tracker.reports.refs import refs_of_span

_ROOM = 30
"""Letters of the names of currencies that three column titles have room for; longer ones would break the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSection:
    """THE RATE."""

    key: str = "rate"
    order: int = 10

    def build(self, briefing: Briefing) -> Section:
        """The table of moves and the sparkline, or why there is no rate."""
        pair, info = pair_of(briefing.info.series.name), briefing.info
        unit = info.series.unit or f"{pair.quotes} per {pair.base}"
        aside = text(f"{unit} at {info.schedule} · up = weaker {pair.quote}")
        blocks: tuple[Block, ...]
        if briefing.rate is None:
            reason = briefing.no_rate or f"No rate of the {pair.quote} was made in this period."
            blocks = (Paragraph(content=toned(reason, "warning")),)
        else:
            blocks = (
                _table(briefing, briefing.rate, pair),
                *_rank(briefing.rate),
                *_breaks(briefing, briefing.rate),
                *_sparkline(briefing, briefing.rate),
                *figures_of(briefing, "rate"),
            )
        return Section(key=self.key, title="THE RATE", aside=aside, blocks=blocks)


def _table(briefing: Briefing, rate: RateSummary, pair: Pair) -> Table:
    zone = briefing.info.zone
    first = _from(rate.period, zone)
    last = dates.told_day(rate.period.to_label, rate.period.to_made, zone)
    other_year, years = first.year != last.year, dates.crosses_years(briefing.period)
    same_month = (first.year, first.month) == (last.year, last.month)
    started = f"{first.day}" if same_month else dates.short(first, year=other_year)
    name = "" if briefing.period.kind == "range" else f"{dates.this_period(briefing.period)}, "
    series = briefing.series
    rows = [_row(series, f"{name}{started} → {dates.short(last, year=other_year)}", rate.period)]
    if rate.four_weeks is not None:
        rows.append(
            _row(
                series,
                f"four weeks, from {dates.short(_from(rate.four_weeks, zone), year=years)}",
                rate.four_weeks,
            )
        )
    if rate.year is not None:
        rows.append(_row(series, f"since {dates.short(_from(rate.year, zone), year=True)}", rate.year))
    long = len(pair.a_base) + 2 * len(pair.quote) > _ROOM
    columns = (
        Column(title=""),
        Column(title="from", right=True),
        Column(title="to", right=True),
        Column(title=f"{pair.a_base} costs", right=True),
        Column(title="one buys" if long else f"{pair.a_quote} buys", right=True),
        Column(title="it is" if long else f"the {pair.quote} is"),
    )
    return Table(columns=columns, rows=tuple(rows))


def _row(series: str, name: str, found: LevelSpan) -> tuple[Text, ...]:
    tone, refs = tone_of(found.move.log_return), refs_of_span(series, found)
    return (
        text(name, marked(found)),
        sourced(level(found.from_value), origin_key(series, found.from_label)),
        sourced(level(found.to_value), origin_key(series, found.to_label)),
        sourced(percent(found.move.pair_change, signed=True), *refs, tone=tone),
        sourced(percent(found.move.value_change, signed=True), *refs, tone=tone),
        text(direction(found.move)),
    )


def _rank(rate: RateSummary) -> tuple[Paragraph, ...]:
    if rate.rank is None:
        return ()
    size = f"{ordinal_largest(rate.rank.position)} move of the last {rate.rank.of} {rate.rank.noun}"
    return (Paragraph(content=text(size)),)


def _breaks(briefing: Briefing, rate: RateSummary) -> tuple[Paragraph, ...]:
    note = break_note(briefing, rate)
    return (Paragraph(content=toned(note, "muted")),) if note else ()


def _from(span: LevelSpan, zone: str) -> date:
    return dates.told_day(span.from_label, span.from_made, zone)


def _day(point: Level, zone: str, *, year: bool = False) -> str:
    return dates.short(dates.told_day(point.label, point.made, zone), year=year)


def _sparkline(briefing: Briefing, rate: RateSummary) -> tuple[Sparkline, ...]:
    if len(rate.chart) < 2:
        return ()
    zone, years = briefing.info.zone, dates.crosses_years(briefing.period)
    groups = (tuple(point.value for point in members) for _, members in groupby(rate.chart, lambda point: point.group))
    notes: list[Text] = []
    if rate.low is not None and rate.high is not None:
        since = _day(rate.chart[0], zone, year=years or briefing.period.kind == "range")
        notes.append(text(f"since {since}: low ", _level(briefing, rate.low), ", high ", _level(briefing, rate.high)))
    notes += [text(f"{clean(mark.text, 50)}: {dates.day_name(mark.day, year=years)}") for mark in rate.marks_shown()]
    return (
        Sparkline(
            groups=tuple(groups),
            first=_day(rate.chart[0], zone, year=years),
            last=_day(rate.chart[-1], zone, year=years),
            note=joined(notes, " · "),
        ),
    )


def _level(briefing: Briefing, point: Level) -> Text:
    return sourced(level(point.value), origin_key(briefing.series, point.label))


SECTION = RateSection()
