"""Fetching into a store: short transactions, bytes before meaning, health that is remembered, nothing half-written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet, Handler, Reply
from tests.fakenet.register import federal_register
from tests.services.fetched import ECB, HISTORY_URL, NOW, REGISTER, Surroundings, at, history, one, running, stored
from tracker.errors import UsageError
from tracker.model.source import Snapshot
from tracker.net.http import HttpClient
from tracker.services.fetching import fetch
from tracker.store.hashes import table_hashes
from tracker.store.tables import RETRIEVAL
from tracker.store.unit_of_work import UnitOfWork


def test_values_arrive_with_their_document(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history(), media_type="application/zip"))
    outcome = one(context)
    assert (outcome.state, outcome.documents, outcome.new, outcome.url) == ("ok", 1, 600, HISTORY_URL)
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.observations.newest("EUR/USD@ecb")
        document = unit.snapshots.latest("ecb", HISTORY_URL)
        assert newest is not None
        assert (newest.label, str(newest.value), newest.vintage) == ("2026-11-19", "1.1", NOW)
        assert document is not None
        assert (document.content, document.media_type, document.kind) == (history(), "application/zip", "history")
        assert [run.state for run in unit.runs.recent_fetches("ecb")] == ["done"]
        assert unit.runs.state("ecb").last_success_at == NOW


def test_a_second_run_changes_nothing(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    before = table_hashes(context.engine)
    assert one(at(context, days=10), due_only=False).state == "unchanged"
    assert table_hashes(context.engine) == before


def test_an_unchanged_document_is_not_even_sent(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(context, since=date(2020, 1, 1))
    later = at(context, hours=7)
    outcome = one(later, since=date(2020, 1, 1))
    assert (outcome.state, outcome.documents) == ("unchanged", 0)
    assert net.asked[1].header("If-None-Match")
    with context.engine.connect() as connection:
        assert connection.scalars(select(RETRIEVAL.c.checked_at)).all() == [later.now]


def test_an_unchanged_document_is_not_even_sent_on_a_clock_that_runs(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(running(context), since=date(2020, 1, 1))
    outcome = one(running(at(context, hours=7)), since=date(2020, 1, 1))
    assert (outcome.state, outcome.documents) == ("unchanged", 0)
    assert net.asked[1].header("If-None-Match")


def test_after_a_sound_run_the_register_is_asked_from_its_newest_document_on(
    net: FakeNet, context: Surroundings
) -> None:
    net.route(REGISTER, federal_register(lambda: NOW))
    one(running(context), "us_federal_register")
    with UnitOfWork(context.engine, write=False) as unit:
        newest = unit.announcements.newest("us_federal_register")
    assert newest is not None
    asked = len(net.asked)
    one(running(at(context, days=1)), "us_federal_register")
    since = date.fromisoformat(net.asked[asked].query["conditions[publication_date][gte]"][0])
    assert newest.published_on - timedelta(days=20) < since <= newest.published_on


def test_a_revision_becomes_another_vintage(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    net.route(ECB, scenarios.ok(history(rate="1.2")))
    later = at(context, days=1)
    assert one(later, since=date(2020, 1, 1)).revised == 600
    with UnitOfWork(context.engine, write=False) as unit:
        assert str(unit.observations.read("EUR/USD@ecb")[-1].value) == "1.2"
        assert str(unit.observations.read("EUR/USD@ecb", as_of=NOW)[-1].value) == "1.1"


FAILURES: dict[str, tuple[Handler, str]] = {
    "404": (scenarios.not_found(), "status"),
    "403": (scenarios.forbidden(), "status"),
    "429": (scenarios.rate_limited(), "rate-limit"),
    "500": (scenarios.broken(500), "status"),
    "redirect": (scenarios.redirect("https://elsewhere.example/"), "redirect"),
    "line dropped": (scenarios.truncated(scenarios.ok(history())), "network"),
    "too large": (scenarios.oversized(6_000_000), "size"),
    "bomb": (scenarios.gzip_bomb(20_000_000), "size"),
    "web page": (scenarios.web_page(), "parse"),
    "cut": (scenarios.cut(scenarios.ok(history())), "parse"),
    "garbage": (scenarios.ok(b"\x00\x01\x02 garbage"), "parse"),
    "bad numbers": (scenarios.ok(history(rate="1,1e")), "parse"),
    "too short": (scenarios.ok(history(days=20)), "check"),
    "beyond reason": (scenarios.ok(history(rate="0")), "check"),
    "the future": (scenarios.ok(history(last=date(2026, 12, 4))), "check"),
}


@pytest.mark.parametrize(("handler", "reason"), FAILURES.values(), ids=FAILURES.keys())
def test_every_failure_is_told_and_leaves_the_data_as_they_were(
    net: FakeNet, context: Surroundings, handler: Handler, reason: str
) -> None:
    net.route(ECB, scenarios.ok(history()))
    one(context)
    before = stored(context)
    net.route(ECB, handler)
    later = at(context, days=1)
    outcome = one(later, since=date(2020, 1, 1))
    assert (outcome.state, outcome.reason, outcome.new) == ("failed", reason, 0)
    assert outcome.error.startswith("ecb: ")
    assert outcome.next_attempt_at is not None
    assert outcome.next_attempt_at > later.now
    assert stored(context) == before
    with UnitOfWork(context.engine, write=False) as unit:
        state = unit.runs.state("ecb")
        assert (state.consecutive_failures, state.last_error, state.last_success_at) == (1, outcome.error, NOW)
        assert unit.runs.recent_fetches("ecb", limit=1)[0].state == "failed"


@pytest.mark.watches_processes
@pytest.mark.parametrize("scenario", [scenarios.silent, scenarios.drip_headers, scenarios.drip_body])
def test_endless_answers_end(net: FakeNet, context: Surroundings, scenario: Callable[[], Handler]) -> None:
    net.route(ECB, scenario())
    impatient = replace(context, http=HttpClient(user_agent="t", spacing=0.0, total=0.5, read=0.4))
    assert one(impatient).reason == "deadline"


def test_bytes_are_kept_before_they_are_understood(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.ok(b"who knows"))
    one(context)
    with UnitOfWork(context.engine, write=False) as unit:
        assert unit.snapshots.load(hashlib.sha256(b"who knows").hexdigest()) == b"who knows"
        assert unit.observations.series() == []


def test_a_document_that_could_not_be_read_is_read_again(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(b"who knows")))
    one(context)
    outcome = one(at(context, hours=1), due_only=False)
    assert (outcome.state, outcome.reason) == ("failed", "parse")
    assert not net.asked[1].header("If-None-Match")


def test_a_run_that_died_between_storing_and_reading_is_made_good(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.conditional(scenarios.ok(history())))
    one(context)
    content = history(days=31)
    net.route(ECB, scenarios.conditional(scenarios.ok(content)))
    with UnitOfWork(context.engine, write=True) as unit:  # what a crash leaves: an open run, and bytes nobody read
        unit.runs.fetch_started("ecb", NOW)
        unit.snapshots.add(
            Snapshot(
                source="ecb",
                url=HISTORY_URL,
                kind="history",
                retrieved_at=NOW,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        )
        unit.commit()
    assert one(at(context, hours=7), since=date(2020, 1, 1)).new == 20


def test_one_failing_source_stops_no_other(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.broken(500))
    net.route(REGISTER, federal_register(lambda: NOW))
    outcomes = {outcome.source: outcome for outcome in fetch(context, ["us_federal_register", "ecb"])}
    assert list(outcomes) == ["us_federal_register", "ecb"]
    assert (outcomes["ecb"].state, outcomes["us_federal_register"].state) == ("failed", "ok")


def test_announcements_wait_for_review_and_pages_are_followed(net: FakeNet, context: Surroundings) -> None:
    net.route(REGISTER, federal_register(lambda: NOW))
    outcome = one(context, "us_federal_register", since=date(2024, 11, 22))
    assert outcome.documents == 7  # of three calendar years OFAC and the President; 2025 has two pages of OFAC
    with UnitOfWork(context.engine, write=False) as unit:
        found = unit.announcements.all(status="review")
    assert len(found) == outcome.new
    assert {item.issuer for item in found} == {"US OFAC", "US White House"}
    assert not any("Cuban" in item.title for item in found)
    assert min(item.published_on for item in found) < date(2024, 12, 15)


def test_a_broken_page_keeps_the_pages_before_it(net: FakeNet, context: Surroundings) -> None:
    usual = federal_register(lambda: NOW)

    def second_page_breaks(ask: object) -> Reply:
        return Reply(status=500) if ask.query.get("page") == ["2"] else usual(ask)  # type: ignore[attr-defined, arg-type]

    net.route(REGISTER, second_page_breaks)
    outcome = one(context, "us_federal_register", since=date(2024, 11, 22))
    assert outcome.state == "failed"
    assert outcome.new > 0
    with UnitOfWork(context.engine, write=False) as unit:
        assert len(unit.announcements.all()) == outcome.new


def test_an_unknown_source_names_the_nearest(context: Surroundings) -> None:
    with pytest.raises(UsageError, match="Did you mean ecb"):
        fetch(context, ["ebc"])
