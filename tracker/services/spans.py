"""From the rate before to the first rate after: what one day, or an event, needs of the series it is told by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tracker.events.alignment import FixingIndex
from tracker.model.choice import REACH
from tracker.model.instants import Interval
from tracker.services.calendars import LateCalendar
from tracker.services.rates import Levels

Span = Callable[[Levels], tuple[datetime, datetime] | None]
"""The time [start, end), UTC, over which a series answers what is asked; None where it does not."""

_TICK = timedelta(microseconds=1)


def makes_rates(levels: Levels, start: datetime, end: datetime) -> bool:
    """Whether the schedule of a series and its calendar have the making of a rate end in [start, end)."""
    days = LateCalendar(levels.schedule.calendar, start.date() - timedelta(days=3), end.date() + timedelta(days=60))
    upcoming = levels.schedule.upcoming(start - _TICK, days, days=(end - start).days + 3)
    return any(start <= fixing.made_to < end for fixing in upcoming)


def day_span(start: datetime, end: datetime) -> Span:
    """Of one day: the day itself where a rate was made in it, and around it where the series makes none on it."""

    def span(levels: Levels) -> tuple[datetime, datetime] | None:
        if levels.made_within(start, end):
            return start, end
        before = levels.before(start)
        if not before or start - before[-1].fixing.made_to > REACH or makes_rates(levels, start, end):
            return None
        after = levels.fixings[len(before) : len(before) + 1]
        if after and after[0].made_to - end > REACH:
            return None
        return before[-1].fixing.made_to, after[0].made_to + _TICK if after else end

    return span


def events_span(intervals: Sequence[Interval]) -> Span:
    """Of events: from the last rate before the first of them to the last of the rates that must know one of them."""

    def span(levels: Levels) -> tuple[datetime, datetime] | None:
        index = FixingIndex(levels.fixings)
        start, end = [], []
        for one in intervals:
            first = index.first_after(one.start)
            must = index.first_begun(one.end, first)
            if first == 0 or must == len(index):
                return None
            if one.start - index.made_to[first - 1] > REACH or index.made_to[must] - one.end > REACH:
                return None
            start.append(index.made_to[first - 1])
            end.append(index.made_to[must] + _TICK)
        return min(start), max(end)

    return span
