"""Whatever befalls its surroundings, the daemon stays, says so, and goes on: the scheduler's part of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from jobs.catalog import jobs
from jobs.circuits import CircuitLog
from jobs.clock import RunningClock
from jobs.daemon import Daemon
from jobs.listening import Listener, Unit
from jobs.runner import run_due
from jobs.schedule import Cadence, Job, due_slots
from tests.fakenet import scenarios
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.patience import PATIENCE
from tests.fakenet.upstreams import world
from tracker import config
from tracker.errors import DatabaseError
from tracker.model.work import JobRun
from tracker.net.http import HttpClient
from tracker.services import work
from tracker.services.circuits import OPENS_AFTER
from tracker.services.context import Context, open_context
from tracker.sources.catalog import sources
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
MONDAY_7 = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
NAMES = {"ecb", "bank_of_canada"}
LIVING, DEAD = "www.bankofcanada.ca", "www.ecb.europa.eu"


class Network:
    """A client that asks once and does not wait."""

    def __init__(self) -> None:
        self.client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, **PATIENCE)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    off = ",".join(sorted(set(sources()) - NAMES))
    environ = {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_SOURCES_DISABLED": off}
    opened = open_context(config.load(environ, cwd=tmp_path), now=START, load=False)
    ensure_ready(opened.engine)
    yield opened
    opened.engine.dispose()


class Heard(Listener):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def on_lead(self, *, leading: bool) -> None:
        self.told.append("leads" if leading else "leads no longer")

    def on_standby(self, why: str) -> None:
        self.told.append("stands by")

    def on_trouble(self, now: datetime, words: str) -> None:
        self.told.append(f"trouble: {words}")

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
        self.told.append(f"looked, {len(units)} done")

    def on_unit(self, unit: Unit) -> None:
        self.told.append(f"{unit.job} {unit.state}")


def hourly(run: Callable[[Context, datetime], str]) -> Job:
    return Job(key="hourly", cadence=Cadence(every=HOUR), run=run)


def nothing(_context: Context, _slot: datetime) -> str:
    return ""


@pytest.mark.parametrize("asleep", [WEEK, 3 * WEEK + HOUR])
def test_after_a_sleep_each_job_is_due_once_and_of_letters_each_missed_week(asleep: timedelta) -> None:
    for job in jobs():
        last = job.cadence.latest(MONDAY_7)
        runs = [JobRun(job=job.key, slot=last, state="done", started_at=last, finished_at=last)]
        due = due_slots(job, runs=runs, now=MONDAY_7 + asleep, shift=job.spread)
        if job.catch_up is None:
            assert len(due) == 1, job.key
            assert due[0] + job.cadence.every + job.spread > MONDAY_7 + asleep, "the newest there is"
        else:
            missed = [last + number * job.cadence.every for number in range(1, asleep // job.cadence.every + 1)]
            assert list(due) == [slot for slot in missed if slot >= MONDAY_7 + asleep - job.catch_up]


def test_a_clock_that_jumps_ahead_or_back_doubles_and_stops_nothing(context: Context) -> None:
    worked: list[datetime] = []

    def run(_context: Context, slot: datetime) -> str:
        worked.append(slot)
        return ""

    shown = [START]
    clock = RunningClock(now=lambda: shown[0])
    daemon = Daemon(context.rehearsal(clock), clock=clock, say=print, jobs=[hourly(run)])
    for hours in (0, 1, 49, 50, 2, 3, 50, 51):
        shown[0] = START + hours * HOUR
        daemon.beat()
        daemon.beat()
    daemon._lead.release()
    assert sorted(worked) == [START + hours * HOUR for hours in (0, 1, 2, 3, 49, 50, 51)]


def test_a_database_that_goes_and_comes_is_told_and_worked_on_again(context: Context) -> None:
    away = [False]

    @event.listens_for(context.engine, "before_cursor_execute")
    def refuse(*_: object) -> None:
        if away[0]:
            raise DatabaseError("the database is away.", remedy="Wait.")

    heard, said = Heard(), list[str]()
    clock = RunningClock(start=START)
    daemon = Daemon(context.rehearsal(clock), clock=clock, say=said.append, jobs=[hourly(nothing)], listeners=[heard])
    away[0] = True
    daemon.beat()
    daemon.beat()
    away[0] = False
    daemon.beat()
    daemon.beat()
    daemon._lead.release()
    assert heard.told == [
        "leads",
        *["trouble: cannot work now: the database is away. Wait."] * 2,
        "hourly done",
        "looked, 1 done",
        "looked, 0 done",
    ]
    assert [" ".join(line.split()[1:]) for line in said if " daemon " in line] == [
        "daemon leading; a look at what is due every 30 s",
        "daemon cannot work now: the database is away. Wait.",  # once
        "daemon works again",
    ]


def test_what_a_listener_raises_stops_nothing(context: Context, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Listener):
        def on_unit(self, unit: Unit) -> None:
            raise ValueError("no monitor")

    heard = Heard()
    clock = RunningClock(start=START)
    daemon = Daemon(
        context.rehearsal(clock), clock=clock, say=print, jobs=[hourly(nothing)], listeners=[Broken(), heard]
    )
    daemon.beat()
    daemon._lead.release()
    assert heard.told == ["leads", "hourly done", "looked, 1 done"]
    assert "Broken failed: ValueError: no monitor" in caplog.text


def test_a_source_dead_for_days_delays_no_other_and_its_circuit_is_said(net: FakeNet, context: Context) -> None:
    shown = [START]
    net.routes(world(now=lambda: shown[0]))
    net.route(DEAD, scenarios.broken(503))
    here = replace(context.rehearsal(lambda: shown[0]), _network=Network())  # type: ignore[arg-type]
    with UnitOfWork(context.engine, write=True) as unit:
        for _ in range(OPENS_AFTER - 1):
            unit.runs.note_failure("ecb", START, "HTTP 503", START)
        unit.commit()
    said: list[str] = []
    log = CircuitLog(said.append)
    (rates,) = (job for job in jobs() if job.key == "fetch_rates")
    asked: list[tuple[datetime, str]] = []
    log.on_start(here)
    for hours in range(0, 19, 6):
        shown[0] = START + hours * HOUR
        before = len(net.asked)
        run_due(here, clock=lambda: shown[0], jobs=[rates], listener=log)
        asked += [(shown[0], host) for host in {ask.host for ask in net.asked[before:]}]
    assert [at for at, host in asked if host == LIVING] == [START + hours * HOUR for hours in range(0, 19, 6)]
    dead = [at for at, host in asked if host == DEAD]
    assert 1 < len(dead) <= 4
    assert said[0].startswith("ecb: circuit open after 5 failures in a row")
    assert sum("half-open" in line for line in said) == sum("the probe failed" in line for line in said) >= 1
    (run, *_) = work.runs(context, "fetch_rates")
    assert run.state == "done", "one answered"


def test_a_secret_that_cannot_be_read_hides_no_other_failure(context: Context, tmp_path: Path) -> None:
    environ = {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_SMTP_PASSWORD_FILE": str(tmp_path / "gone")}
    here = replace(context, settings=config.load(environ, cwd=tmp_path))

    def fail(_context: Context, _slot: datetime) -> str:
        raise ValueError("surprise")

    units = run_due(here, clock=lambda: START, jobs=[hourly(fail)])
    assert [(one.job, one.state, one.detail) for one in units][:1] == [
        ("hourly", "failed", "unexpected ValueError: surprise")
    ]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_rehearsal_without_anything_due_ends_when_asked(context: Context) -> None:
    clock = RunningClock(start=START)
    heard = Heard()

    class Stopping(Listener):
        def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    daemon = Daemon(
        context.rehearsal(clock), clock=clock, say=print, heartbeat=0.1, jobs=(), listeners=[heard, Stopping()]
    )
    assert daemon.run() == 0
    assert heard.told[:2] == ["leads", "looked, 0 done"]
