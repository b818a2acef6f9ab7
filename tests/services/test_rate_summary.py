"""A period's summary: borders, spans, rank and chart, on rates made for the purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker.model.observation import Observation
from tracker.model.period import Period, day_range, iso_week, single_day
from tracker.services.rate_summary import summarise
from tracker.services.rates import fixing_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MADE = datetime(2014, 11, 11, 13, 10, tzinfo=UTC)  # the ECB's fixing of that Tuesday


def rates(first: date, days: int, schedule: str = "ecb", value: float = 50.0, step: float = 0.1) -> list[Observation]:
    """One rate a weekday, rising by ``step``."""
    found = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        if day.weekday() < 5:
            fixing = fixing_of(schedule, day.isoformat())
            exact = Decimal(str(round(value + step * len(found), 6)))
            found.append(Observation(series="USD/RUB@ecb", fixing=fixing, value=exact, vintage=NOW))
    return found


def between(start: datetime, end: datetime) -> Period:
    return Period(start=start, end=end, zone="UTC", label="…", complete=True)


def test_a_rate_belongs_to_the_period_that_begins_at_its_making() -> None:
    observed = rates(date(2014, 11, 3), 12)
    begins = summarise(observed, between(MADE, MADE + timedelta(hours=1)), ())
    assert begins is not None
    assert (begins.period.from_label, begins.period.to_label) == ("2014-11-10", "2014-11-11")
    assert summarise(observed, between(MADE - timedelta(hours=1), MADE), ()) is None


def test_the_zone_of_the_reader_decides_the_day() -> None:
    observed = rates(date(2014, 11, 3), 12)
    for zone, label in (("UTC", "2014-11-11"), ("Asia/Tokyo", "2014-11-11"), ("Pacific/Kiritimati", "2014-11-10")):
        found = summarise(observed, single_day("2014-11-11", zone=zone, now=NOW), ())
        assert found is not None
        assert found.period.to_label == label


def test_the_year_runs_from_its_last_rate_before_new_year() -> None:
    found = summarise(rates(date(2013, 12, 2), 120), iso_week("2014-W08", zone="UTC", now=NOW), ())
    assert found is not None
    assert found.year is not None
    assert found.year.from_label == "2013-12-31"
    assert found.year.to_label == found.period.to_label == "2014-02-21"


def test_a_label_of_the_next_day_counts_for_the_year_by_its_label() -> None:
    observed = rates(date(2013, 12, 2), 120, schedule="cbr")
    found = summarise(observed, iso_week("2014-W02", zone="UTC", now=NOW), ())
    assert found is not None
    assert found.year is not None
    assert found.year.from_label == "2013-12-31"  # made on the 30th


def test_four_weeks_are_four_weeks_back_or_nothing() -> None:
    observed = rates(date(2014, 10, 13), 40)
    week = iso_week("2014-W46", zone="UTC", now=NOW)
    found = summarise(observed, week, ())
    assert found is not None
    assert found.four_weeks is not None
    assert found.four_weeks.from_label == "2014-10-17"
    short = summarise(observed[15:], week, ())
    assert short is not None
    assert short.four_weeks is None
    assert short.year is None


def test_the_first_rates_of_a_series_start_from_the_first_of_them() -> None:
    found = summarise(rates(date(2014, 11, 10), 5), iso_week("2014-W46", zone="UTC", now=NOW), ())
    assert found is not None
    assert (found.period.from_label, found.period.to_label) == ("2014-11-10", "2014-11-14")
    assert found.rank is None


def test_the_rank_counts_weeks_and_only_for_a_week() -> None:
    observed = rates(date(2013, 6, 3), 700)
    week = iso_week("2014-W46", zone="UTC", now=NOW)
    found = summarise(observed, week, ())
    assert found is not None
    assert found.rank is not None
    assert found.rank.of == 53
    assert found.rank.position == 53  # equal steps weigh less, the higher the level
    days = summarise(observed, day_range("2014-11-10", "2014-11-13", zone="UTC", now=NOW), ())
    assert days is not None
    assert days.rank is None


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_the_chart_ends_with_the_period(zone: str) -> None:
    found = summarise(rates(date(2014, 9, 1), 120), iso_week("2014-W46", zone=zone, now=NOW), ())
    assert found is not None
    assert found.chart[-1].label == found.period.to_label == "2014-11-14"
    assert found.low == found.chart[0]
    assert found.high == found.chart[-1]
    assert {point.group for point in found.chart} >= {"2014-W45", "2014-W46"}


@pytest.mark.parametrize(
    ("week", "label", "before", "since"),
    [
        ("2022-W11", "2022-03-15", "exchange 10:00-11:30", "exchange 10:00-16:30"),
        ("2022-W17", "2022-04-26", "exchange 10:00-16:30", "exchange 10:00-15:30"),
        ("2024-W24", "2024-06-14", "exchange 10:00-15:30", "banks' reports 15:30"),
        ("2024-W52", "2024-12-30", "banks' reports 15:30", "exchange and OTC 15:30"),
    ],
)
def test_a_move_across_a_change_of_method_carries_it_and_has_no_rank(
    week: str, label: str, before: str, since: str
) -> None:
    observed = rates(date(2021, 1, 12), 1700, schedule="cbr")
    found = summarise(observed, iso_week(week, zone="UTC", now=NOW), ())
    assert found is not None
    (change,) = found.period.breaks
    assert (change.fixing.label, change.before, change.fixing.method) == (label, before, since)
    assert found.rank is None
    assert found.four_weeks is not None
    assert found.four_weeks.breaks[-1] == change
    assert found.year is not None
    assert [one.fixing.label[:4] for one in found.year.breaks] == [label[:4]] * len(found.year.breaks)
    after = date.fromisocalendar(int(week[:4]), int(week[-2:]), 1) + timedelta(days=7)
    later = summarise(observed, iso_week("{}-W{:02}".format(*after.isocalendar()[:2]), zone="UTC", now=NOW), ())
    assert later is not None
    assert later.period.breaks == ()
    assert later.rank is not None


def test_two_versions_of_one_method_are_no_change() -> None:
    found = summarise(rates(date(2016, 5, 2), 80), iso_week("2016-W27", zone="UTC", now=NOW), ())
    assert found is not None
    assert found.period.breaks == ()
