"""Skeletons: fixings as a schedule and a working calendar foresee them, for series whose values come from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.data.loader import schedules, shipped_events
from tracker.events.alignment import FixingIndex, align, align_all
from tracker.model.alignment import Alignment
from tracker.model.event import PolicyEvent
from tracker.model.instants import Interval
from tracker.model.schedule import Fixing, FixingSchedule, WorkingCalendar
from tracker.services.calendars import calendars

LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Skeleton:
    """One series as its schedule foresees it over some days."""

    series: str
    schedule: FixingSchedule
    calendar: WorkingCalendar
    index: FixingIndex

    def align(self, event: PolicyEvent | Interval, now: datetime = LATER) -> Alignment:
        interval = event if isinstance(event, Interval) else event.time.interval
        name = "event" if isinstance(event, Interval) else event.id
        return align(
            name,
            interval,
            self.index,
            series=self.series,
            schedule=self.schedule,
            calendar=self.calendar,
            now=now,
        )

    def align_all(self, events: tuple[PolicyEvent, ...], now: datetime = LATER) -> tuple[Alignment, ...]:
        return align_all(
            events, self.index, series=self.series, schedule=self.schedule, calendar=self.calendar, now=now
        )


def made(schedule: FixingSchedule, calendar: WorkingCalendar, first: date, last: date) -> list[Fixing]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [schedule.fixing(schedule.label_of(day)) for day in days if calendar.is_open(day)]


@pytest.fixture(scope="session")
def skeleton() -> Callable[[str, str, str], Skeleton]:
    """``skeleton("cbr", "2014-11-01", "2014-11-30")``: made on the open days of the range, both ends included."""

    def build(key: str, first: str, last: str) -> Skeleton:
        schedule = schedules()[key]
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        calendar = calendars(start, end)[schedule.calendar]
        return Skeleton(f"USD/RUB@{key}", schedule, calendar, FixingIndex(made(schedule, calendar, start, end)))

    return build


@pytest.fixture(scope="session")
def ledger() -> Mapping[str, PolicyEvent]:
    """The shipped events by id."""
    return {event.id: event for event in shipped_events()}
