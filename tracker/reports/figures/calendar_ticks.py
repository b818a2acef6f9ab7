"""Words along a time axis: months and years, evenly apart, as many as have room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tracker.reports.figures.drawing import wide
from tracker.reports.wording import Words

_MONTHS = (1, 2, 3, 4, 6)
_YEARS = (1, 2, 5, 10)
_APART = 8

Mark = tuple[date, str]


def calendar_ticks(first: date, end: date, across: float, beyond: float, words: Words) -> list[Mark]:
    """First days of months or years from a day to before another, with their names; empty where none begins there.

    January is named by its year. ``across``: pixels from the first day to the end; ``beyond``: those after it into
    which a name may reach.
    """
    pixels = across / max((end - first).days, 1)
    choices = [_months(first, end, step, words) for step in _MONTHS] + [_years(first, end, step) for step in _YEARS]
    kept: list[Mark] = []
    for choice in choices:
        kept = [mark for mark in choice if (mark[0] - first).days * pixels + wide(mark[1]) <= across + beyond]
        if all((after - day).days * pixels >= wide(text) + _APART for (day, text), (after, _) in pairwise(kept)):
            break
    return kept


def _months(first: date, end: date, step: int, words: Words) -> list[Mark]:
    """Every month, every second … of a year; the first has the year beside it where no January tells one."""
    days = [day for day in _begins(first, end) if (day.month - 1) % step == 0]
    dated = any(day.month == 1 for day in days)
    return [
        (day, str(day.year) if day.month == 1 else f"{name} {day.year}" if number == 0 and not dated else name)
        for number, day in enumerate(days)
        for name in (words(f"date.month_short.{day.month}"),)
    ]


def _years(first: date, end: date, step: int) -> list[Mark]:
    return [(day, str(day.year)) for day in _begins(first, end) if day.month == 1 and day.year % step == 0]


def _begins(first: date, end: date) -> Iterator[date]:
    for month in range(12 * first.year + first.month - 1, 12 * end.year + end.month):
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day < end:
            yield day
