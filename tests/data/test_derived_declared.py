"""Shipped inverses, baskets and gaps: what they are made of, when they end, what has no such series."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.data.derived_file import parse_derived
from tracker.data.loader import schedules, series, series_of, sources_of_series
from tracker.errors import UsageError
from tracker.model.series import SeriesName
from tracker.services.deriving import publishers_of, stored_keys
from tracker.services.rates import resolve


def named(text):
    return series_of(SeriesName.parse(text))


def test_the_basket_has_the_units_that_were_in_force_and_an_end():
    basket = series()["BASKET/RUB@cbr"]
    assert (basket.kind, basket.ends, basket.name.is_pair) == ("fixing", date(2018, 7, 30), False)
    assert stored_keys(basket) == ("USD/RUB@cbr", "EUR/RUB@cbr")
    words = {one.valid_from.isoformat(): one.words for one in basket.derivation.compositions}
    assert words == {
        "2005-02-01": "0.90 USD + 0.10 EUR",
        "2005-03-15": "0.80 USD + 0.20 EUR",
        "2005-05-16": "0.70 USD + 0.30 EUR",
        "2005-08-01": "0.65 USD + 0.35 EUR",
        "2005-12-01": "0.60 USD + 0.40 EUR",
        "2007-02-08": "0.55 USD + 0.45 EUR",
    }
    assert basket.derivation.on("2018-07-31").words == "0.55 USD + 0.45 EUR"
    assert basket.derivation.on("2018-08-01") is basket.derivation.on("2005-01-31") is None


def test_a_gap_is_as_indicative_as_rounded_as_far_off_and_as_ended_as_its_parts():
    yahoo, canada, exchange = (named(f"USDRUB/GAP@cbr-{market}") for market in ("yahoo", "bank_of_canada", "moex"))
    assert (yahoo.indicative, yahoo.rounded, yahoo.opt_in, yahoo.ends) == (True, False, False, None)
    assert (canada.indicative, canada.rounded, canada.gap.reach) == (True, True, timedelta(hours=9))
    assert (exchange.indicative, exchange.opt_in, exchange.ends) == (False, True, date(2024, 6, 11))
    assert named("CNYRUB/GAP@cbr-moex").ends is None
    assert stored_keys(canada) == ("USD/RUB@cbr", "USD/CAD@bank_of_canada", "RUB/CAD@bank_of_canada")
    assert publishers_of(canada) == ("cbr", "bank_of_canada")
    assert yahoo.unit == "per cent by which cbr is above yahoo.1h"


def test_a_gap_of_any_pair_both_sources_quote_is_made_on_request():
    other = named("gbprub/gap@cbr-yahoo")
    assert [str(part) for part in other.parts] == ["GBP/RUB@cbr", "GBP/RUB@yahoo.1h"]
    assert other.key not in series()


def test_the_rouble_of_ottawa_is_turned_over_and_the_one_people_say_stays_as_it_is():
    turned = series()["CAD/RUB@bank_of_canada"]
    assert (turned.unit, turned.schedule, turned.rounded) == ("roubles per Canadian dollar", "bank_of_canada", True)
    assert stored_keys(turned) == ("RUB/CAD@bank_of_canada",)
    assert str(SeriesName.parse("RUB/USD@cbr")) == "USD/RUB@cbr"


def test_a_bare_name_means_every_gap_there_can_be_and_a_series_turned_over_takes_no_pair_away():
    assert [one.key for one in resolve("GBPRUB/GAP")] == ["GBPRUB/GAP@cbr-yahoo", "GBPRUB/GAP@cbr-moex"]
    assert [one.key for one in resolve("CAD/RUB")] == ["CAD/RUB@ecb", "CAD/RUB@bank_of_canada"]
    with pytest.raises(UsageError, match="against RUB only"):
        resolve("USDNOK/GAP")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("USD/RUB@cbr-yahoo", "has gaps of currency pairs only, like USDRUB/GAP@cbr-yahoo"),
        ("USDEUR/GAP@cbr-yahoo", "against RUB only"),
        ("USDRUB/GAP@cbr-ecb", "unknown source of rates 'cbr-ecb'"),
        ("USDRUB/GAP@cbr", "exchange rates only"),
        ("BASKET/RUB@ecb", "exchange rates only"),
    ],
)
def test_what_is_no_derived_series(name, message):
    with pytest.raises(ValueError, match=message):
        named(name)


def test_the_name_of_a_gap_is_none_that_an_import_may_take():
    assert {"cbr-yahoo", "cbr-bank_of_canada", "cbr-moex"} <= sources_of_series()
    for text in ("USDRUB/GAP@cbr-", "USDRUB/GAP@cbr-yahoo-moex", "USDRUB/GAP@-yahoo"):
        with pytest.raises(ValueError, match="not a series"):
            SeriesName.parse(text)


def test_a_basket_with_a_hole_in_its_history_is_refused():
    ends = {key: schedule.ends for key, schedule in schedules().items()}
    text = """
    inverses = {}
    gaps = {}
    [baskets."BASKET/RUB@cbr"]
    schedule = "cbr"
    unit = "roubles"
    reference = "none"
    compositions = [
        { valid_from = 2005-02-01, valid_until = 2005-03-15, units = { "USD/RUB@cbr" = "1" } },
        { valid_from = 2005-03-16, valid_until = 2005-05-16, units = { "USD/RUB@cbr" = "1" } },
    ]
    """
    with pytest.raises(ValueError, match="without gap or overlap"):
        parse_derived(text, ends)
