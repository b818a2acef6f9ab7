"""Periods: ISO weeks, days of 23 to 25 hours, ranges, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UsageError
from tracker.model import period
from tracker.model.instants import format_instant

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def choose(**options: str) -> period.Period:
    given_options = dict.fromkeys(("week", "day", "since", "until")) | options
    found = period.chosen(zone=given_options.pop("zone", "UTC"), now=NOW, **given_options)
    assert found is not None
    return found


def test_the_week_of_the_article() -> None:
    week = choose(week="2014-W46")
    assert (format_instant(week.start), format_instant(week.end)) == ("2014-11-10T00:00:00Z", "2014-11-17T00:00:00Z")
    assert (week.label, week.first_day, week.last_day) == ("2014-W46", date(2014, 11, 10), date(2014, 11, 16))
    assert week.complete
    assert week.kind == "week"


@pytest.mark.parametrize("text", ["2014-w46", "2014W46", " 2014-W46 "])
def test_other_ways_to_write_a_week(text: str) -> None:
    assert choose(week=text) == choose(week="2014-W46")


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2021, 1, 1), "2020-W53"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2033, 1, 2), "2032-W53"),
    ],
)
def test_weeks_at_new_year(day: date, label: str) -> None:
    assert period.week_label(day) == label
    assert period.week_of(day, zone="UTC", now=NOW).label == label


def test_2026_has_week_53_and_2025_has_not() -> None:
    assert choose(week="2026-W53").last_day == date(2027, 1, 3)
    with pytest.raises(UsageError, match="2025 has weeks 1 to 52"):
        choose(week="2025-W53")


@pytest.mark.parametrize("text", ["2014-W60", "2014-W00", "2014-46", "W46", "", "14-W46", "2014-W466", "0000-W01"])
def test_weeks_that_do_not_exist(text: str) -> None:
    with pytest.raises(UsageError):
        choose(week=text)


def test_the_current_week_is_not_complete() -> None:
    assert not choose(week="2026-W47").complete
    assert choose(week="2026-W46").complete


def test_last_complete_week_turns_at_midnight_of_the_zone() -> None:
    just_before = datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC)
    assert period.last_complete_week(just_before, "Europe/Moscow").label == "2026-W46"
    assert period.last_complete_week(just_before + timedelta(seconds=1), "Europe/Moscow").label == "2026-W47"
    assert period.last_complete_week(just_before + timedelta(seconds=1), "UTC").label == "2026-W46"
    assert period.last_complete_week(just_before, "Europe/Moscow").complete


@pytest.mark.parametrize(
    ("day", "zone", "start", "hours"),
    [
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", 23),
        ("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", 25),
        ("2014-10-26", "Europe/Moscow", "2014-10-25T20:00:00Z", 25),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", 23),
        ("2026-11-11", "Asia/Kathmandu", "2026-11-10T18:15:00Z", 24),
    ],
)
def test_days_around_changes_of_the_clock(day: str, zone: str, start: str, hours: int) -> None:
    found = choose(day=day, zone=zone)
    assert format_instant(found.start) == start
    assert found.end - found.start == timedelta(hours=hours)
    assert (found.first_day, found.last_day) == (date.fromisoformat(day), date.fromisoformat(day))


def test_a_range_is_inclusive_then_exclusive() -> None:
    found = choose(since="2014-11-10", until="2014-11-13")
    assert (found.first_day, found.last_day, found.label) == (
        date(2014, 11, 10),
        date(2014, 11, 12),
        "2014-11-10/2014-11-13",
    )
    assert found.start in found
    assert found.end not in found
    assert found.kind == "range"
    assert choose(day="2014-11-10").kind == "day"


def test_days_ago_count_from_today_and_include_today() -> None:
    found = choose(since="7d")
    assert (found.first_day, found.last_day, found.complete) == (date(2026, 11, 15), date(2026, 11, 22), False)
    assert choose(since="1w") == found


@pytest.mark.parametrize(
    "options",
    [
        {"since": "2014-11-13", "until": "2014-11-10"},
        {"since": "2014-11-13", "until": "2014-11-13"},
        {"since": "2026-11-23"},
        {"until": "2014-11-13"},
        {"week": "2014-W46", "day": "2014-11-11"},
        {"week": "2014-W46", "since": "2014-11-11"},
        {"day": "2014-11-11", "until": "2014-11-12"},
        {"day": "2014-02-30"},
        {"day": "20141111"},
        {"day": "2014-W46-1"},
        {"day": "7d"},
        {"since": "yesterday"},
        {"since": "99999w", "until": "99999w"},
        {"day": "0001-01-01", "zone": "Asia/Tokyo"},
        {"week": "9999-W52"},
    ],
)
def test_what_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        choose(**options)


def test_nothing_asked_is_nothing() -> None:
    assert period.chosen(week=None, day=None, since=None, until=None, zone="UTC", now=NOW) is None


def test_an_open_range() -> None:
    assert period.since_until(None, "2014-11-13", zone="UTC", now=NOW) == (None, date(2014, 11, 13))
    assert period.since_until(None, None, zone="UTC", now=NOW) == (None, None)


@given(
    day=st.dates(min_value=date(1970, 1, 5), max_value=date(2090, 1, 1)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tehran", "Pacific/Auckland"]),
)
def test_weeks_tile_the_calendar(day: date, zone: str) -> None:
    week = period.week_of(day, zone=zone, now=NOW)
    following = period.week_of(day + timedelta(days=7), zone=zone, now=NOW)
    assert week.end == following.start
    assert week.first_day <= day <= week.last_day
    assert period.iso_week(week.label, zone=zone, now=NOW) == week
    assert week.kind == "week"
