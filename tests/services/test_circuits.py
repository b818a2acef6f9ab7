"""The circuit of a source: a name for where its recorded failures put it, said when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.services.fetched import ECB, Surroundings, history, one
from tracker.services.circuits import CLOSED, HALF_OPEN, OPEN, OPENS_AFTER, Circuit, circuit_of, turns
from tracker.store.runs import SourceState
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def state(failures: int, next_attempt_at: datetime | None = None) -> SourceState:
    return SourceState(
        source="ecb", consecutive_failures=failures, next_attempt_at=next_attempt_at, last_error="HTTP 503"
    )


@pytest.mark.parametrize(
    ("failures", "at", "found"),
    [
        (0, None, CLOSED),
        (OPENS_AFTER - 1, NOW + HOUR, CLOSED),
        (OPENS_AFTER, NOW + HOUR, OPEN),
        (OPENS_AFTER, NOW + timedelta(microseconds=1), OPEN),
        (OPENS_AFTER, NOW, HALF_OPEN),
        (OPENS_AFTER, None, HALF_OPEN),
        (500, NOW + timedelta(days=300), HALF_OPEN),  # recorded before the clock was set back: not waited for
    ],
)
def test_it_opens_after_so_many_failures_and_is_probed_when_its_pause_is_over(
    failures: int, at: datetime | None, found: str
) -> None:
    circuit = circuit_of(state(failures, at), NOW)
    assert (circuit.state, circuit.failures, circuit.probe_at) == (found, failures, at)


def circuit(found: str, failures: int = OPENS_AFTER) -> dict[str, Circuit]:
    return {"ecb": Circuit(source="ecb", state=found, failures=failures, probe_at=NOW + HOUR, error="HTTP 503")}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, circuit(CLOSED, 0), []),
        (
            {},
            circuit(OPEN),
            ["open after 5 failures in a row, not asked before 2026-11-24T13:00:00Z; the last: HTTP 503"],
        ),
        (circuit(CLOSED, 4), circuit(OPEN), ["open after 5 failures"]),
        (circuit(OPEN), circuit(OPEN), []),
        (circuit(OPEN), circuit(HALF_OPEN), ["half-open, the next question is a probe"]),
        (circuit(HALF_OPEN), circuit(OPEN, 6), ["open again, the probe failed (6 failures in a row)"]),
        (circuit(HALF_OPEN, 7), circuit(CLOSED, 0), ["closed, it answers again after 7 failures"]),
    ],
)
def test_each_turn_is_said_once(before: dict[str, Circuit], after: dict[str, Circuit], said: list[str]) -> None:
    found = list(turns(before, after))
    assert len(found) == len(said)
    for line, words in zip(found, said, strict=True):
        assert line.startswith("ecb: circuit ")
        assert words in line


def test_a_source_that_stays_away_is_probed_once_a_pause_and_not_stormed(net: FakeNet, context: Surroundings) -> None:
    net.route(ECB, scenarios.broken(503))
    here, asked, seen = context, [context.now], list[str]()
    while len(asked) < OPENS_AFTER + 3:
        outcome = one(here)
        assert outcome.state == "failed"
        with UnitOfWork(context.engine, write=False) as unit:
            health = unit.runs.state("ecb")
        probe_at = health.next_attempt_at
        assert probe_at is not None
        early = replace(context, now=probe_at - timedelta(seconds=1))
        seen.append(circuit_of(health, early.now).state)
        if len(asked) == OPENS_AFTER:
            assert one(early).state == "skipped"
        assert circuit_of(health, probe_at).state == (HALF_OPEN if seen[-1] == OPEN else CLOSED)
        here = replace(context, now=probe_at)
        asked.append(probe_at)
    assert seen == [CLOSED] * (OPENS_AFTER - 1) + [OPEN] * 3
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 2 * HOUR
    net.route(ECB, scenarios.ok(history()))
    assert one(here, due_only=False).sound > 0
