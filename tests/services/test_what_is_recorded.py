"""What is recorded carries the real clock, whatever ``--now`` pretends; what came last holds, whatever a clock says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet
from tests.fakenet.upstreams import world
from tracker.config import load
from tracker.model.observation import Quote
from tracker.services import decisions, ledger
from tracker.services.clock import utc_now
from tracker.services.context import Context, open_context
from tracker.services.fetching import fetch
from tracker.store.unit_of_work import UnitOfWork

PRETENDED = datetime(2014, 11, 12, 12, tzinfo=UTC)
MERKEL = "2014-11-11-merkel-no-new-sanctions"


@pytest.fixture
def pretending(ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A house under ``--now``, on the machine's own clock, with upstreams on loopback."""
    with FakeNet() as net:
        net.routes(world(now=utc_now))
        for name, value in net.env.items():
            monkeypatch.setenv(name, value)
        context = open_context(load({"TRACKER_HOME": str(ready_home)}, cwd=ready_home), now=PRETENDED)
        yield context
        context.engine.dispose()


def test_decisions_taken_under_a_pretended_instant_are_recorded_when_they_were_taken(
    tracker: Callable[..., Any], ready_home: Path
) -> None:
    before = utc_now()
    typed = ("events", "edit", MERKEL, "--title", "Another title", "--reason", "a test", "--now", "2014-11-12T12:00Z")
    assert tracker(*typed).code == 0
    context = open_context(load({"TRACKER_HOME": str(ready_home)}, cwd=ready_home))
    (made,) = ledger.entry(context, MERKEL).edits
    past = ledger.get(context, MERKEL, as_of=before)
    context.engine.dispose()
    assert before <= made.recorded_at <= utc_now()
    assert past.title != "Another title"


def test_what_a_fetch_brings_under_a_pretended_instant_is_recorded_when_it_came(pretending: Context) -> None:
    before = utc_now()
    (outcome,) = fetch(pretending, ["ecb"])
    assert outcome.state == "ok"
    with UnitOfWork(pretending.engine, write=False) as unit:
        newest = unit.observations.newest("EUR/USD@ecb")
        (run,) = unit.runs.recent_fetches("ecb")
        state = unit.runs.state("ecb")
    assert newest is not None
    assert newest.vintage >= before
    assert run.started_at >= before
    assert state.last_success_at is not None
    assert state.last_success_at >= before


def test_a_source_that_succeeded_in_the_future_of_a_clock_set_back_is_asked_again(pretending: Context) -> None:
    ahead = utc_now() + timedelta(days=400)
    with UnitOfWork(pretending.engine, write=True) as unit:
        unit.runs.note_success("ecb", ahead, next_attempt_at=ahead)
        unit.commit()
    (outcome,) = fetch(pretending, ["ecb"])
    assert outcome.state == "ok"


def test_a_run_of_a_source_ends_when_it_ended(pretending: Context) -> None:
    ticks = count()
    ticking = replace(pretending, clock=lambda: utc_now() + timedelta(seconds=next(ticks)))
    fetch(ticking, ["ecb"])
    with UnitOfWork(pretending.engine, write=False) as unit:
        (run,) = unit.runs.recent_fetches("ecb")
    assert run.finished_at is not None
    assert run.finished_at > run.started_at


def test_a_rehearsal_records_its_own_clock(own_context: Context) -> None:
    rehearsed = own_context.rehearsal(lambda: PRETENDED)
    edited = decisions.edit(rehearsed, MERKEL, {"title": "Another title"}, reason="a test")
    (made,) = ledger.entry(own_context, edited.id).edits
    assert made.recorded_at == PRETENDED


def test_the_last_decision_holds_even_when_the_clock_was_set_back(own_context: Context) -> None:
    decisions.edit(own_context, MERKEL, {"title": "First"}, reason="a test")
    set_back = own_context.rehearsal(lambda: own_context.now - timedelta(days=3))
    decisions.edit(set_back, MERKEL, {"title": "Second"}, reason="a test")
    assert ledger.get(own_context, MERKEL).title == "Second"
    assert [one.changes for one in ledger.entry(own_context, MERKEL).edits] == [
        (("title", "First"),),
        (("title", "Second"),),
    ]


def test_the_last_value_holds_even_when_the_clock_was_set_back(own_context: Context) -> None:
    def quote(value: str) -> Quote:
        return Quote(series="USD/RUB@mine", label="2026-11-20", value=Decimal(value))

    with UnitOfWork(own_context.engine, write=True) as unit:
        unit.observations.add([quote("100")], vintage=own_context.now, sha256=None)
        unit.observations.add([quote("101")], vintage=own_context.now - timedelta(days=3), sha256=None)
        unit.commit()
    with UnitOfWork(own_context.engine, write=False) as unit:
        newest = unit.observations.newest("USD/RUB@mine")
        read = unit.observations.read("USD/RUB@mine")
        recorded = unit.observations.read("USD/RUB@mine", as_of=own_context.now)
    assert newest is not None
    assert str(newest.value) == str(read[0].value) == str(recorded[0].value) == "101"
