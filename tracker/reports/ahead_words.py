"""What lies ahead in words, the same in the report and the letter."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.instants import zone
from tracker.reports import dates
from tracker.reports.briefing import AheadItem
from tracker.reports.cleaning import clean
from tracker.reports.wording import ENGLISH, Words

REACH = timedelta(days=14)
"""How far past a period's end a report looks ahead."""


def when(item: AheadItem, *, year: int, words: Words = ENGLISH) -> str:
    """ "Fri 18 Dec, 13:30 Moscow", "31 Dec – 8 Jan"; a day of another year than ``year`` with its own."""
    day = _day(item.day, year, words)
    if item.last is not None:
        return words("date.through_in_table", first=day, last=_day(item.last, year, words))
    if item.at is None:
        return day
    clock, place = f"{item.at.astimezone(zone(item.zone)):%H:%M}", dates.place_of(item.zone, words)
    return words("date.and_hour", day=day, hour=words("date.clock_in_table", clock=clock, place=place))


def what(item: AheadItem, limit: int) -> str:
    """What is scheduled; of the ledger, whose decision."""
    said = clean(item.what, limit)
    return f"{said} ({clean(item.expectedness, 20)})" if item.kind == "event" else said


def _day(day: date, year: int, words: Words) -> str:
    return dates.day_in_table(day, year=day.year != year, words=words)
