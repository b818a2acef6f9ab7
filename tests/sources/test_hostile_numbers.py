"""Numbers no rate can be: typed errors from every parser, nothing stored, nothing that takes gigabytes to print."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.sources.base import Records
from tracker.sources.catalog import sources
from tracker.sources.parsing.numbers import MOST_AFTER, MOST_WHOLE, strict_decimal
from tracker.sources.rates.cbr.rows import Row, per_unit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = "2026-11-18"
HOSTILE = ["1e900000000", "1e99999999999999999999", "-1e-900000000", "0e900000000", "1" * 4000, "1" * 5000, "NaN"]


def parsed(key: str, kind: str, content: str, url: str = "https://x.example/a") -> Records:
    snapshot = Snapshot(source=key, url=url, kind=kind, retrieved_at=NOW, sha256="", content=content.encode())
    return sources()[key].parse(snapshot)


def currency_api(number: str) -> Records:
    return parsed("currency_api", "day", f'{{"date": "{DAY}", "usd": {{"rub": 82.5, "eur": 0.9, "cny": {number}}}}}')


def moex(number: str) -> Records:
    columns = '["CLOSE", "TRADEDATE", "SECID", "BOARDID"]'
    rows = f'[[{number}, "{DAY}", "CNYRUB_TOM", "CETS"]]'
    return parsed("moex", "closes CNYRUB_TOM", f'{{"history": {{"columns": {columns}, "data": {rows}}}}}')


def yahoo(number: str, begin: int = 1_763_424_000) -> Records:
    document = {
        "outcome": "Ok",
        "symbol": "RUB=X",
        "interval": "1d",
        "timezone": "Europe/London",
        "currency": "RUB",
        "bars": [[begin, number, number]],
    }
    return parsed("yahoo", "1d", json.dumps(document))


def fred(number: str) -> Records:
    return parsed("fred", "vixcls", f"observation_date,VIXCLS\n{DAY},{number}\n")


def ecb(number: str) -> Records:
    return parsed("ecb", "daily", f"Date, USD, \n18 November 2026, {number}, \n")


READERS = [currency_api, moex, yahoo, fred, ecb]


@pytest.mark.parametrize("number", HOSTILE, ids=lambda text: text[:12])
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_number_beyond_reason_is_an_error_of_the_document(read: Callable[[str], Records], number: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(number)
    assert len(caught.value.message) < 500


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(text=st.from_regex(r"-?[1-9][0-9]{0,3}(\.[0-9]{1,60})?([eE][-+]?[0-9]{1,20})?", fullmatch=True))
@example(text="82.50")
def test_whatever_number_a_document_holds_what_is_read_of_it_can_be_printed(
    read: Callable[[str], Records], text: str
) -> None:
    try:
        records = read(text)
    except ParseError:
        assert text != "82.50"
        return
    for value in (*(one.value for one in records.quotes), *(one.quote.value for one in records.set_aside)):
        assert len(f"{value:f}") <= MOST_WHOLE + MOST_AFTER + 2
    assert any(one.value == Decimal(text) for one in (*records.quotes, *(aside.quote for aside in records.set_aside)))


def test_what_a_document_holds_beside_its_rates_is_no_reason_to_refuse_it() -> None:
    content = f'{{"date": "{DAY}", "usd": {{"rub": 82.5, "eur": 0.9, "cny": 7, "coin": 1e99999999999999999999}}}}'
    assert len(parsed("currency_api", "day", content)) == 3


@pytest.mark.parametrize("begin", [10**15, 10**400, -(10**15)], ids=["far", "farther", "before"])
def test_a_bar_at_no_possible_time_is_an_error_of_the_document(begin: int) -> None:
    with pytest.raises(ParseError, match="bar 1 begins"):
        yahoo("82.5", begin)


@pytest.mark.parametrize("nominal", ["1", "10000000"])
def test_more_digits_than_can_be_divided_exactly_are_told(nominal: str) -> None:
    value = "999999999999999,999999999999999999"
    assert strict_decimal(value.replace(",", "."))
    with pytest.raises(ValueError, match="more digits than a rate has"):
        per_unit(Row(currency="USD", label=DAY, nominal=nominal, value=value))
