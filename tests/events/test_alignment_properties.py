"""The rule as properties, over clock changes of four places, and against a reading that looks at every fixing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.data.loader import schedules
from tracker.events.alignment import FixingIndex, align, align_all
from tracker.model.event import EventTime, PolicyEvent
from tracker.model.instants import Interval, format_instant, local_day, local_instant
from tracker.model.schedule import Fixing
from tracker.services.calendars import calendars

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST, LAST = date(2014, 9, 1), date(2015, 4, 30)
CHANGES = {
    "Europe/Berlin": (date(2014, 10, 26), date(2015, 3, 29)),
    "Europe/London": (date(2014, 10, 26), date(2015, 3, 29)),
    "America/New_York": (date(2014, 11, 2), date(2015, 3, 8)),
    "Europe/Moscow": (date(2014, 10, 26),),
    "Asia/Shanghai": (date(2014, 11, 11),),
}
SERIES = ("cbr", "ecb", "yahoo_sampled", "bank_of_canada_like", "yahoo_1d")


@cache
def fixings_of(key: str) -> tuple[Fixing, ...]:
    if key == "bank_of_canada_like":  # its instants, before the published series begins
        return tuple(
            Fixing(label=day.isoformat(), made_from=at, made_to=at, published_at=at, method="16:30")
            for day in (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
            if day.weekday() < 5
            for at in (local_instant(day, datetime(2014, 1, 1, 16, 30).time(), "America/Toronto"),)  # noqa: DTZ001
        )
    schedule = schedules()[key]
    calendar = calendars(FIRST, LAST)[schedule.calendar]
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    return tuple(schedule.fixing(schedule.label_of(day)) for day in days if calendar.is_open(day))


def aligned(interval: Interval, index: FixingIndex):
    schedule = schedules()["ecb"]
    calendar = calendars(FIRST, LAST)["target"]
    return align("e", interval, index, series="S", schedule=schedule, calendar=calendar, now=NOW)


@st.composite
def local_intervals(draw) -> Interval:
    """A whole day, remarks from a wall-clock time, or an instant, near a clock change of its place."""
    place = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[place])) + timedelta(days=draw(st.integers(-9, 9)))
    form = draw(st.sampled_from(("day", "minute", "instant", "bounded")))
    whole = local_day(day, place)
    if form == "day":
        return whole
    start = local_instant(day, draw(st.times()).replace(second=0, microsecond=0), place)
    if form == "bounded":
        return Interval(start=whole.start, end=max(start, whole.start))
    return Interval(start=start, end=start + timedelta(minutes=30 if form == "minute" else 0))


@st.composite
def indexes(draw) -> FixingIndex:
    """A real series with some of its fixings missing, as when a source was not read for a while."""
    fixings = fixings_of(draw(st.sampled_from(SERIES)))
    missing = draw(st.sets(st.integers(0, len(fixings) - 1), max_size=20))
    return FixingIndex(fixing for position, fixing in enumerate(fixings) if position not in missing)


@st.composite
def overlapping_indexes(draw) -> FixingIndex:
    """Windows of any length at any time: no order of beginnings can be relied on."""
    origin = datetime(2014, 10, 20, tzinfo=UTC)
    spans = draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), min_size=1, max_size=30))
    return FixingIndex(
        Fixing(
            label=format_instant(datetime(2014, 1, 1, number // 60 % 24, number % 60, tzinfo=UTC)),
            made_from=origin + timedelta(hours=start),
            made_to=origin + timedelta(hours=start + length),
            published_at=origin + timedelta(hours=start + length),
            method="m",
        )
        for number, (start, length) in enumerate(spans)
    )


def reference(interval: Interval, index: FixingIndex):
    """The rule as written, reading every fixing."""
    pre = earliest = latest = None
    for fixing in index.fixings:
        if fixing.made_to <= interval.start:
            pre = fixing
        else:
            earliest = earliest or fixing
            if latest is None and fixing.made_from >= interval.end:
                latest = fixing
    return (pre, earliest, latest) if pre else (None, None, None)


@given(local_intervals(), st.one_of(indexes(), overlapping_indexes()))
def test_the_rule_equals_its_naive_reading(interval, index):
    found = aligned(interval, index)
    assert (found.pre, found.earliest, found.latest) == reference(interval, index)


@given(local_intervals(), indexes())
def test_pre_cannot_contain_the_event_and_all_later_ones_could(interval, index):
    found = aligned(interval, index)
    assert found.pre.made_to <= interval.start
    for fixing in index.fixings[index.position(found.pre.label) + 1 :]:
        assert fixing.made_to > interval.start


@given(local_intervals(), indexes())
def test_none_before_latest_fully_contains_the_event(interval, index):
    found = aligned(interval, index)
    assert found.latest.made_from >= interval.end
    for label in found.contaminated:
        fixing = index.fixings[index.position(label)]
        assert fixing.made_from < interval.end
        assert fixing.made_to > interval.start


@given(local_intervals(), indexes())
def test_the_parts_fit_together(interval, index):
    found = aligned(interval, index)
    first, last = index.position(found.earliest.label), index.position(found.latest.label)
    assert index.position(found.pre.label) + 1 == first <= last
    assert found.contaminated == tuple(fixing.label for fixing in index.fixings[first:last])
    assert found.ambiguous == (first != last)
    assert found.spans == last - first + 1
    assert found.pending is None


@given(local_intervals(), indexes(), st.integers(0, 96))
def test_news_that_may_be_later_is_surely_known_no_sooner(interval, index, hours):
    wider = Interval(start=interval.start, end=interval.end + timedelta(hours=hours))
    narrow, wide = aligned(interval, index), aligned(wider, index)
    assert (wide.pre, wide.earliest) == (narrow.pre, narrow.earliest)
    assert wide.latest.made_to >= narrow.latest.made_to


@given(local_intervals(), st.sampled_from(SERIES))
def test_every_day_near_a_clock_change_meets_at_most_two_rates(interval, key):
    """A civil day has at most 25 hours, and no series here is made twice within 23."""
    assert aligned(interval, FixingIndex(fixings_of(key))).spans <= 3 - (interval.start == interval.end)


@pytest.mark.parametrize("place", sorted(CHANGES))
def test_a_local_day_at_a_clock_change_has_its_true_length(place):
    lengths = {local_day(day, place).end - local_day(day, place).start for day in CHANGES[place]}
    hours = {int(length.total_seconds() // 3600) for length in lengths}
    assert hours == {"Europe/Moscow": {25}, "Asia/Shanghai": {24}}.get(place, {23, 25})


def test_many_events_are_aligned_in_their_order():
    index = FixingIndex(fixings_of("ecb"))
    events = [
        PolicyEvent(
            id=f"{day.isoformat()}-e{number}",
            title="t",
            summary="",
            kind="statement",
            action="neutral",
            stance="hold",
            issuer="i",
            jurisdiction="US",
            time=EventTime(interval=local_day(day, "America/New_York"), zone="America/New_York", precision="day"),
            published_on=day,
        )
        for number in range(20)
        for day in (date(2014, 9, 3) + timedelta(days=offset) for offset in range(0, 200, 7))
    ]
    schedule, calendar = schedules()["ecb"], calendars(FIRST, LAST)["target"]
    found = align_all(events, index, series="S", schedule=schedule, calendar=calendar, now=NOW)

    assert [alignment.event_id for alignment in found] == [event.id for event in events]
    for event, alignment in zip(events, found, strict=True):
        assert (alignment.pre, alignment.earliest, alignment.latest) == reference(event.time.interval, index)


def test_a_short_window_inside_long_ones_is_found():
    """Windows that begin out of order: the first to begin after the news is not where the beginnings seem to grow."""
    origin = datetime(2014, 11, 3, tzinfo=UTC)
    spans = ((-1, 0), (9, 10), (1, 11), (2, 12), (3, 13), (20, 21))
    index = FixingIndex(
        Fixing(
            label=format_instant(origin + timedelta(hours=end)),
            made_from=origin + timedelta(hours=start),
            made_to=origin + timedelta(hours=end),
            published_at=origin + timedelta(hours=end),
            method="m",
        )
        for start, end in spans
    )
    found = aligned(Interval(start=origin + timedelta(hours=5), end=origin + timedelta(hours=8)), index)

    assert found.earliest.label == found.latest.label == "2014-11-03T10:00:00Z"
