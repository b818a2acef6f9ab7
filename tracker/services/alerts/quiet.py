"""Quiet hours: when an alert may reach its reader."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from tracker.model.instants import zone
from tracker.model.work import LONGEST_WAIT

Night = tuple[int, int]
"""The hours at which it begins and ends on the reader's clock, like (22, 7)."""


LONGEST_NIGHT = 2 * LONGEST_WAIT
"""What waits longer in the outbox is taken there for something from before a clock was set back, and sent at once."""


def first_attempt_at(now: datetime, night: Night | None, zone_name: str) -> datetime | None:
    """When (UTC) a message made ``now`` may first be tried: at once, or when the reader's quiet hours are over.

    None where that is longer than a message may wait in the outbox (a night of thirteen hours, in which clocks are put
    back): it has to be made later.

    >>> first_attempt_at(datetime(2026, 1, 15, 20, 30, tzinfo=UTC), (22, 7), "Europe/Berlin").isoformat()
    '2026-01-15T20:30:00+00:00'
    """
    starts = quiet_until(now, night, zone_name) or now
    return None if starts - now > LONGEST_NIGHT else starts


def quiet_until(now: datetime, night: Night | None, zone_name: str) -> datetime | None:
    """The end (UTC) of the quiet hours in which ``now`` lies on the reader's clock; None outside of them.

    Where clocks are put forward over the end, the night ends with the gap; where they are put back over it, at the
    first of the two.

    >>> quiet_until(datetime(2026, 1, 15, 22, 30, tzinfo=UTC), (22, 7), "Europe/Berlin").isoformat()
    '2026-01-16T06:00:00+00:00'
    """
    if night is None:
        return None
    begin, end = night
    place = zone(zone_name)
    local = now.astimezone(place)
    over_midnight = begin > end
    if not (local.hour >= begin or local.hour < end if over_midnight else begin <= local.hour < end):
        return None
    day = local.date() + timedelta(days=1) if local.hour >= end else local.date()
    until = datetime.combine(day, time(end), tzinfo=place).astimezone(UTC)
    return until if until > now else None
