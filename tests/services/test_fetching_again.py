"""When a source is asked and asked again: cadence, failures, the network gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet, closed_port_env
from tests.services.fetched import ECB, NOW, Surroundings, at, history, one
from tracker.net.http import HttpClient
from tracker.services.fetching import fetch, pause_after
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork


def test_sources_are_asked_within_their_cadence_once(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    evening = at(context, hours=-12)  # the rates of the nineteenth are out, the next ones come in fifteen hours
    one(evening)
    outcome = one(at(evening, hours=5))
    assert (outcome.state, len(net.asked)) == ("skipped", 1)
    assert "2026-11-20T05:45:00Z" in outcome.error
    assert one(at(evening, hours=6)).state != "skipped"
    assert one(at(evening, hours=6), due_only=False).state != "skipped"


def test_a_source_is_asked_when_its_next_rate_should_be_out(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    outcome = one(at(context, hours=2, minutes=59))
    assert (outcome.state, len(net.asked)) == ("skipped", 1)
    assert "2026-11-20T15:00:00Z" in outcome.error
    assert one(at(context, hours=3)).state == "failed"  # of this server there is no daily table
    assert len(net.asked) == 2


def test_a_failing_source_is_left_alone_longer_and_longer(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.broken(500))
    first = one(context)
    assert first.next_attempt_at == NOW + timedelta(minutes=5)
    skipped = one(at(context, minutes=4))
    assert (skipped.state, len(net.asked)) == ("skipped", 1)
    assert "HTTP 500" in skipped.error
    again = at(context, minutes=5)
    assert one(again).next_attempt_at == again.now + timedelta(minutes=10)
    assert [pause_after(failures) for failures in (1, 2, 7, 8, 9, 5000)] == [
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=320),
        *[timedelta(hours=6)] * 3,
    ]
    net.route(ECB, scenarios.ok(history()))
    assert one(at(context, minutes=20)).state == "ok"
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.runs.state("ecb").consecutive_failures == 0


def test_the_servers_wish_outlasts_our_own_pause(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.rate_limited(retry_after="7200"))
    assert one(context).next_attempt_at == NOW + timedelta(hours=2)


def test_a_missing_network_is_never_waited_out_for_hours(net: FakeNet, context: Surroundings) -> None:
    net.unplug()
    moment = context
    for _ in range(6):
        outcome = one(moment)
        assert outcome.next_attempt_at is not None
        assert outcome.next_attempt_at - moment.now <= timedelta(minutes=15)
        moment = replace(moment, now=outcome.next_attempt_at)


def test_offline_nothing_is_asked_and_nothing_remembered(context: Surroundings) -> None:
    outcomes = fetch(replace(context, http=HttpClient(user_agent="t", offline=True)))
    assert {(outcome.state, outcome.reason) for outcome in outcomes} == {("skipped", "offline")}
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.runs.recent_fetches() == ()
        assert unit.runs.states() == ()


def test_without_network_every_source_says_so_in_one_line(
    context: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    before = table_hashes(context.engine)
    outcomes = fetch(context)
    assert {outcome.source for outcome in outcomes} >= {"ecb", "yahoo", "us_federal_register"}
    for outcome in outcomes:
        assert (outcome.state, outcome.reason) == ("failed", "network")
        assert outcome.error.startswith(f"{outcome.source}: ")
        assert "\n" not in outcome.error
        assert len(outcome.error) < 300
    assert table_hashes(context.engine) == before
