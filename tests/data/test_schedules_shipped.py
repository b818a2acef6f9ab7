"""The shipped fixing schedules: when each rate is made, published and how it is labelled."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest

from tracker.data.loader import closures, schedules, series, targets
from tracker.data.schedule_file import parse_closures, parse_schedules
from tracker.services.calendars import calendars


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def instants(key, label):
    fixing = schedules()[key].fixing(label)
    return tuple(at.isoformat()[:16] for at in (fixing.made_from, fixing.made_to, fixing.published_at))


@pytest.mark.parametrize(
    ("key", "label", "expected"),
    [
        ("ecb", "2014-11-11", ("2014-11-11T13:10", "2014-11-11T13:10", "2014-11-11T13:30")),
        ("ecb", "2016-06-30", ("2016-06-30T12:10", "2016-06-30T12:10", "2016-06-30T12:30")),
        ("ecb", "2016-07-01", ("2016-07-01T12:10", "2016-07-01T12:10", "2016-07-01T14:00")),
        ("ecb_rub", "2022-02-28", ("2022-02-28T13:10", "2022-02-28T13:10", "2022-02-28T15:00")),
        ("cbr", "2014-10-25", ("2014-10-24T06:00", "2014-10-24T07:30", "2014-10-24T09:00")),
        ("cbr", "2014-11-12", ("2014-11-11T07:00", "2014-11-11T08:30", "2014-11-11T10:00")),
        ("cbr", "2022-03-15", ("2022-03-14T07:00", "2022-03-14T13:30", "2022-03-14T14:30")),
        ("cbr", "2024-06-14", ("2024-06-13T07:00", "2024-06-13T12:30", "2024-06-13T14:30")),
        ("cbr_key_rate", "2014-12-16", ("2014-12-15T21:00", "2014-12-15T21:00", "2014-12-16T10:30")),
        ("cbr_reserves", "2026-11-13", ("2026-11-13T20:59", "2026-11-13T20:59", "2026-11-19T13:00")),
        ("yahoo_1d", "2014-07-01", ("2014-06-30T23:00", "2014-06-30T23:00", "2014-06-30T23:00")),
        ("yahoo_sampled", "2026-07-01", ("2026-07-01T13:00", "2026-07-01T13:00", "2026-07-01T13:00")),
        ("bank_of_canada", "2026-07-02", ("2026-07-02T20:30", "2026-07-02T20:30", "2026-07-02T20:30")),
        ("currency_api", "2026-07-01", ("2026-07-01T00:00", "2026-07-01T00:00", "2026-07-01T00:00")),
        ("brent_spot", "2026-07-01", ("2026-07-01T18:30", "2026-07-01T18:30", "2026-07-09T18:30")),
    ],
)
def test_the_instants_of_a_label(key, label, expected):
    assert instants(key, label) == expected


def test_the_sampled_bar_ends_at_two_in_london_all_year():
    for label in ("2026-01-15", "2026-07-15", "2026-03-30", "2026-10-26"):
        fixing = schedules()["yahoo_sampled"].fixing(label)
        from tracker.model.instants import zone

        assert fixing.made_to.astimezone(zone("Europe/London")).hour == 14


def test_the_methods_of_the_bank_of_russia():
    cbr = schedules()["cbr"]
    methods = [version.method for version in cbr.versions]
    assert len(set(methods)) == 5
    assert [version.approximate for version in cbr.versions] == [False, True, True, False, False]
    assert all(version.reference for schedule in schedules().values() for version in schedule.versions)
    for day, method in (
        (date(2022, 4, 24), methods[1]),
        (date(2022, 4, 25), methods[2]),
        (date(2024, 12, 27), methods[4]),
    ):
        assert cbr.version_on(day).method == method


def test_the_yuan_stayed_on_the_exchange_when_the_dollar_left_it():
    dollar, yuan = schedules()["cbr"], schedules()["cbr_cny"]
    day = date(2024, 6, 13)
    assert dollar.version_on(day).method == "banks' reports 15:30"
    assert yuan.version_on(day).method == yuan.version_on(day - timedelta(days=2)).method == "exchange 10:00-15:30"
    for version in dollar.versions:
        other = yuan.version_on(version.valid_from)
        assert (version.starts, version.ends) == (other.starts, other.ends)


@pytest.mark.extended
def test_the_russian_calendar_foretells_every_label_of_five_years(shared):
    with (shared / "parity" / "rub" / "input_cbr_rubusd.csv").open(encoding="utf-8") as file:
        labels = [row["date"] for row in csv.DictReader(file)]
    first, last = date.fromisoformat(labels[0]), date.fromisoformat(labels[-1])
    days = calendars(first, last)["russia"]
    made = (first + timedelta(days=offset - 1) for offset in range((last - first).days + 1))
    assert len(labels) > 1200
    assert labels == [schedules()["cbr"].label_of(day) for day in made if days.is_open(day)]


def test_a_method_unknown_to_the_schedule_is_an_error():
    with pytest.raises(ValueError, match="knows no method for 2003-04-14"):
        schedules()["cbr"].fixing("2003-04-15")


def test_the_euro_reference_method_did_not_break_in_2016():
    assert len({version.method for version in schedules()["ecb"].versions}) == 1


def test_what_has_ended_says_when_and_why():
    ended = {key: schedule.ends for key, schedule in schedules().items() if schedule.ends}
    moex = dict.fromkeys(("moex_1h_ended", "moex_close_ended"), date(2024, 6, 11))
    joined = {"sit", "cyp", "mtl", "skk", "eek", "lvl", "ltl", "hrk", "bgn", "trl", "rol"}  # held against the archive
    assert {key for key in ended if key.removeprefix("ecb_") in joined} == {f"ecb_{code}" for code in joined}
    others = {key: day for key, day in ended.items() if key.removeprefix("ecb_") not in joined}
    assert others == {"cbr_basket": date(2018, 7, 30), "ecb_rub": date(2022, 3, 1), **moex}
    assert all(schedules()[key].end_reason for key in ended)
    assert schedules()["ecb_rub"].versions == schedules()["ecb"].versions


def test_every_schedule_has_a_calendar_that_exists():
    days = calendars(date(2026, 1, 1), date(2026, 1, 2))
    assert {schedule.calendar for schedule in schedules().values()} <= days.keys()


def test_an_ended_series_foresees_nothing():
    days = calendars(date(2022, 1, 1), date(2022, 12, 31))["target"]
    assert [fixing.label for fixing in schedules()["ecb_rub"].upcoming(utc("2022-02-28T13:10"), days)] == ["2022-03-01"]


def test_candles_keep_to_the_session_and_to_moscow_days():
    days = calendars(date(2014, 11, 1), date(2014, 11, 30))["russia"]
    moex = schedules()["moex_1h"]
    upcoming = [fixing.label for fixing, _ in zip(moex.upcoming(utc("2014-11-07T14:30"), days), range(4), strict=False)]
    assert upcoming == [
        "2014-11-07T15:00:00Z",
        "2014-11-07T16:00:00Z",
        "2014-11-10T08:00:00Z",
        "2014-11-10T09:00:00Z",
    ]


def test_bars_of_an_ended_market_end_with_it():
    days = calendars(date(2024, 6, 1), date(2024, 6, 30))["russia"]
    after = utc("2024-06-11T14:30")
    labels = [fixing.label for fixing in schedules()["moex_1h_ended"].upcoming(after, days)]
    assert labels == ["2024-06-11T15:00:00Z", "2024-06-11T16:00:00Z"]
    yuan = [fixing.label for fixing in schedules()["moex_1h"].upcoming(after, days)]
    assert yuan[:3] == [*labels, "2024-06-13T08:00:00Z"]  # the twelfth is a holiday


def test_labels_and_days_of_making_go_both_ways():
    for schedule in schedules().values():
        if schedule.label != "bar_end":
            for offset in range(10):
                day = date(2026, 1, 1) + timedelta(offset)
                assert schedule.made_on(schedule.label_of(day)) == day


def test_shares_closed_in_2022_and_currencies_did_not():
    (shares, exchange) = targets()["russia"].closures
    assert (shares.since, shares.until) == (date(2022, 2, 28), date(2022, 3, 24))
    closed = {shares.since + timedelta(day) for day in range(24)}
    assert closures()["russia"][0] & closed == {date(2022, 3, 5)}  # a Saturday
    assert (exchange.since, exchange.until) == (date(2024, 6, 12), date(2024, 6, 14))
    assert date(2024, 6, 13) not in closures()["russia"][0]  # the official rate was made


def test_nothing_is_shipped_that_nothing_uses():
    made_on = {one.schedule for one in series().values()}
    text = resources.files("tracker.data").joinpath("series.toml").read_text("utf-8")
    unused = {key for key in schedules() if key not in made_on and f'"{key}"' not in text}
    assert unused == set()
    assert set(closures()) <= {one.calendar for one in schedules().values()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("valid_until = 2022-03-14", "valid_until = 2022-03-15"), "without gap or overlap"),
        (('label = "next_day"', 'label = "tomorrow"'), "label 'tomorrow'"),
        (('zone = "Europe/Moscow"', 'zone = "Mars/Base"'), "Mars/Base"),
        (("ends = 11:30:00", "ends = 09:30:00"), "starts after it ends"),
    ],
)
def test_an_unsound_schedule_is_refused(root, change, message):
    text = (root / "tracker" / "data" / "schedules.toml").read_text(encoding="utf-8")
    assert change[0] in text
    with pytest.raises(ValueError, match=message):
        parse_schedules(text.replace(*change))


def test_a_closure_needs_a_reason():
    with pytest.raises(ValueError, match="line 2"):
        parse_closures("calendar,from,until,state,reason,reference\nrussia,2024-06-12,2024-06-12,closed,,\n")
