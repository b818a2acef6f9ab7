"""Every source of the catalogue against plausible upstreams, and what is shipped instead of fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.ground import rouble
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tests.services.fetched import ECB, NOW, Surroundings, at, history
from tracker.config import load
from tracker.data.loader import feeds
from tracker.net.http import HttpClient
from tracker.services.embedded import load_embedded
from tracker.services.fetching import fetch
from tracker.sources.catalog import sources
from tracker.sources.rates import ecb
from tracker.store.unit_of_work import UnitOfWork


def test_the_embedded_archive_is_loaded_once(context: Surroundings) -> None:
    load_embedded(context)
    load_embedded(at(context, days=1))
    with UnitOfWork(context.engine, write=False) as unit:
        assert len(unit.observations.series()) == 41
        assert {value.vintage for value in unit.observations.read("EUR/USD@ecb")} == {NOW}
        newest = unit.observations.newest("EUR/RUB@ecb")
        assert newest is not None
        assert newest.label == "2022-03-01"
        assert unit.snapshots.latest("ecb", ecb.EMBEDDED_URL) is not None
        assert unit.runs.states() == ()


def test_the_whole_catalogue_against_a_plausible_world(net: FakeNet, context: Surroundings) -> None:
    net.routes({**world(lambda: NOW), ECB: scenarios.ok(history())})
    patient = replace(context, http=HttpClient(user_agent="t", spacing=0.0, **PATIENCE))
    outcomes = fetch(patient)
    lists = {key for key, source in sources().items() if source.info.kind == "lists"}
    assert [(one.error, one.warnings) for one in outcomes if one.source in lists and (one.error or one.warnings)] == []
    others = [outcome for outcome in outcomes if outcome.source not in lists]
    assert {outcome.source: (outcome.state, outcome.warnings) for outcome in others} == {
        "bank_of_canada": ("ok", ()),
        "cbr": ("ok", ()),
        "cbr_key_rate": ("ok", ()),
        "cbr_reserves": ("ok", ()),
        "ecb": ("ok", ()),
        "frankfurter": ("ok", ()),
        "fred": ("ok", ()),
        **dict.fromkeys(feeds().feeds, ("ok", ())),
        "eu_cellar": ("ok", ()),
        "uk_gov_content": ("ok", ()),
        "us_federal_register": ("ok", ()),
        "us_ofac_press": ("ok", ()),
        "us_ofac_recent_actions": ("ok", ()),
        "yahoo": ("ok", ()),
    }
    assert not {ask.host for ask in net.asked} & {"iss.moex.com", "cdn.jsdelivr.net"}  # off until enabled
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.observations.newest_labels(["EUR/USD@ecb", "USD/RUB@yahoo.1h", "USD/RUB@yahoo.1d"])
    assert newest == {
        "EUR/USD@ecb": "2026-11-19",
        "USD/RUB@yahoo.1h": "2026-11-20T12:00:00Z",
        "USD/RUB@yahoo.1d": "2026-11-19",
    }


def test_what_is_enabled_is_fetched_page_by_page_and_a_day_without_a_snapshot_is_no_failure(
    net: FakeNet, context: Surroundings
) -> None:
    upstreams = world(lambda: NOW)
    gone, usual = scenarios.not_found(), upstreams["cdn.jsdelivr.net"]
    net.routes({**upstreams, "cdn.jsdelivr.net": lambda ask: gone(ask) if "@2024.6.3/" in ask.path else usual(ask)})
    settings = load({"TRACKER_SOURCES_ENABLED": "moex, currency_api"}, cwd=Path())
    enabled = replace(context, http=HttpClient(user_agent="t", spacing=0.0, **PATIENCE), settings=settings)
    (moex,) = fetch(enabled, ["moex"], since=date(2024, 1, 2), until=date(2024, 6, 20))
    (api,) = fetch(enabled, ["currency_api"], since=date(2024, 6, 1), until=date(2024, 6, 6))
    assert (moex.state, moex.warnings) == ("ok", ())
    pages = [ask for ask in net.asked if "/history/" in ask.path and "USD000UTSTOM" in ask.path]
    assert [ask.query["start"] for ask in pages] == [["0"], ["100"]]
    assert (api.state, api.new) == ("ok", 12)
    assert api.warnings == ("currency-api has no snapshot of 2024-06-03, or not yet.",)
    with UnitOfWork(context.engine, write=False) as unit:
        newest = {key: unit.observations.newest(key) for key in ("USD/RUB@moex", "CNY/RUB@moex.1h", "USD/RUB@moex.1h")}
        days = [value.label for value in unit.observations.read("USD/RUB@currency_api")]
    assert {key: value.label for key, value in newest.items() if value} == {
        "USD/RUB@moex": "2024-06-11",
        "USD/RUB@moex.1h": "2024-06-11T16:00:00Z",
        "CNY/RUB@moex.1h": "2024-06-19T16:00:00Z",
    }
    last = newest["USD/RUB@moex"]
    assert last is not None
    assert float(last.value) == rouble(datetime(2024, 6, 10, 21, tzinfo=UTC))
    assert days == ["2024-06-01", "2024-06-02", "2024-06-04", "2024-06-05"]
