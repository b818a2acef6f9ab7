"""The numbers and the chart of the weekly letter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.reports import dates
from tracker.reports.briefing import Briefing, LevelSpan
from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.headline import unchanged
from tracker.reports.method_breaks import longer_rows_sentence
from tracker.reports.numbers import level, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One line of the numbers: over which time, the levels, how much more a base unit costs, a quote unit's loss."""

    name: str
    levels: str
    costs: str
    worth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Levels for a small bar chart, and the same in words."""

    values: tuple[Decimal, ...]
    groups: tuple[str, ...]
    caption: str


def numbers_of(briefing: Briefing) -> tuple[NumberRow, ...]:
    """The period, four weeks and the year; empty without a rate."""
    rate = briefing.rate
    if rate is None:
        return ()
    spans = (
        (dates.this_period(briefing.period), rate.period),
        ("in four weeks", rate.four_weeks),
        ("this year", rate.year),
    )
    return tuple(_number_row(name, found) for name, found in spans if found is not None)


def _number_row(name: str, found: LevelSpan) -> NumberRow:
    move = found.move
    return NumberRow(
        name=name,
        levels=f"{level(found.from_value)} → {level(found.to_value)}",
        costs=_more_or_less(move.pair_change),
        worth=_more_or_less(move.value_change),
    )


def _more_or_less(change: float) -> str:
    if round(100 * change, 1) == 0:
        return "the same"
    return f"{percent(abs(change))} {'more' if change > 0 else 'less'}"


def numbers_note(briefing: Briefing) -> str:
    """The year's move from both sides, in words, and what does not compare."""
    return " ".join(filter(None, (_both_sides(briefing), longer_rows_sentence(briefing))))


def _both_sides(briefing: Briefing) -> str:
    if briefing.rate is None or briefing.rate.year is None:
        return ""
    pair, move = pair_of(briefing.info.series.name), briefing.rate.year.move
    if unchanged(move):
        return ""
    noun = "fall" if move.log_return > 0 else "rise"
    return (
        f"{capital(pair.a_base)} costs {_more_or_less(move.pair_change)} than at New Year,"
        f" {pair.a_quote} is worth {_more_or_less(move.value_change)}: the same {noun} of the {pair.quote} from its"
        " two sides. Both are right; say which one you quote."
    )


def chart_of(briefing: Briefing) -> Chart | None:
    """The chart window of the rate, or None where there is nothing to draw."""
    rate, info = briefing.rate, briefing.info
    if rate is None or len(rate.chart) < 2 or rate.low is None or rate.high is None:
        return None
    pair = pair_of(info.series.name)
    ends = (rate.chart[0], rate.chart[-1])
    first, last = (dates.short(dates.told_day(one.label, one.made, info.zone)) for one in ends)
    marks = "".join(f"; {clean(mark.text, 40)} {dates.day_name(mark.day)}" for mark in rate.marks_shown())
    caption = (
        f"{capital(pair.quotes)} per {pair.base}, {first} to {last}: from {level(rate.chart[0].value)} to"
        f" {level(rate.chart[-1].value)}, lowest {level(rate.low.value)}, highest {level(rate.high.value)}{marks}."
    )
    return Chart(
        values=tuple(point.value for point in rate.chart),
        groups=tuple(point.group for point in rate.chart),
        caption=caption,
    )


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
