"""Frankfurter's copies: of one bank at a time and of nobody else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tracker.data.loader import series
from tracker.errors import ParseError
from tracker.model.source import Snapshot
from tracker.net.addresses import address_of
from tracker.services.rates import report_series
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.frankfurter import PROVIDERS, SOURCE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDRESS = "https://api.frankfurter.dev/v2/rates?base=USD&quotes=RUB&from=2026-03-01&to=2026-03-10&providers=CBR"


def read(text: str, kind: str = "cbr") -> Records:
    return SOURCE.parse(
        Snapshot(source="frankfurter", url=ADDRESS, kind=kind, retrieved_at=NOW, sha256="", content=text.encode())
    )


def row(day: str = "2026-03-04", key: str = "CBR", rate: object = 77.8217, **more: object) -> dict[str, object]:
    return {
        "date": day, "base": "USD", "quote": "RUB", "rate": rate, "providers": [{"key": key, "rate": rate}], **more
    }  # fmt: skip


def rows(*found: object, kind: str = "cbr") -> Records:
    return read(json.dumps(found), kind)


def test_each_bank_is_asked_for_alone_and_with_its_name() -> None:
    newest = {"USD/RUB@frankfurter.cbr": "2026-11-19"}
    queries = [parse_qs(urlsplit(address_of(one)).query) for one in SOURCE.requests(FetchPlan(now=NOW, newest=newest))]
    assert [query["providers"] for query in queries] == [[key] for key in PROVIDERS]
    assert all(query["expand"] == ["providers"] for query in queries)
    assert queries[0]["from"] == ["2026-10-20"]
    assert queries[1]["from"] == ["2025-10-16"]
    window = FetchPlan(now=NOW, since=date(2024, 6, 1), until=date(2024, 7, 1))
    assert {(one.params["from"], one.params["to"]) for one in SOURCE.requests(window)} == {("2024-06-01", "2024-06-30")}


def test_every_bank_has_its_series_and_none_of_them_may_carry_a_report() -> None:
    copies = {key for key in series() if "@frankfurter" in key}
    assert copies == {f"USD/RUB@frankfurter.{key.lower()}" for key in PROVIDERS}
    assert all(series()[key].cross_check for key in copies)
    assert not copies & {one.key for one in report_series("USD/RUB")}
    assert "USD/RUB@bank_of_canada" in {one.key for one in report_series("USD/RUB")}


def test_values_are_as_printed() -> None:
    found = read(json.dumps([row()]).replace("77.8217", "77.82170"))
    assert [(one.series, one.label, str(one.value)) for one in found.quotes] == [
        ("USD/RUB@frankfurter.cbr", "2026-03-04", "77.82170")
    ]
    assert found.warnings == ()


def test_a_day_before_the_range_and_the_dollar_in_dollars_are_no_surprise() -> None:
    identity = {"date": "2026-03-04", "base": "USD", "quote": "USD", "rate": 1.0}
    found = rows(row("2026-02-27"), row(), identity)
    assert [one.label for one in found.quotes] == ["2026-02-27", "2026-03-04"]
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (row(mood="good"), "not read: mood"),
        (row("2026-03-07"), "weekend labels"),
        (row("2026-03-11"), "days after the 2026-03-10"),
    ],
)
def test_what_is_not_understood_is_told(found: object, word: str) -> None:
    records = rows(found)
    assert len(records.quotes) == 1
    assert [word in warning for warning in records.warnings] == [True]


def test_only_the_bank_of_russia_labels_nothing_on_a_weekend() -> None:
    assert rows(row("2026-03-07", "CBA"), kind="cba").warnings == ()


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (row(providers=None), "may be a blend"),
        (row(providers=[]), "may be a blend"),
        (row(providers=["CBR"]), "may be a blend"),
        (row(key="ECB"), "is of ECB, not of CBR alone"),
        (row(providers=[{"key": "CBR"}, {"key": "NBK"}]), "is of CBR, NBK, not of CBR alone"),
        (row(providers=[{"key": "CBR", "rate": 77, "excluded": True}]), "left out"),
        (row(providers=[{"key": "CBR", "rate": 77, "date": "2026-03-03"}]), "repeats the rate of 2026-03-03"),
        (row(quote="EUR"), "USD/EUR, not USD/RUB"),
        (row(rate=None), "not a number"),
        (row(rate=-77.8), "not a number"),
        (row(rate=0.0), "not a number above zero"),
        (row("4 March 2026"), "4 March 2026"),
        ("text", "no object"),
    ],
)
def test_a_row_that_is_not_the_banks_own_refuses_the_document(found: object, word: str) -> None:
    with pytest.raises(ParseError, match=word) as caught:
        rows(row("2026-03-03"), found)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[]", "no rate of the Bank of Russia"),
        ('{"message":"not found"}', "it says 'not found'"),
        ('{"amount":1.0,"base":"USD","date":"2026-08-28","rates":{"CHF":0.80426}}', "no list"),
        ("<!DOCTYPE html><html>checking your browser</html>", "a web page came"),
    ],
)
def test_what_is_no_list_of_rates_is_refused(text: str, word: str) -> None:
    with pytest.raises(ParseError, match=word):
        read(text)


def test_a_back_fill_asks_for_five_years_at_a_time_of_each_bank() -> None:
    asked = [one for one in SOURCE.requests(FetchPlan(now=NOW, since=date(2003, 1, 1))) if one.kind == "nbm"]
    assert [(one.params["from"], one.params.get("to", "")) for one in asked] == [
        ("2003-01-01", "2004-12-31"),
        ("2005-01-01", "2009-12-31"),
        ("2010-01-01", "2014-12-31"),
        ("2015-01-01", "2019-12-31"),
        ("2020-01-01", "2024-12-31"),
        ("2025-01-01", ""),
    ]


def test_a_bank_that_had_no_rate_in_past_years_is_told_and_refuses_nothing() -> None:
    records = read("[]", "nbm")
    assert (len(records), records.warnings) == (
        0,
        ("Frankfurter has no rate of the National Bank of Moldova from 2026-03-01 to 2026-03-10.",),
    )
