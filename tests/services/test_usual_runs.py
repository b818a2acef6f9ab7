"""The usual run after an outage of some documents alone: nothing is lost because another brought the newest value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from tests.fakenet.bank_of_russia import DAILY
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tracker.config import Settings, load
from tracker.model.source import Span
from tracker.net.http import HttpClient
from tracker.services.fetching import FetchOutcome, fetch
from tracker.sources.spans import held_until
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy import Engine

BANK, CDN = "www.cbr.ru", "cdn.jsdelivr.net"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Surroundings:
    engine: Engine
    now: datetime
    http: HttpClient
    settings: Settings

    def clock(self) -> datetime:
        return self.now

    def step(self, _: str) -> None:
        """Nobody watches."""


@pytest.fixture
def context(engine: Engine) -> Surroundings:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, **PATIENCE)
    settings = load({"TRACKER_SOURCES_ENABLED": "currency_api"}, cwd=Path())
    return Surroundings(engine=engine, now=NOW, http=client, settings=settings)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch, context: Surroundings) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        network.routes(world(now=lambda: context.now))
        yield network


def run(context: Any, source: str) -> FetchOutcome:
    (outcome,) = fetch(context, [source], due_only=False)
    return outcome


def labels(context: Surroundings, series: str) -> list[str]:
    with UnitOfWork(context.engine, write=False) as unit:
        return [one.label for one in unit.observations.read(series)]


def tables_alone(bank: Handler) -> Handler:
    """Single days come; ranges and the service are refused."""
    return lambda ask: bank(ask) if ask.path == DAILY else Reply(status=403)


def test_a_first_run_whose_ranges_failed_is_made_up_for_however_late(net: FakeNet, context: Surroundings) -> None:
    bank = world(now=lambda: context.now)[BANK]
    net.route(BANK, tables_alone(bank))
    assert run(context, "cbr").state == "failed"
    assert labels(context, "USD/RUB@cbr") == ["2026-11-20"]
    context.now += timedelta(days=40)
    net.route(BANK, bank)
    assert run(context, "cbr").state == "ok"
    assert labels(context, "USD/RUB@cbr")[0] < "2025-11-28"
    net.asked.clear()
    assert run(context, "cbr").state == "unchanged"
    assert {ask.query["date_req1"][0] for ask in net.asked if "date_req1" in ask.query} == {"08/12/2026"}


def test_ranges_that_fail_after_weeks_off_leave_no_hole(net: FakeNet, context: Surroundings) -> None:
    bank = world(now=lambda: context.now)[BANK]
    run(context, "cbr")
    context.now += timedelta(days=60)
    net.route(BANK, tables_alone(bank))
    assert run(context, "cbr").state == "failed"
    context.now += timedelta(days=30)
    net.route(BANK, bank)
    assert run(context, "cbr").state == "ok"
    found = [date.fromisoformat(label) for label in labels(context, "USD/RUB@cbr")]
    assert max(two - one for one, two in pairwise(found)) <= timedelta(days=3)
    with UnitOfWork(context.engine, write=False) as unit:
        spans = [one for one in unit.parts.finished("cbr") if one.of == "USD"]
    assert len(spans) == 1, "one span says how far it is held"


def test_other_currencies_come_for_the_days_the_machine_slept(net: FakeNet, context: Surroundings) -> None:
    run(context, "cbr")
    context.now += timedelta(days=7)
    assert run(context, "cbr").state == "ok"
    assert labels(context, "GBP/RUB@cbr") == [
        "2026-11-20", "2026-11-21", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27",
    ]  # fmt: skip


def test_snapshots_that_failed_are_asked_for_until_they_come(net: FakeNet, context: Surroundings) -> None:
    snapshots = world(now=lambda: context.now)[CDN]

    def torn(ask: Ask) -> Reply:
        return Reply(status=403) if "2026.11.1/" in unquote(ask.path) else snapshots(ask)

    net.route(CDN, torn)
    assert run(context, "currency_api").state == "failed"
    context.now += timedelta(days=10)
    net.route(CDN, snapshots)
    net.asked.clear()
    assert run(context, "currency_api").state == "ok"
    assert "2026-11-01" in labels(context, "USD/RUB@currency_api")
    assert len(net.asked) < 20
    net.asked.clear()
    run(context, "currency_api")
    assert len(net.asked) <= 6


def test_how_far_days_are_held_without_a_gap() -> None:
    def span(first: int, last: int, of: str = "USD") -> Span:
        return Span(of=of, first=date(2026, 1, first), last=date(2026, 1, last))

    def held(*spans: Span) -> int | None:
        found = held_until(spans, "USD", date(2026, 1, 10))
        return found.day if found else None

    assert held() is held(span(11, 20)) is held(span(1, 20, "EUR")) is None
    assert held(span(5, 12), span(13, 15), span(17, 20)) == 15
    assert held(span(1, 9), span(10, 15)) == 15
    assert held(span(1, 4), span(3, 3), span(11, 15)) == 4
