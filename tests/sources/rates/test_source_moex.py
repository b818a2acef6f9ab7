"""ISS as documented: columns by name, pages to their end, Moscow's clock, and what is asked for when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from tracker.errors import ParseError
from tracker.model.source import Request, Snapshot
from tracker.net.addresses import address_of
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.moex import SOURCE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HISTORY = ["BOARDID", "SECID", "TRADEDATE", "CLOSE"]
CANDLE = ["begin", "close"]
CURSOR = ["INDEX", "TOTAL", "PAGESIZE"]


def snapshot(document: object, kind: str, *, query: str = "", at: datetime = NOW) -> Snapshot:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    url = f"https://iss.moex.com/iss/x.json?iss.meta=off{query}"
    return Snapshot(source="moex", url=url, kind=kind, retrieved_at=at, sha256="", content=content)


def closes(*rows: list[object], columns: list[str] = HISTORY, cursor: object = (0, 3, 100), **more: object) -> object:
    found: dict[str, object] = {"history": {"columns": columns, "data": list(rows)}, **more}
    if cursor is not None:
        found["history.cursor"] = {"columns": CURSOR, "data": [cursor]}
    return found


def candles(*rows: list[object]) -> object:
    return {"candles": {"columns": CANDLE, "data": list(rows)}}


def day(text: str, close: object = 11.5, *, code: str = "CNYRUB_TOM", board: str = "CETS") -> list[object]:
    return [board, code, text, close]


def read(document: object, kind: str = "closes CNYRUB_TOM", *, query: str = "", at: datetime = NOW) -> Records:
    return SOURCE.parse(snapshot(document, kind, query=query, at=at))


def listed(records: Records) -> list[tuple[str, str, str]]:
    return [(quote.series, quote.label, str(quote.value)) for quote in records.quotes]


def test_columns_are_read_by_name_in_any_order_and_values_exactly() -> None:
    document = b'{"history": {"columns": ["CLOSE", "TRADEDATE", "SECID", "BOARDID"], "data": [[11.50, "2026-11-18", "CN'
    document += b'YRUB_TOM", "CETS"], [12, "2026-11-19", "CNYRUB_TOM", "CETS"]]}, "history.cursor": {"columns": '
    document += b'["TOTAL", "INDEX", "PAGESIZE"], "data": [[2, 0, 100]]}}'
    assert listed(read(document)) == [("CNY/RUB@moex", "2026-11-18", "11.50"), ("CNY/RUB@moex", "2026-11-19", "12")]


@pytest.mark.parametrize("missing", HISTORY)
def test_a_missing_column_is_named(missing: str) -> None:
    kept = [position for position, name in enumerate(HISTORY) if name != missing]
    row = day("2026-11-18")
    document = closes([row[position] for position in kept], columns=[HISTORY[position] for position in kept])
    with pytest.raises(ParseError, match=f"{missing} are missing"):
        read(document)


def test_a_day_without_a_trade_has_no_value() -> None:
    assert listed(read(closes(day("2026-11-18", None), day("2026-11-19")))) == [("CNY/RUB@moex", "2026-11-19", "11.5")]


def test_a_working_saturday_keeps_its_label() -> None:
    assert [label for _, label, _ in listed(read(closes(day("2026-11-13"), day("2026-11-14"))))][-1] == "2026-11-14"


def test_what_is_not_understood_is_told_and_stops_nothing() -> None:
    rows = [*day("2026-11-18"), 7], [*day("2026-11-19", board="CNGD"), 7]
    records = read(closes(*rows, columns=[*HISTORY, "SURPRISE"], cursor=None, securities={}))
    assert [label for _, label, _ in listed(records)] == ["2026-11-18"]
    said = " ".join(records.warnings)
    assert all(word in said for word in ("SURPRISE", "securities", "no cursor", "1 rows of CNYRUB_TOM"))


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (closes(day("2026-11-18", code="USD000UTSTOM")), "is of USD000UTSTOM, not CNYRUB_TOM"),
        (closes(day("18.11.2026")), "is no day"),
        (closes(day("2026-11-18"), day("2026-11-18")), "does not lie after"),
        (closes(day("2026-11-18", "11.5")), "not a number"),
        (closes(day("2026-11-18", True)), "not a number"),
        (closes(day("2026-11-18")[:3]), "does not have the 4 values"),
        (closes(columns=[*HISTORY, "CLOSE"]), "comes twice"),
        (closes(day("2026-11-18"), cursor=(0, "3", 100)), "is no cursor"),
        ({"history": []}, "no block 'history'"),
        (b'{"history": {"columns": ["CLOSE"], "data": [[NaN]]}}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_damaged_document_is_refused(document: object, problem: str) -> None:
    with pytest.raises(ParseError, match=problem):
        read(document)


@pytest.mark.parametrize(
    ("begin", "label"),
    [
        ("2014-10-24 10:00:00", "2014-10-24T07:00:00Z"),  # Moscow was four hours ahead of UTC
        ("2014-10-27 10:00:00", "2014-10-27T08:00:00Z"),  # and is three ahead since 26 October 2014
        ("2026-07-15 10:00:00", "2026-07-15T08:00:00Z"),  # summer and winter alike
    ],
)
def test_an_hour_is_moscow_s_and_labelled_with_its_end(begin: str, label: str) -> None:
    assert listed(read(candles([begin, 11.5]), "1h CNYRUB_TOM")) == [("CNY/RUB@moex.1h", label, "11.5")]


@pytest.mark.parametrize(
    ("kind", "begin", "at", "taken"),
    [
        ("1h", "2026-11-20 13:00:00", "2026-11-20T11:14:59Z", False),  # over at 11:00 UTC, public a quarter later
        ("1h", "2026-11-20 13:00:00", "2026-11-20T11:15:00Z", True),
        ("1d", "2026-11-20 00:00:00", "2026-11-20T21:14:59Z", False),
        ("1d", "2026-11-20 00:00:00", "2026-11-20T21:15:00Z", True),
    ],
)
def test_what_still_runs_or_is_delayed_is_not_taken(kind: str, begin: str, at: str, taken: bool) -> None:
    records = read(candles([begin, 11.5]), f"{kind} CNYRUB_TOM", at=datetime.fromisoformat(at))
    assert bool(records.quotes) is taken


def follow(document: object, kind: str, query: str) -> list[str]:
    return [address_of(request) for request in SOURCE.following(snapshot(document, kind, query=query))]


def test_pages_are_followed_to_the_end_their_cursor_announces() -> None:
    asked = "&from=2026-11-16&till=2026-11-19&start="
    first = closes(day("2026-11-16"), day("2026-11-17"), cursor=(0, 3, 2))
    (onward,) = follow(first, "closes CNYRUB_TOM", f"{asked}0")
    assert onward.endswith("&till=2026-11-19&start=2")
    assert follow(closes(day("2026-11-18"), cursor=(2, 3, 2)), "closes CNYRUB_TOM", f"{asked}2") == []


def hours(first: date, number: int) -> object:
    days, at = divmod(number, 10)
    rows = [[f"2026-10-{first.day + d:02d} {10 + h:02d}:00:00", 11.5] for d in range(days + 1) for h in range(10)]
    return candles(*rows[: days * 10 + at])


def test_candles_have_no_cursor_and_full_pages_are_followed() -> None:
    asked = "&from=2026-10-01&till=2026-11-19&interval=60&start=0"
    assert follow(hours(date(2026, 10, 1), 200), "1h CNYRUB_TOM", asked)[0].endswith("&interval=60&start=200")
    assert follow(hours(date(2026, 10, 1), 199), "1h CNYRUB_TOM", asked) == []
    assert follow(candles(), "1h CNYRUB_TOM", asked.replace("start=0", "start=200")) == []


@pytest.mark.parametrize(
    ("document", "kind", "start", "problem"),
    [
        (closes(day("2026-10-01"), cursor=(0, 300, 100)), "closes", 100, "rows from 100 were asked for and those from"),
        (closes(cursor=(100, 300, 100)), "closes", 100, "holds none from 100 on"),
        (hours(date(2026, 10, 1), 200), "1h", 200, "a page that came before came again"),
        (closes(day("2026-09-30")), "closes", 0, "outside the days asked for"),
    ],
    ids=["another page", "empty before the end", "repeated candles", "other days"],
)
def test_a_page_repeated_or_lost_is_an_error_and_no_loop(document: object, kind: str, start: int, problem: str) -> None:
    query = f"&from=2026-10-01&till=2026-11-19&start={start}"
    with pytest.raises(ParseError, match=problem):
        read(document, f"{kind} CNYRUB_TOM", query=query)
    with pytest.raises(ParseError, match=problem):
        follow(document, f"{kind} CNYRUB_TOM", query)


def asked(requests: tuple[Request, ...]) -> dict[str, str]:
    return {request.kind: address_of(request).partition("&from=")[2].partition("&start")[0] for request in requests}


def test_dollar_and_euro_are_asked_for_until_their_last_day_and_then_no_more() -> None:
    first = asked(SOURCE.requests(FetchPlan(now=NOW)))
    assert first["closes USD000UTSTOM"] == first["closes EUR_RUB__TOM"] == "2014-01-01&till=2024-06-11"
    assert first["1h CNYRUB_TOM"] == "2026-08-22&till=2026-11-20&interval=60"
    assert "1h USD000UTSTOM" not in first
    stored = {f"{code}/RUB@moex{form}": "2024-06-11" for code in ("USD", "EUR") for form in ("", ".1d")}
    later = FetchPlan(now=NOW, newest={**stored, "CNY/RUB@moex": "2026-11-19"})
    assert asked(SOURCE.requests(later)).keys() == {f"{kind} CNYRUB_TOM" for kind in ("closes", "1h", "1d")}
    back = FetchPlan(now=NOW, since=date(2024, 6, 1), until=date(2024, 7, 1), newest=stored)
    assert asked(SOURCE.requests(back))["1h USD000UTSTOM"] == "2024-06-01&till=2024-06-11&interval=60"
    assert asked(SOURCE.requests(back))["1d CNYRUB_TOM"] == "2024-06-01&till=2024-06-30&interval=24"
