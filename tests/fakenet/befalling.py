"""One trouble that befalls an installation: the line is cut or the answers spoilt, and every source is judged by it."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.fakenet.columns import BEFORE, Column, Place
from tests.fakenet.fakenet import FakeNet, closed_port_env
from tests.fakenet.findings import Findings
from tests.fakenet.troubles import EXCEPTIONS, Expected, Trouble
from tracker.model.work import FetchRun
from tracker.services.fetching import FetchOutcome
from tracker.services.source_status import SourceStatus, source_statuses
from tracker.store.unit_of_work import UnitOfWork

SECRET = "hush-hush"
"""The password of the proxy, which no message may tell."""
MOST = timedelta(minutes=15)
"""The longest pause after a failure of the network, which may be this machine's."""


def cut_the_line(trouble: Trouble, net: FakeNet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Troubles of the network itself, with the proxy or without one."""
    if trouble.line == "unplugged":
        net.unplug()
    elif trouble.line == "no proxy":
        for name, value in closed_port_env().items():
            monkeypatch.setenv(name, value.replace("http://", f"http://reader:{SECRET}@"))
    elif trouble.line:
        for name in (*net.env, "TRACKER_CA_BUNDLE"):
            monkeypatch.delenv(name, raising=False)
        look_up = socket.getaddrinfo

        def elsewhere(host: str, *rest: object, **named: object) -> object:
            if trouble.line == "dns":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return look_up("127.0.0.1", *rest, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", elsewhere)


@dataclass(kw_only=True)
class Standing:
    """What is remembered of a source while troubles go on."""

    failures: int = 0
    next_attempt_at: datetime | None = None
    last_success_at: datetime = field(default=BEFORE)


def statuses(place: Place) -> dict[str, SourceStatus]:
    """What ``tracker sources`` and ``tracker status`` say of each source."""
    return {one.info.key: one for one in source_statuses(place.context)}


def last_runs(place: Place) -> dict[str, FetchRun]:
    with UnitOfWork(place.engine, write=False) as unit:
        return {key: unit.runs.recent_fetches(key, limit=1)[0] for key in place.keys}


def wish_of(expected: Expected) -> timedelta:
    """How long the server itself wants to be left alone; nothing where the pause is our own shortest."""
    return expected.pause if expected.pause > timedelta(minutes=5) else timedelta(0)


def require_failure(
    column: Column, outcome: FetchOutcome, expected: Expected, standing: Standing, at: datetime
) -> None:
    """The outcome and its words."""
    assert outcome.state == "failed"
    assert outcome.reason in expected.reasons, outcome.error
    assert re.search(expected.words, outcome.error), outcome.error
    assert outcome.error.startswith(f"{column.key}: ")
    assert any(f"https://{host}/" in outcome.error for host in column.source.info.hosts), outcome.error
    assert "\n" not in outcome.error
    assert len(outcome.error) < 1500
    assert (outcome.new, outcome.revised) == (0, 0)
    pause = timedelta(minutes=5) * 2 ** (standing.failures - 1)
    assert outcome.next_attempt_at is not None
    waits = outcome.next_attempt_at - at
    assert waits == max(min(pause, MOST) if outcome.reason == "network" else pause, wish_of(expected))


def require_memory(outcome: FetchOutcome, standing: Standing, remembered: SourceStatus, run: FetchRun) -> None:
    """What is remembered of a failure."""
    assert remembered.consecutive_failures == standing.failures
    assert remembered.next_attempt_at == outcome.next_attempt_at
    assert remembered.last_error == outcome.error
    assert remembered.last_success_at == standing.last_success_at
    assert (run.state, run.error) == ("failed", outcome.error)


def require_left_alone(place: Place, net: FakeNet, standings: Mapping[str, Standing], findings: Findings) -> None:
    """Before its next attempt no source is asked, unless by name; time goes on until all may be asked."""
    waiting = {key: one.next_attempt_at for key, one in standings.items() if one.next_attempt_at is not None}
    asked = len(net.asked) + len(net.connects)
    for at in sorted(set(waiting.values())):
        place.now = at - timedelta(seconds=1)
        keys = [key for key, its in waiting.items() if its == at]
        for key, outcome in place.attempt(keys, due_only=True).items():
            with findings.of(key, "a second before it may be asked again"):
                assert (outcome.state, outcome.next_attempt_at) == ("skipped", at)
        place.now = at
    assert len(net.asked) + len(net.connects) == asked


def befall(place: Place, trouble: Trouble, net: FakeNet, standings: Mapping[str, Standing], findings: Findings) -> None:
    """One trouble, in which every source is asked that may be: each cell of its row."""
    group, row = place.group, trouble.name
    before, at = place.known(), place.now
    place.limit(trouble.limits)
    net.routes(group.routes(trouble.wrap))
    with pytest.MonkeyPatch.context() as line:
        cut_the_line(trouble, net, line)
        due = [key for key, one in standings.items() if one.failures and one.last_success_at == BEFORE]
        outcomes = place.attempt(due, due_only=True)
        outcomes |= place.attempt([key for key in place.keys if key not in due])
        assert "elsewhere.example" not in net.connects  # a host nobody declared
        remembered, runs = statuses(place), last_runs(place)
        changed = place.known() != before
        for column in group.columns:
            exempt = EXCEPTIONS.get((column.name, row))
            expected = exempt.expected if exempt else trouble.expected
            outcome, standing = outcomes[column.key], standings[column.key]
            said = " ".join((outcome.error, *outcome.warnings))
            failed_now = expected.state == "failed"
            standing.failures = standing.failures + 1 if failed_now else 0
            standing.next_attempt_at = outcome.next_attempt_at
            with findings.of(column.name, row):
                assert SECRET not in said
                if failed_now:
                    require_failure(column, outcome, expected, standing, at)
                    require_memory(outcome, standing, remembered[column.key], runs[column.key])
                else:
                    assert outcome.state == expected.state, outcome.error
                    assert re.search(expected.words, said), said
                    assert bool(outcome.new + outcome.revised) == (expected.state == "ok")
                    standing.last_success_at = at
            changed &= expected.state != "ok" or len(group.columns) > 1
        with findings.of("one of them", row):
            assert not changed, f"what was known has changed: {outcomes}"
        require_left_alone(place, net, standings, findings)
    net.plug_in()
