"""What lies ahead in words, the same in the report and the letter."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.instants import zone
from tracker.reports import dates
from tracker.reports.briefing import AheadItem
from tracker.reports.cleaning import NO_BREAK, clean

REACH = timedelta(days=14)
"""How far past a period's end a report looks ahead."""


def when(item: AheadItem, *, year: int) -> str:
    """ "Fri 18 Dec, 13:30 Moscow", "31 Dec – 8 Jan"; a day of another year than ``year`` with its own."""
    if item.last is not None:
        return f"{_day(item.day, year)}{NO_BREAK}– {_day(item.last, year)}"
    if item.at is None:
        return _day(item.day, year)
    hour = f"{item.at.astimezone(zone(item.zone)):%H:%M}{NO_BREAK}{dates.place_of(item.zone)}"
    return f"{_day(item.day, year)}, {hour}"


def what(item: AheadItem, limit: int) -> str:
    """What is scheduled; of the ledger, whose decision."""
    said = clean(item.what, limit)
    return f"{said} ({clean(item.expectedness, 20)})" if item.kind == "event" else said


def _day(day: date, year: int) -> str:
    return dates.day_name(day, year=day.year != year)
