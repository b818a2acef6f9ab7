"""Declared series: what is stored, what is a cross, what has ended."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.loader import schedules, series, series_of
from tracker.model.series import SeriesName


def named(text):
    return series_of(SeriesName.parse(text))


def test_roubles_per_dollar_at_the_ecb_is_a_cross_that_has_ended():
    cross = series()["USD/RUB@ecb"]
    assert (str(cross.numerator), str(cross.denominator)) == ("EUR/RUB@ecb", "EUR/USD@ecb")
    assert (cross.kind, cross.schedule, cross.unit) == ("fixing", "ecb_rub", "roubles per dollar")
    assert cross.ends == date(2022, 3, 1)
    assert cross.derived


def test_what_is_quoted_against_the_euro_is_stored():
    assert not named("EUR/NOK@ecb").derived
    assert (named("EUR/NOK@ecb").schedule, named("EUR/NOK@ecb").ends) == ("ecb", None)
    assert named("EUR/RUB@ecb").ends == date(2022, 3, 1)


def test_any_other_pair_of_the_ecb_is_a_cross():
    cross = named("USD/NOK@ecb")
    assert (str(cross.numerator), str(cross.denominator)) == ("EUR/NOK@ecb", "EUR/USD@ecb")
    assert cross.schedule == "ecb"


def test_all_the_currencies_of_the_ecb_are_declared():
    stored = [one for one in series().values() if one.name.source == "ecb" and not one.derived]
    assert len(stored) == 41
    assert {one.name.base for one in stored} == {"EUR"}


def test_the_daily_value_of_yahoo_is_sampled_from_its_hours():
    daily = series()["USD/RUB@yahoo"]
    assert str(daily.sampled_from) == "USD/RUB@yahoo.1h"
    assert (daily.derived, daily.indicative, daily.schedule) == (True, True, "yahoo_sampled")
    for key in ("USD/RUB@yahoo.1h", "USD/RUB@yahoo.1d"):
        assert (series()[key].derived, series()[key].indicative) == (False, True)


def test_the_rates_of_the_bank_of_russia_are_stored_and_the_yuan_has_a_schedule_of_its_own():
    assert (series()["USD/RUB@cbr"].schedule, series()["USD/RUB@cbr"].derived) == ("cbr", False)
    assert (series()["CNY/RUB@cbr"].schedule, named("HKD/RUB@cbr").schedule) == ("cbr_cny", "cbr")


@pytest.mark.parametrize(
    ("key", "unit"),
    [("RU/KEYRATE@cbr_key_rate", "per cent a year"), ("RU/RESERVES@cbr_reserves", "billions of US dollars")],
)
def test_what_is_no_exchange_rate_has_a_unit_of_its_own(key, unit):
    level = series()[key]
    assert (level.kind, level.unit, level.derived, level.name.is_pair) == ("level", unit, False, False)
    assert named(key.lower()) == level


def test_every_series_has_its_schedule_and_key():
    for key, one in series().items():
        assert key == one.key
        assert one.schedule in schedules()
        for part in (one.numerator, one.denominator, one.sampled_from):
            assert part is None or str(part) in series()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("USD/RUB@fed", "unknown source of rates 'fed'"),
        ("USD/RUB", "unknown source of rates"),
        ("USD/XAU@ecb", "never quoted XAU"),
        ("USD/EUR@ecb", "ask for EUR/USD"),
        ("USD/CNY@cbr", "against RUB only"),
        ("USD/USD@ecb", "against itself"),
    ],
)
def test_what_no_source_quotes(name, message):
    with pytest.raises(ValueError, match=message):
        named(name)
