"""Yahoo's bars: what instant each speaks of, which are finished and credible, and what is asked for when."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot
from tracker.net.http import HttpClient
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.yahoo import SOURCE, process
from tracker.sources.rates.yahoo.bars import DAILY, HOURLY
from tracker.sources.rates.yahoo.instruments import BY_SYMBOL

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def read(interval: str, bars: list[object], *, at: datetime = NOW, changes: dict[str, object] | None = None) -> Records:
    usual = {"outcome": "Ok", "symbol": "RUB=X", "interval": interval, "timezone": "Europe/London", "currency": "RUB"}
    content = json.dumps({**usual, "bars": bars, **(changes or {})}).encode()
    return SOURCE.parse(
        Snapshot(
            source="yahoo",
            url="https://query2.finance.yahoo.com/x",
            kind=interval,
            retrieved_at=at,
            sha256="",
            content=content,
        )
    )


def hours(*values: str, start: datetime = datetime(2026, 11, 16, tzinfo=UTC)) -> list[object]:
    first = int(start.timestamp())
    return [[first + 3600 * position, value, value] for position, value in enumerate(values)]


def test_an_hourly_bar_is_labelled_with_the_instant_it_ends() -> None:
    (quote,) = read(HOURLY, [[int(datetime(2026, 11, 20, 13, tzinfo=UTC).timestamp()), "82.1", "82.25"]]).quotes
    assert (quote.series, quote.label, str(quote.value)) == ("USD/RUB@yahoo.1h", "2026-11-20T14:00:00Z", "82.25")


@pytest.mark.parametrize(
    ("begin", "taken"),
    [
        (datetime(2026, 11, 20, 14, tzinfo=UTC), True),  # over at 15:00
        (datetime(2026, 11, 20, 15, tzinfo=UTC), False),  # still running at 15:30
        (datetime(2026, 11, 20, 14, 12, 7, tzinfo=UTC), False),  # the live quote as a row of its own
    ],
)
def test_only_finished_hours_are_taken(begin: datetime, taken: bool) -> None:
    assert bool(read(HOURLY, [[int(begin.timestamp()), "82.1", "82.2"]]).quotes) is taken


@pytest.mark.parametrize("day", [date(2026, 7, 15), date(2026, 1, 15), date(2026, 3, 30), date(2026, 10, 26)])
def test_a_day_is_the_day_in_london_summer_and_winter(day: date) -> None:
    begin = datetime(day.year, day.month, day.day, tzinfo=LONDON)
    (quote,) = read(DAILY, [[int(begin.timestamp()), "82.1", "83.9"]]).quotes
    assert (quote.series, quote.label) == ("USD/RUB@yahoo.1d", day.isoformat())


def test_a_day_gives_the_quote_at_its_midnight_not_the_field_called_close() -> None:
    begin = int(datetime(2026, 11, 19, tzinfo=LONDON).timestamp())
    assert str(read(DAILY, [[begin, "82.1", "83.9"]]).quotes[0].value) == "82.1"


def test_today_is_not_over() -> None:
    begin = int(datetime(2026, 11, 20, tzinfo=LONDON).timestamp())
    assert read(DAILY, [[begin, "82.1", "82.2"]]).quotes == ()
    assert read(DAILY, [[begin, "82.1", "82.2"]], at=datetime(2026, 11, 21, tzinfo=UTC)).quotes


@pytest.mark.parametrize(
    ("values", "kept", "reason"),
    [
        (["82", "0.82", "82.1", "82.2"], ["82", "82.1", "82.2"], "outside 1 to 1000"),
        (["82", "8210", "82.1", "82.2"], ["82", "82.1", "82.2"], "outside 1 to 1000"),
        (["82", "120", "82.1", "82.2"], ["82", "82.1", "82.2"], "reverts at once"),
        (["82", "40", "41", "82.2", "82"], ["82", "82.2", "82"], "reverts at once"),
        (["120", "82", "82.1", "82.2", "82.3"], ["82", "82.1", "82.2", "82.3"], "reverts at once"),
        (["82", "82.1", "120"], ["82", "82.1"], "no later bar confirms yet"),
        (["82", "82.1", "1E+5", "82"], ["82", "82.1", "82"], "outside 1 to 1000"),
        (["82", "82.1", "-82", "82"], ["82", "82.1", "82"], "outside 1 to 1000"),
    ],
)
def test_bad_ticks_are_set_aside_with_their_reason(values: list[str], kept: list[str], reason: str) -> None:
    records = read(HOURLY, hours(*values))
    assert [str(quote.value) for quote in records.quotes] == kept
    assert {reason in item.reason for item in records.set_aside} == {True}
    assert len(records.set_aside) == len(values) - len(kept)
    assert reason in records.warnings[0]


@pytest.mark.parametrize("values", ["82 82 82 120 121 119", "82.5 103.1 95", "120 120 120 84 83 83.5"])
def test_real_jumps_are_kept(values: str) -> None:
    records = read(HOURLY, hours(*values.split()))
    assert [str(quote.value) for quote in records.quotes] == values.split()
    assert records.warnings == ()


@given(st.lists(st.decimals(min_value="0.1", max_value="3000", places=4), min_size=1, max_size=60))
def test_nothing_is_lost_or_invented(values: list[object]) -> None:
    records = read(HOURLY, hours(*map(str, values)))
    labels = [quote.label for quote in records.quotes]
    assert labels == sorted(set(labels))
    assert len(records.quotes) + len(records.set_aside) == len(values)


@pytest.mark.parametrize(
    "changes",
    [
        {"symbol": "EURRUB=X"},
        {"interval": "5m"},
        {"timezone": "America/New_York"},
        {"currency": "USD"},
        {"outcome": "NoData"},
        {"surprise": 1},
        {"bars": [[1, "82", "82"], [1, "82", "82"]]},
        {"bars": [[7200, "82", "82"], [3600, "82", "82"]]},
        {"bars": [[3600, "82"]]},
        {"bars": [["3600", "82", "82"]]},
        {"bars": [[3600, "NaN", "82"]]},
        {"bars": [[3600, 82.0, 82.0]]},
        {"bars": [[3600, "82,1", "82"]]},
    ],
)
def test_another_document_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ParseError):
        read(HOURLY, hours("82"), changes=changes)


def charts(*charts: dict[str, object], interval: str = HOURLY, at: datetime = NOW) -> Records:
    content = json.dumps({"outcome": "Ok", "interval": interval, "charts": list(charts)}).encode()
    url = "https://query2.finance.yahoo.com/x"
    return SOURCE.parse(Snapshot(source="yahoo", url=url, kind=interval, retrieved_at=at, sha256="", content=content))


def one_chart(symbol: str, bars: list[object], **changes: object) -> dict[str, object]:
    of = BY_SYMBOL[symbol]
    usual = {"symbol": symbol, "outcome": "Ok", "timezone": of.zone, "currency": of.currency, "bars": bars}
    return {**usual, **changes}


DOLLAR = one_chart("RUB=X", hours("82.1"))


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        (one_chart("EURRUB=X", hours("92"), currency="USD"), "EURRUB=X was left out: its currency is USD"),
        (one_chart("BZ=F", hours("71"), timezone="Europe/London"), "BZ=F was left out: its timezone is Europe/London"),
        (one_chart("BZ=F", [[3600, "x", "y"]]), "BZ=F was left out: bar 1 holds"),
        (one_chart("BZ=F", hours("71"), surprise=1), "BZ=F was left out: its fields"),
        ({"symbol": "CNYRUB=X", "outcome": "NoData", "detail": "gone"}, "CNYRUB=X was left out: Yahoo gave no bars"),
        ({"symbol": "GBPRUB=X"}, "a symbol nobody asked for: GBPRUB=X"),
    ],
)
def test_a_chart_beside_the_dollar_s_that_cannot_be_read_costs_only_itself(chart: dict[str, object], told: str) -> None:
    records = charts(DOLLAR, chart)
    assert [quote.series for quote in records.quotes] == ["USD/RUB@yahoo.1h"]
    assert [told in warning for warning in records.warnings] == [True]


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [one_chart("EURRUB=X", hours("92"))],
        [one_chart("EURRUB=X", hours("92")), DOLLAR],
        [DOLLAR, DOLLAR],
        [one_chart("RUB=X", hours("82"), currency="USD"), one_chart("EURRUB=X", hours("92"))],
        ["RUB=X"],
    ],
    ids=["none", "without the dollar", "the dollar later", "twice", "the dollar in another currency", "no charts"],
)
def test_without_the_dollar_s_chart_there_is_no_document(listed: list[Any]) -> None:
    with pytest.raises(ParseError):
        charts(*listed)


def test_the_day_of_what_trades_in_new_york_is_over_there_and_its_value_is_its_close() -> None:
    begin = int(datetime(2026, 11, 19, tzinfo=ZoneInfo("America/New_York")).timestamp())
    london = int(datetime(2026, 11, 19, tzinfo=LONDON).timestamp())
    brent = one_chart("BZ=F", [[begin, "71.10", "72.25"]])
    dollar = one_chart("RUB=X", [[london, "82.1", "83.9"]])
    early = charts(dollar, brent, interval=DAILY, at=datetime(2026, 11, 20, 4, 59, tzinfo=UTC))
    assert [(quote.series, str(quote.value)) for quote in early.quotes] == [("USD/RUB@yahoo.1d", "82.1")]
    late = charts(dollar, brent, interval=DAILY, at=datetime(2026, 11, 20, 5, tzinfo=UTC))
    (_, quote) = late.quotes
    assert (quote.series, quote.label, str(quote.value)) == ("BRENT/USD@yahoo.1d", "2026-11-19", "72.25")


def test_a_symbol_never_stored_is_asked_for_from_its_beginning_beside_those_that_continue() -> None:
    newest = {"USD/RUB@yahoo.1h": "2026-11-20T14:00:00Z", "EUR/RUB@yahoo.1h": "2026-11-20T14:00:00Z"}
    request = SOURCE.requests(FetchPlan(now=NOW, newest=newest))[0]
    starts = dict(one.split("@") for one in request.params["also"].split(","))
    assert set(starts) == {"EURRUB=X", "CNYRUB=X", "BZ=F", "DX-Y.NYB"}
    assert starts["EURRUB=X"] == request.params["period1"]
    assert NOW - datetime.fromtimestamp(int(starts["BZ=F"]), tz=UTC) > timedelta(days=728)


@pytest.mark.extended
def test_real_bars_are_handed_over_to_the_digit_and_the_known_bad_ticks_set_aside(shared: Path) -> None:
    with (shared / "payloads/fx_yahoo/USDRUB_2024-07-16.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    days = [datetime.fromisoformat(row["Date"]).astimezone(LONDON).date() for row in rows]
    begins = [int(datetime(day.year, day.month, day.day, tzinfo=LONDON).timestamp()) for day in days]
    daily = read(DAILY, [[begin, row["Open"], row["Close"]] for begin, row in zip(begins, rows, strict=True)])
    handed = [*daily.quotes, *(item.quote for item in daily.set_aside)]
    opened = {day.isoformat(): Decimal(row["Open"]) for day, row in zip(days, rows, strict=True)}
    assert {quote.label: quote.value for quote in handed} == opened
    # The bad ticks are among the closes, which are the values of hours.
    hourly = read(
        HOURLY, [[begin // 3600 * 3600, r["Open"], r["Close"]] for begin, r in zip(begins, rows, strict=True)]
    )
    assert {str(item.quote.value) for item in hourly.set_aside} >= {"0.7161999940872192", "5.0"}
    assert len(hourly.quotes) + len(hourly.set_aside) == len(rows)


def plan(now: datetime = NOW, **newest: str) -> FetchPlan:
    names = {"hourly": "USD/RUB@yahoo.1h", "daily": "USD/RUB@yahoo.1d"}
    return FetchPlan(now=now, newest={names[name]: label for name, label in newest.items()})


def asked(plan: FetchPlan) -> dict[str, tuple[datetime, datetime]]:
    return {
        request.kind: (
            datetime.fromtimestamp(int(request.params["period1"]), tz=UTC),
            datetime.fromtimestamp(int(request.params["period2"]), tz=UTC),
        )
        for request in SOURCE.requests(plan)
    }


def test_the_first_run_asks_for_all_there_is() -> None:
    found = asked(plan())
    assert found[HOURLY][1] == NOW
    assert timedelta(days=728) < NOW - found[HOURLY][0] <= timedelta(days=730)
    assert found[DAILY][0].date() == date(2003, 12, 1)


def test_later_runs_ask_for_the_last_ten_days_again() -> None:
    found = asked(plan(hourly="2026-11-20T14:00:00Z", daily="2026-11-18"))
    assert found[HOURLY][0].date() == date(2026, 11, 10)
    assert found[DAILY][0].date() == date(2026, 11, 8)


@pytest.mark.parametrize(
    ("now", "newest", "wanted"),
    [
        ("2026-11-20T15:30", "2026-11-19", False),
        ("2026-11-21T00:30", "2026-11-19", True),
        ("2026-11-22T12:00", "2026-11-20", False),  # the weekend adds no day
        ("2026-11-24T00:30", "2026-11-20", True),
    ],
)
def test_days_are_asked_for_when_a_new_one_is_over(now: str, newest: str, wanted: bool) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = asked(plan(at, hourly="2026-11-20T14:00:00Z", daily=newest))
    assert (DAILY in found) is wanted


def test_a_back_fill_stays_within_what_yahoo_gives() -> None:
    found = asked(FetchPlan(now=NOW, since=date(2014, 11, 1), until=date(2025, 1, 1)))
    assert NOW - found[HOURLY][0] < timedelta(days=730)
    assert found[HOURLY][1] == datetime(2025, 1, 1, tzinfo=UTC)
    assert found[DAILY][0].date() == date(2014, 11, 1)
    assert set(asked(FetchPlan(now=NOW, since=date(2014, 1, 1), until=date(2015, 1, 1)))) == {DAILY}


def test_offline_starts_nothing() -> None:
    client = HttpClient(user_agent="t", offline=True)
    with pytest.raises(FetchError) as caught:
        SOURCE.fetch(client, SOURCE.requests(plan())[0], None)
    assert caught.value.reason == "offline"


def test_a_missing_library_disables_this_source_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(FetchError, match="pip install") as caught:
        SOURCE.fetch(HttpClient(user_agent="t"), SOURCE.requests(plan())[0], None)
    assert (caught.value.reason, caught.value.retryable) == ("unavailable", False)


@pytest.mark.watches_processes
def test_a_child_that_dies_is_a_typed_failure_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(FetchError) as caught:
        process.run_child({"interval": "1h"}, ca_bundle=None, url="https://x.example/", deadline=45.0)
    assert caught.value.reason == "content"
    assert "required" in str(caught.value)  # its argument parser complained on standard error


@pytest.mark.watches_processes
def test_a_child_that_takes_too_long_is_stopped() -> None:
    arguments = {"symbol": "RUB=X", "interval": "1h", "start": "0", "end": "1"}
    with pytest.raises(FetchError) as caught:
        process.run_child(arguments, ca_bundle=None, url="https://x.example/", deadline=0.05)
    assert (caught.value.reason, caught.value.retryable) == ("deadline", True)
