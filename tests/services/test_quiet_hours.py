"""Quiet hours end on the reader's clock, on the days on which that clock is changed, too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.instants import zone
from tracker.services.alerts.quiet import quiet_until

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "night", "until"),
    [
        ("2026-01-15T20:59", (22, 7), None),
        ("2026-01-15T21:00", (22, 7), "2026-01-16T06:00"),
        ("2026-01-16T05:59", (22, 7), "2026-01-16T06:00"),
        ("2026-01-16T06:00", (22, 7), None),
        ("2026-01-15T12:30", (13, 14), "2026-01-15T13:00"),
        ("2026-01-15T11:59", (13, 14), None),
        # 29 March 2026: 02:00 to 03:00 does not exist in Berlin
        ("2026-03-28T22:30", (22, 7), "2026-03-29T05:00"),
        ("2026-03-28T22:30", (22, 2), "2026-03-29T01:00"),
        ("2026-03-29T00:30", (22, 2), "2026-03-29T01:00"),
        ("2026-03-29T01:00", (22, 2), None),
        # 25 October 2026: 02:00 to 03:00 comes twice
        ("2026-10-24T21:30", (22, 7), "2026-10-25T06:00"),
        ("2026-10-24T21:30", (22, 2), "2026-10-25T00:00"),
        ("2026-10-25T00:30", (22, 2), None),
        ("2026-10-25T01:30", (22, 2), None),
        ("2026-10-25T00:30", (22, 3), "2026-10-25T02:00"),
        ("2026-10-25T01:30", (22, 3), "2026-10-25T02:00"),
    ],
)
def test_the_night_of_a_reader_in_berlin(now: str, night: tuple[int, int], until: str | None) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC)
    assert quiet_until(instant, night, BERLIN) == expected


def test_without_quiet_hours_nothing_waits() -> None:
    assert quiet_until(datetime(2026, 1, 15, 23, tzinfo=UTC), None, BERLIN) is None


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    begin=st.integers(0, 23),
    length=st.integers(1, 12),
    where=st.sampled_from([BERLIN, "America/New_York", "UTC", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_a_night_ends_soon_at_its_hour_and_is_over_then(minutes: int, begin: int, length: int, where: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    night = begin, (begin + length) % 24
    until = quiet_until(now, night, where)
    if until is None:
        return
    assert timedelta(0) < until - now <= timedelta(hours=13), "twelve hours, and one when clocks are put back"
    # at its end it is over, but where clocks go back over that very hour and it comes once more
    again = quiet_until(until, night, where)
    assert again is None or until.astimezone(zone(where)).utcoffset() != again.astimezone(zone(where)).utcoffset()
