"""Two ways to the official rates: the scripts, and the service where they fail; over the network, into a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet import scenarios
from tests.fakenet.bank_of_russia import bank_of_russia, without_scripts
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tests.fakenet.patience import PATIENCE
from tests.services.fetched import Surroundings
from tracker.config import load
from tracker.data.loader import quotable
from tracker.net.http import HttpClient
from tracker.services.backfill import expected
from tracker.services.deriving import stored_values
from tracker.services.fetching import fetch
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

BANK = "www.cbr.ru"
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)  # 15:00 in Moscow, before the rates come out
USD, HKD = "USD/RUB@cbr", "HKD/RUB@cbr"


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def at(sqlite_file: Path) -> Iterator[Any]:
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, **PATIENCE)
    engine = open_engine(f"sqlite:///{sqlite_file}")
    yield lambda now: Surroundings(engine=engine, now=now, http=client, settings=load({}, cwd=Path()))
    engine.dispose()


def newest(context: Surroundings, *series: str) -> dict[str, str]:
    with UnitOfWork(context.engine, write=False) as unit:
        return dict(unit.observations.newest_labels(series))


def run(context: Surroundings, **span: date) -> Any:
    (outcome,) = fetch(context, ["cbr"], due_only=False, **span)  # type: ignore[arg-type]
    return outcome


def wall(handler: Handler) -> Handler:
    """A bot wall under status 200 before the scripts."""

    def answer(ask: Ask) -> Reply:
        return Reply(body=scenarios.PAGE, media_type="text/html") if ask.method == "GET" else handler(ask)

    return answer


def test_mondays_rate_is_made_on_friday_labelled_saturday_and_there_when_it_is_published(net: FakeNet, at: Any) -> None:
    now = [FRIDAY]
    net.route(BANK, bank_of_russia(lambda: now[0]))
    before = run(at(FRIDAY))
    assert (before.state, before.documents, before.warnings) == ("ok", 4, ())
    assert newest(at(FRIDAY), USD, HKD) == {USD: "2026-11-20", HKD: "2026-11-20"}
    now[0] = FRIDAY + timedelta(hours=3)
    assert run(at(now[0])).revised == 0
    assert newest(at(now[0]), USD, HKD) == {USD: "2026-11-21", HKD: "2026-11-21"}
    now[0] = FRIDAY + timedelta(days=2)
    assert run(at(now[0])).state == "unchanged"


@pytest.mark.parametrize("damage", [without_scripts, wall])
def test_where_the_scripts_fail_the_service_gives_the_same_each_time(net: FakeNet, at: Any, damage: Any) -> None:
    bank = bank_of_russia(lambda: FRIDAY)
    net.route(BANK, damage(bank))
    for state in ("ok", "unchanged"):  # the same page again is no reason to believe there is nothing new
        outcome = run(at(FRIDAY))
        assert (outcome.state, outcome.error) == (state, "")
        (said,) = outcome.warnings
        assert said.startswith("4 documents were asked for another way, the first because")
        assert "XML_daily.asp" in said
        assert sum(ask.method == "POST" for ask in net.asked) == 5
        net.asked.clear()
    assert newest(at(FRIDAY), USD, HKD) == {USD: "2026-11-20", HKD: "2026-11-20"}
    net.route(BANK, bank)
    assert run(at(FRIDAY)).revised == 0  # to the digit


def test_where_both_ways_fail_that_is_said_and_what_is_stored_stays(net: FakeNet, at: Any) -> None:
    net.route(BANK, bank_of_russia(lambda: FRIDAY))
    run(at(FRIDAY))
    net.route(BANK, scenarios.forbidden())
    outcome = run(at(FRIDAY + timedelta(days=1)))
    assert (outcome.state, outcome.reason) == ("failed", "status")
    assert "DailyInfo.asmx" in outcome.error
    assert newest(at(FRIDAY), USD) == {USD: "2026-11-20"}


def test_a_bank_that_cannot_be_reached_is_not_asked_another_way(net: FakeNet, at: Any) -> None:
    net.unplug()
    outcome = run(at(FRIDAY))
    assert (outcome.state, outcome.reason, outcome.warnings) == ("failed", "network", ())


def test_a_back_fill_tells_its_size_before_and_needs_no_more(net: FakeNet, at: Any) -> None:
    net.route(BANK, bank_of_russia(lambda: FRIDAY))
    context, since = at(FRIDAY), date(2025, 9, 1)
    (announced,) = expected(context, ["cbr"], since=since, until=None)  # type: ignore[arg-type]
    outcome = run(context, since=since)
    assert outcome.warnings == ()  # old values are what was asked for
    assert (announced.seconds, announced.finished) == (6.0, 0)
    assert 100_000 < announced.size < 200_000
    assert announced.documents == outcome.documents == len(net.asked) == 6
    with UnitOfWork(context.engine, write=False) as unit:
        labels = [value.label for value in unit.observations.read(USD)]
    assert (labels[0], labels[-1]) == ("2025-09-02", "2026-11-20")
    assert len(labels) == len(set(labels)) > 300


def test_the_currencies_of_watched_pairs_come_with_their_past_and_make_their_cross(net: FakeNet, at: Any) -> None:
    net.route(BANK, bank_of_russia(lambda: FRIDAY))
    context = replace(at(FRIDAY), settings=load({"TRACKER_PAIRS": "USD/RUB,USD/BYN"}, cwd=Path()))
    since = date(2025, 9, 1)
    (announced,) = expected(context, ["cbr"], since=since, until=None)  # type: ignore[arg-type]
    outcome = run(context, since=since)
    assert outcome.warnings == ()
    assert announced.documents == outcome.documents == len(net.asked) == 8  # two calendar years of one currency more
    with UnitOfWork(context.engine, write=False) as unit:
        roubles, cross = (
            unit.observations.read("BYN/RUB@cbr"),
            stored_values(
                unit,
                quotable("USD", "BYN", "cbr"),
                since="2025-09-02",
                until="2026-11-21",  # type: ignore[arg-type]
            ),
        )
        dollars = {value.label: value.value for value in unit.observations.read(USD)}
    assert len(roubles) > 300
    by_label = {value.label: value.value for value in roubles}
    assert [row[0].label for row in cross] == [value.label for value in roubles]
    assert all(abs(row[1] * by_label[row[0].label] - dollars[row[0].label]) < Decimal("0.0001") for row in cross)


def test_days_of_a_short_back_fill_have_all_currencies_and_a_sunday_none_of_its_own(net: FakeNet, at: Any) -> None:
    net.route(BANK, bank_of_russia(lambda: FRIDAY))
    context = at(FRIDAY)
    outcome = run(context, since=date(2026, 11, 13), until=date(2026, 11, 18))
    assert (outcome.documents, outcome.warnings) == (5, ())
    with UnitOfWork(context.engine, write=False) as unit:
        assert [value.label for value in unit.observations.read(HKD)] == [
            "2026-11-13", "2026-11-14", "2026-11-17",
        ]  # fmt: skip


def test_key_rate_and_reserves_arrive_as_far_as_they_are_published(net: FakeNet, at: Any) -> None:
    net.route(BANK, bank_of_russia(lambda: FRIDAY))
    context = at(FRIDAY)
    outcomes = fetch(context, ["cbr_key_rate", "cbr_reserves"])
    assert [(one.state, one.documents, one.warnings) for one in outcomes] == [("ok", 1, ())] * 2
    rate, reserves = "RU/KEYRATE@cbr_key_rate", "RU/RESERVES@cbr_reserves"
    assert newest(context, rate, reserves) == {rate: "2026-11-20", reserves: "2026-11-13"}
    with UnitOfWork(context.engine, write=False) as unit:
        rates = {value.label: str(value.value) for value in unit.observations.read(rate)}
    assert (rates["2014-12-15"], rates["2014-12-16"]) == ("5.50", "17.00")
