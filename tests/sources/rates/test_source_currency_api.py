"""currency-api's snapshots: one version a day, days that have none, the other host, and three currencies alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.patience import PATIENCE
from tracker.errors import FetchError, ParseError
from tracker.model.source import Snapshot, Span
from tracker.net.http import HttpClient
from tracker.sources.base import FetchPlan, Records
from tracker.sources.rates.currency_api import SOURCE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CDN, OTHER = SOURCE.info.hosts
VERSION = f"https://{CDN}/npm/@fawazahmed0/currency-api@2026.11.8/v1/currencies/usd.json"


def document(day: str = "2026-11-08", **changes: object) -> bytes:
    usd = {"rub": 82.5, "eur": 0.9, "cny": 7.1, "btc": 1e-05, **changes}
    return json.dumps({"date": day, "usd": {name: value for name, value in usd.items() if value is not None}}).encode()


def read(content: bytes, url: str = VERSION) -> Records:
    return SOURCE.parse(
        Snapshot(source="currency_api", url=url, kind="day", retrieved_at=NOW, sha256="", content=content)
    )


def test_a_sunday_has_its_label_and_values_are_exact() -> None:
    content = b'{"date": "2026-11-08", "usd": {"rub": 82.50000010, "eur": 0.9, "cny": 7}}'
    assert [(quote.series, quote.label, str(quote.value)) for quote in read(content).quotes] == [
        ("USD/RUB@currency_api", "2026-11-08", "82.50000010"),
        ("USD/EUR@currency_api", "2026-11-08", "0.9"),
        ("USD/CNY@currency_api", "2026-11-08", "7"),
    ]


def test_a_neighbouring_date_is_kept_as_published_and_told() -> None:
    records = read(document("2026-11-07"))
    assert {quote.label for quote in records.quotes} == {"2026-11-07"}
    assert "of 2026-11-08 is dated 2026-11-07" in records.warnings[0]


def test_a_currency_that_is_gone_is_told() -> None:
    records = read(document(cny=None))
    assert (len(records), "holds no CNY" in records.warnings[0]) == (2, True)


@pytest.mark.parametrize(
    "content",
    [
        document("2026-11-01"),
        document("8 November"),
        document(rub=None),
        document(rub="82.5"),
        document(rub=True),
        b'{"date": "2026-11-08", "usd": {"rub": NaN}}',
        b'{"date": "2026-11-08", "eur": {"rub": 90}}',
    ],
    ids=["another week", "no date", "no rouble", "text", "truth", "NaN", "another base"],
)
def test_another_document_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError):
        read(content)


def versions(plan: FetchPlan) -> list[str]:
    return [
        request.url.partition("@fawazahmed0/currency-api@")[2].partition("/")[0] for request in SOURCE.requests(plan)
    ]


def test_days_that_are_not_finished_are_asked_for_and_none_before_the_first() -> None:
    def held(first: int, last: int) -> Span:
        return Span(of="day", first=date(2026, 11, first), last=date(2026, 11, last))

    newest = {"USD/RUB@currency_api": "2026-11-19"}
    october = Span(of="day", first=date(2026, 9, 1), last=date(2026, 10, 31))
    last = ["2026.11.5", "2026.11.18", "2026.11.19", "2026.11.20"]
    assert versions(FetchPlan(now=NOW, newest=newest, finished=(october, held(1, 4), held(6, 17)))) == last
    assert len(versions(FetchPlan(now=NOW))) == len(versions(FetchPlan(now=NOW, newest=newest))) == 31
    assert versions(FetchPlan(now=NOW, newest={"USD/RUB@currency_api": "2026-08-08"}))[0] == "2026.8.5"
    held_long_ago = Span(of="day", first=date(2026, 6, 1), last=date(2026, 7, 4))
    assert versions(FetchPlan(now=NOW, newest=newest, finished=(held_long_ago,)))[0] == "2026.7.5"
    back = FetchPlan(now=NOW, since=date(2022, 1, 1), until=date(2024, 3, 5), newest=newest)
    assert versions(back) == ["2024.3.2", "2024.3.3", "2024.3.4"]


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


def fetch() -> bytes:
    (request,) = SOURCE.requests(FetchPlan(now=NOW, since=date(2026, 11, 8), until=date(2026, 11, 9)))
    client = HttpClient(user_agent="t", spacing=0.0, retries=0, **PATIENCE)
    return SOURCE.fetch(client, request, None).content


def test_a_version_that_does_not_exist_is_no_failure_of_the_source(net: FakeNet) -> None:
    net.routes({CDN: scenarios.not_found(), OTHER: scenarios.ok(document())})
    (request,) = SOURCE.requests(FetchPlan(now=NOW, since=date(2026, 11, 8), until=date(2026, 11, 9)))
    with pytest.raises(FetchError) as caught:
        fetch()
    assert SOURCE.absence(request, caught.value) == "currency-api has no snapshot of 2026-11-08, or not yet."
    assert {ask.host for ask in net.asked} == {CDN}
    net.route(CDN, scenarios.broken(503))
    net.route(OTHER, scenarios.broken(503))
    with pytest.raises(FetchError) as caught:
        fetch()
    assert (caught.value.status, SOURCE.absence(request, caught.value)) == (503, None)


def test_the_other_host_stands_in_for_the_day_it_holds_and_for_no_other(net: FakeNet) -> None:
    net.routes({CDN: scenarios.broken(503), OTHER: scenarios.ok(document())})
    assert fetch() == document()
    net.route(OTHER, scenarios.ok(document("2026-11-20")))
    with pytest.raises(FetchError) as caught:
        fetch()
    assert caught.value.status == 503
