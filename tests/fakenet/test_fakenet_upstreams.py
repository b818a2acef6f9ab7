"""The local upstreams are plausible: the product's own readers and checks take what they publish, at any instant."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from tests.fakenet import scenarios
from tests.fakenet.european_central_bank import ecb_daily, ecb_history, published_days
from tests.fakenet.fakenet import Ask, FakeNet
from tests.fakenet.yahoo_charts import bars
from tracker.model.source import Snapshot
from tracker.sources.checks import check
from tracker.sources.rates import ecb

pytestmark = pytest.mark.watches_processes


def read(content: bytes, kind: str, now: datetime) -> dict[tuple[str, str], str]:
    snapshot = Snapshot(source="ecb", url="u", kind=kind, retrieved_at=now, sha256="", content=content)
    records = check(ecb.SOURCE, ecb.SOURCE.parse(snapshot), now=now, previous_count=None)
    assert records.warnings == ()
    return {(quote.series, quote.label): str(quote.value) for quote in records.quotes}


def test_the_history_goes_on_where_the_archive_ends_and_the_daily_file_agrees() -> None:
    now = datetime(2026, 11, 20, 16, tzinfo=UTC)
    history = read(ecb_history(now), ecb.HISTORY, now)
    daily = read(ecb_daily(now), ecb.DAILY, now)
    assert history["EUR/USD@ecb", "2026-10-30"] == "1.1172"  # the archive's own
    assert ("EUR/USD@ecb", "2026-11-02") in history
    assert {label for _, label in daily} == {"2026-11-20"}
    assert daily.items() <= history.items()
    assert ("EUR/RUB@ecb", "2026-11-20") not in history


def test_nothing_is_published_before_its_time() -> None:
    before, after = datetime(2026, 11, 20, 14, 59, tzinfo=UTC), datetime(2026, 11, 20, 15, tzinfo=UTC)
    first = before.date()
    assert (published_days(first, before), published_days(first, after)) == ([], [first])
    begun = [begin for begin, _, _ in bars("1h", datetime(2026, 11, 20, tzinfo=UTC), after, before)]
    assert datetime.fromtimestamp(begun[-1], tz=UTC) == datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_the_market_rests_at_the_weekend() -> None:
    saturday, monday = datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    assert list(bars("1h", saturday, monday, monday)) == []
    assert list(bars("1d", saturday, monday, monday)) == []


def test_any_client_that_knows_proxies_and_bundles_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeNet() as net:
        for name, value in net.env.items():
            monkeypatch.setenv(name, value)
        net.route("one.example", scenarios.in_turn([scenarios.ok(b"first"), scenarios.broken(503)]))
        with urllib.request.urlopen("https://one.example/a?b=1", timeout=5) as answer:
            assert answer.read() == b"first"
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen("https://one.example/", timeout=5)
        caught.value.close()
        assert caught.value.code == 503
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen("https://unknown.example/", timeout=5)
        assert [(ask.host, ask.path, ask.query) for ask in net.asked] == [
            ("one.example", "/a", {"b": ["1"]}),
            ("one.example", "/", {}),
        ]
        assert isinstance(net.asked[0], Ask)
