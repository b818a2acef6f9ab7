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
from tracker.reports.wording import ENGLISH, Words


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


def numbers_of(briefing: Briefing, words: Words = ENGLISH) -> tuple[NumberRow, ...]:
    """The period, four weeks and the year; empty without a rate."""
    rate = briefing.rate
    if rate is None:
        return ()
    spans = (
        (dates.this_period(briefing.period, words), rate.period),
        (words("letter.row.four_weeks"), rate.four_weeks),
        (words("letter.row.year"), rate.year),
    )
    return tuple(_number_row(name, found, words) for name, found in spans if found is not None)


def _number_row(name: str, found: LevelSpan, words: Words) -> NumberRow:
    move = found.move
    return NumberRow(
        name=name,
        levels=f"{level(found.from_value, words=words)} → {level(found.to_value, words=words)}",
        costs=_more_or_less(move.pair_change, words),
        worth=_more_or_less(move.value_change, words),
    )


def _more_or_less(change: float, words: Words) -> str:
    if round(100 * change, 1) == 0:
        return words("letter.change.same")
    return words(f"letter.change.{'more' if change > 0 else 'less'}", share=percent(abs(change), words=words))


def numbers_note(briefing: Briefing, words: Words = ENGLISH) -> str:
    """The year's move from both sides, in words, and what does not compare."""
    return " ".join(filter(None, (_both_sides(briefing, words), longer_rows_sentence(briefing, words))))


def _both_sides(briefing: Briefing, words: Words) -> str:
    if briefing.rate is None or briefing.rate.year is None:
        return ""
    pair, move = pair_of(briefing.info.series.name, words), briefing.rate.year.move
    if unchanged(move):
        return ""
    return words.sentence(
        f"letter.both_sides.{'fall' if move.log_return > 0 else 'rise'}",
        a_base=pair.a_base,
        costs=percent(abs(move.pair_change), words=words),
        a_quote=pair.a_quote,
        worth=percent(abs(move.value_change), words=words),
        its_quote=pair.its_quote,
    )


def chart_of(briefing: Briefing, words: Words = ENGLISH) -> Chart | None:
    """The chart window of the rate, or None where there is nothing to draw."""
    rate, info = briefing.rate, briefing.info
    if rate is None or len(rate.chart) < 2 or rate.low is None or rate.high is None:
        return None
    ends = (rate.chart[0], rate.chart[-1])
    first, last = (dates.short(dates.told_day(one.label, one.made, info.zone), words=words) for one in ends)
    marks = (
        words("letter.chart.mark", title=clean(mark.text, 40), day=dates.day_name(mark.day, words=words))
        for mark in rate.marks_shown()
    )
    caption = words.sentence(
        "letter.chart.caption",
        unit=pair_of(info.series.name, words).unit,
        first=first,
        last=last,
        from_level=level(rate.chart[0].value, words=words),
        to_level=level(rate.chart[-1].value, words=words),
        low=level(rate.low.value, words=words),
        high=level(rate.high.value, words=words),
        marks="".join(f"; {mark}" for mark in marks),
    )
    return Chart(
        values=tuple(point.value for point in rate.chart),
        groups=tuple(point.group for point in rate.chart),
        caption=caption,
    )
