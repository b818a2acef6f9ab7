"""Declared series: what is stored, what is a cross, what has ended."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.data.loader import schedules, series, series_of
from tracker.model.series import SeriesName
from tracker.services.rates import report_series
from tracker.sources.catalog import sources


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


def test_a_pair_without_the_rouble_is_a_cross_of_two_official_rates_of_the_bank_of_russia():
    cross = named("USD/BYN@cbr")
    assert [str(one) for one in cross.parts] == ["USD/RUB@cbr", "BYN/RUB@cbr"]
    assert (cross.schedule, cross.unit) == ("cbr", "Belarusian roubles per dollar")
    assert not named("BYN/RUB@cbr").derived


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
        for part in one.parts:
            assert named(str(part)).key == str(part)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("USD/RUB@fed", "unknown source of rates 'fed'"),
        ("USD/RUB", "unknown source of rates"),
        ("USD/XAU@ecb", "never quoted XAU"),
        ("USD/EUR@ecb", "ask for EUR/USD"),
        ("USD/CNY@moex", "against RUB only"),
        ("RUB/TRY@cbr", "ask for TRY/RUB"),
        ("USD/USD@ecb", "against itself"),
    ],
)
def test_what_no_source_quotes(name, message):
    with pytest.raises(ValueError, match=message):
        named(name)


def test_what_is_no_pair_of_currencies_is_named_alike_with_its_slash():
    brent = named("brent/usd@yahoo.1d")
    assert (brent.key, brent.unit) == ("BRENT/USD@yahoo.1d", "dollars per barrel of Brent")
    assert (brent.schedule, named("USD/RUB@yahoo.1d").schedule) == ("yahoo_1d_new_york", "yahoo_1d")
    assert named("DXY/PTS@yahoo").unit == "points of the dollar index"
    for text in ("BRENTUSD@yahoo", "BRENT/US@yahoo", "B1/USD@yahoo"):
        with pytest.raises(ValueError, match="not a series"):
            SeriesName.parse(text)


def test_what_a_user_must_enable_is_no_ground_of_a_report_and_the_exchange_has_ended_for_two_currencies():
    opt_in = {one.name.source.partition(".")[0] for one in series().values() if one.opt_in and not one.gap}
    rates = {key: source for key, source in sources().items() if source.info.kind == "rates"}
    assert opt_in == {key for key, source in rates.items() if not source.info.enabled} == {"moex", "currency_api"}
    assert not [one for one in report_series("USD/RUB") if one.opt_in]
    ends = {pair: named(f"{pair}@moex").ends for pair in ("USD/RUB", "EUR/RUB", "CNY/RUB")}
    assert ends == {"USD/RUB": date(2024, 6, 11), "EUR/RUB": date(2024, 6, 11), "CNY/RUB": None}
    cross = named("EUR/RUB@currency_api")
    assert (str(cross.numerator), str(cross.denominator)) == ("USD/RUB@currency_api", "USD/EUR@currency_api")
