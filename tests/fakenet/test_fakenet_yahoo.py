"""yfinance, unmodified and in its child process, against the local network: bars, and every way to fail."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply, closed_port_env
from tests.fakenet.ground import NEW_YORK, rouble
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tests.fakenet.yahoo_charts import chart
from tests.warm import PYTHON
from tracker.errors import FetchError
from tracker.model.source import Request, Snapshot
from tracker.net.http import HttpClient
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.yahoo import SOURCE
from tracker.sources.rates.yahoo.instruments import ALSO, BY_SYMBOL

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
CHART = "query2.finance.yahoo.com"

pytestmark = [pytest.mark.watches_processes, pytest.mark.usefixtures("warm")]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        network.routes(world(lambda: NOW))
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def request(kind: str = "1h") -> Request:
    known = {one.series("1h"): "2026-11-19T12:00:00Z" for one in BY_SYMBOL.values()}
    known |= {one.series("1d"): "2026-11-17" for one in ALSO}
    return next(one for one in SOURCE.requests(FetchPlan(now=NOW, newest=known)) if one.kind == kind)


def fetch(kind: str = "1h") -> bytes:
    return SOURCE.fetch(HttpClient(user_agent="t", spacing=0.0, **PATIENCE), request(kind), None).content


def read(content: bytes, kind: str = "1h") -> Records:
    snapshot = Snapshot(source="yahoo", url="u", kind=kind, retrieved_at=NOW, sha256="", content=content)
    return SOURCE.parse(snapshot)


def parse(content: bytes, kind: str = "1h", pair: str = "USD/RUB") -> dict[str, float]:
    quotes = read(content, kind).quotes
    return {quote.label: float(quote.value) for quote in quotes if quote.series.startswith(f"{pair}@")}


def only_charts(handler: Handler, usual: Handler) -> Handler:
    """The trouble for charts alone, so that cookie and crumb are had as always."""
    return lambda ask: handler(ask) if "/chart/" in ask.path else usual(ask)


def test_hourly_bars_arrive_with_the_values_at_their_ends(net: FakeNet) -> None:
    quotes = parse(fetch())
    assert max(quotes) == "2026-11-19T15:00:00Z"
    assert len(quotes) > 100
    assert quotes["2026-11-19T15:00:00Z"] == rouble(datetime(2026, 11, 19, 15, tzinfo=UTC))
    assert {ask.host for ask in net.asked} <= set(SOURCE.info.hosts)


def test_the_same_bars_are_the_same_bytes_from_a_process_that_begins_cold_too(
    net: FakeNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fetch()
    assert fetch() == first
    monkeypatch.setattr(sys, "executable", PYTHON)
    assert fetch() == first


def test_daily_bars_arrive_under_their_london_dates(net: FakeNet) -> None:
    quotes = parse(fetch("1d"), "1d")
    assert max(quotes) == "2026-11-18"
    assert min(quotes) == "2003-12-01"
    assert "2026-07-15" in quotes  # in summer the bar begins at 23:00 UTC of the day before


def test_one_child_brings_every_symbol_each_in_its_own_days(net: FakeNet) -> None:
    content = fetch("1d")
    assert max(parse(content, "1d", "EUR/RUB")) == max(parse(content, "1d", "CNY/RUB")) == "2026-11-18"
    brent, index = parse(content, "1d", "BRENT/USD"), parse(content, "1d", "DXY/PTS")
    assert max(brent) == max(index) == "2026-11-18"
    close = datetime(2026, 11, 19, tzinfo=NEW_YORK)  # where the day ends, and with it the bar
    assert brent["2026-11-18"] == pytest.approx(0.85 * rouble(close.astimezone(UTC)), abs=1e-4)
    assert read(content, "1d").warnings == ()


@pytest.mark.parametrize(
    ("trouble", "told", "others"),
    [
        (scenarios.not_found(), "CNYRUB=X was left out: Yahoo gave no bars", {"EUR/RUB", "BRENT/USD", "DXY/PTS"}),
        (scenarios.rate_limited(), "CNYRUB=X was left out: Yahoo gave no bars of it (RateLimited", {"EUR/RUB"}),
    ],
    ids=["vanished", "limited"],
)
def test_another_symbol_that_fails_costs_the_dollar_nothing(
    net: FakeNet, trouble: Handler, told: str, others: set[str]
) -> None:
    usual = world(lambda: NOW)[CHART]
    net.route(CHART, lambda ask: trouble(ask) if "CNYRUB" in ask.path else usual(ask))
    records = read(fetch())
    assert {quote.series for quote in records.quotes} == {f"{pair}@yahoo.1h" for pair in ("USD/RUB", *others)}
    assert told in records.warnings[0]


def test_holes_in_the_bars_are_left_out(net: FakeNet) -> None:
    document = chart("1h", NOW - timedelta(days=3), NOW, NOW)
    quote = document["chart"]["result"][0]["indicators"]["quote"][0]  # type: ignore[index]
    quote["close"][5] = quote["open"][5] = None
    usual = world(lambda: NOW)[CHART]
    body = json.dumps(document).encode()
    net.route(CHART, only_charts(scenarios.ok(body, media_type="application/json"), usual))
    assert len(parse(fetch())) == len(quote["close"]) - 2  # the hole, and the bar still running


def empty(_: Ask) -> Reply:
    return Reply(body=b'{"chart":{"result":[],"error":null}}', media_type="application/json")


def no_rows(ask: Ask) -> Reply:
    long_ago = datetime(1990, 1, 1, tzinfo=UTC)
    document = chart("1h", long_ago, long_ago, NOW)
    document["chart"]["result"][0]["timestamp"] = []  # type: ignore[index]
    return Reply(body=json.dumps(document).encode(), media_type="application/json")


def delisted(_: Ask) -> Reply:
    body = (
        b'{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}'
    )
    return Reply(status=404, body=body, media_type="application/json")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (empty, "empty|content"),
        (no_rows, "empty"),
        (delisted, "empty"),
        (scenarios.rate_limited(), "rate-limit"),
        (scenarios.broken(500), "status"),
        (scenarios.always(Reply(body=b"Will be right back...", media_type="text/html")), "content"),
        (scenarios.web_page(), "content"),
        (scenarios.ok(b'{"chart":{"result":[{"meta"', media_type="application/json"), "content"),
        (scenarios.truncated(world(lambda: NOW)[CHART]), "network"),
    ],
    ids=["no result", "no rows", "delisted", "429", "500", "maintenance", "web page", "cut JSON", "line dropped"],
)
def test_every_failure_is_typed_and_none_is_an_empty_success(net: FakeNet, handler: Handler, reason: str) -> None:
    usual = world(lambda: NOW)[CHART]

    def first_contact_works(ask: Ask) -> Reply:
        """The look-up of the time zone succeeds, so that the trouble meets the bars themselves."""
        return usual(ask) if "period1" not in ask.query else handler(ask)

    net.route(CHART, first_contact_works)
    with pytest.raises(FetchError) as caught:
        fetch()
    assert caught.value.source == "yahoo"
    assert caught.value.reason in reason.split("|")
    assert caught.value.retryable


def test_one_failure_does_not_stick(net: FakeNet) -> None:
    usual = world(lambda: NOW)[CHART]
    net.route(CHART, scenarios.broken(500))
    with pytest.raises(FetchError):
        fetch()
    net.route(CHART, usual)
    assert parse(fetch())


def test_no_child_is_started_where_nobody_can_be_reached(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a child process was started")

    monkeypatch.setattr("subprocess.Popen", never)
    net.unplug()
    with pytest.raises(FetchError) as caught:
        fetch()
    assert caught.value.reason == "network"
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(FetchError) as caught:
        fetch()
    assert caught.value.reason == "network"


def test_a_named_bundle_reaches_the_child(net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name)
    with pytest.raises(FetchError) as caught:
        fetch()  # the throw-away CA is in no system's store
    assert caught.value.reason == "network"
    client = HttpClient(user_agent="t", ca_bundle=net.bundle, **PATIENCE)
    assert parse(SOURCE.fetch(client, request(), None).content)
