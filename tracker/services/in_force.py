"""Tables in force on a day: whether the one that came is the one the publisher's calendar says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracker.data.loader import schedule_of, series_of
from tracker.errors import CheckError
from tracker.model.instants import Label
from tracker.model.schedule import FixingSchedule
from tracker.model.series import SeriesName
from tracker.services.calendars import LateCalendar
from tracker.sources.base import Records
from tracker.sources.checks import KEPT

_LATE = timedelta(days=1)
"""As late a rate may come without being missed."""

_LOOK_BACK = 40


def in_force(schedule: FixingSchedule, day: date, at: datetime) -> tuple[Label, Label] | None:
    """The label in force on a day as it was known at an instant, and the one before it; None before all methods."""
    calendar = LateCalendar(schedule.calendar, day - timedelta(days=_LOOK_BACK + 1), day)
    found: list[Label] = []
    for back in range(_LOOK_BACK):
        label = (day - timedelta(days=back)).isoformat()
        made = schedule.made_on(label)
        if not calendar.is_open(made) or not any(version.covers(made) for version in schedule.versions):
            continue
        if schedule.fixing(label).published_at + _LATE <= at:
            found.append(label)
        if len(found) == 2:
            return found[0], found[1]
    return None


def is_older(records: Records, at: datetime) -> bool:
    """Whether an answer with the table in force on a day is of an earlier day than the calendar says.

    By one working day it may be: the calendar knows no day off that was decreed since. ``CheckError`` for more: it is
    not the table of that day.
    """
    if records.in_force_on is None or not records.quotes:
        return False
    newest = max(records.quotes, key=lambda quote: quote.label)
    schedule = schedule_of(series_of(SeriesName.parse(newest.series)).schedule)
    expected = in_force(schedule, records.in_force_on, at)
    if expected is None or newest.label >= expected[0]:
        return False
    if newest.label < expected[1]:
        raise CheckError(
            f"asked for the table in force on {records.in_force_on.isoformat()}, which should be that of"
            f" {expected[0]}, it sends one of {newest.label}.",
            source=newest.series.partition("@")[2],
            remedy=KEPT,
        )
    return True
