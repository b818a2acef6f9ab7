"""A database server that drops every line, at instants that were chosen: no slot loses its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, make_url

from jobs import daemon as daemon_module
from jobs.clock import RunningClock
from jobs.daemon import Daemon
from jobs.runner import run_due
from jobs.schedule import RETRY_AFTER, Cadence, Job
from tests.databases import NewDatabase, Server
from tracker import config
from tracker.model.work import JobRun
from tracker.services import work
from tracker.services.context import Context, open_context
from tracker.services.leadership import leadership
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

MONDAY_7 = datetime(2014, 11, 17, 7, tzinfo=UTC)

pytestmark = pytest.mark.postgresql


@pytest.fixture
def context(new_postgresql: NewDatabase, ready_template: str, tmp_path: Path) -> Iterator[Context]:
    environ = {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_DATABASE_URL": new_postgresql(ready_template)}
    opened = open_context(config.load(environ, cwd=tmp_path), now=MONDAY_7, load=False)
    yield opened
    opened.engine.dispose()


def drop_every_line(context: Context) -> None:
    """Let the server end every session in this database, as its restart would."""
    other = open_engine(context.settings.database_url)
    with other.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.dispose()


def weekly(run: Callable[[Context, datetime], str]) -> Job:
    return Job(key="letter", cadence=Cadence(every=timedelta(weeks=1), at=timedelta(hours=7)), run=run)


def passed(context: Context, job: Job, now: datetime) -> list[tuple[datetime | None, str]]:
    return [(unit.slot, unit.state) for unit in run_due(context, clock=lambda: now, jobs=[job])]


def recorded(context: Context) -> JobRun:
    (run,) = work.runs(context, "letter")
    return run


def test_in_the_middle_of_its_work_a_slot_is_worked_again_after_a_short_pause(context: Context) -> None:
    blows = [drop_every_line]

    def run(context: Context, _slot: datetime) -> str:
        with UnitOfWork(context.engine, write=True) as unit:
            while blows:
                blows.pop()(context)
            unit.runs.recent("letter", 1)
            unit.commit()
        return "well done"

    assert passed(context, weekly(run), MONDAY_7) == [(MONDAY_7, "failed")]
    assert "cannot be reached" in recorded(context).detail
    assert passed(context, weekly(run), MONDAY_7 + RETRY_AFTER) == [(MONDAY_7, "done")]
    assert (recorded(context).state, recorded(context).attempts) == ("done", 2)


def test_between_two_transactions_it_costs_nothing(context: Context) -> None:
    def run(context: Context, _slot: datetime) -> str:
        drop_every_line(context)
        work.runs(context, "letter")
        drop_every_line(context)
        return "well done"

    assert passed(context, weekly(run), MONDAY_7) == [(MONDAY_7, "done")]
    assert (recorded(context).state, recorded(context).attempts) == ("done", 1)


def test_while_its_end_is_recorded_a_slot_is_worked_again_at_once(context: Context) -> None:
    worked: list[datetime] = []
    blows = [drop_every_line]

    @event.listens_for(context.engine, "before_cursor_execute")
    def before_the_end_is_written(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if worked and blows and statement.startswith("UPDATE"):
            blows.pop()(context)

    def run(_: Context, slot: datetime) -> str:
        worked.append(slot)
        return "well done"

    assert passed(context, weekly(run), MONDAY_7) == [(None, "failed")]
    assert blows == []
    assert recorded(context).state == "started"
    assert passed(context, weekly(run), MONDAY_7) == [(MONDAY_7, "done")]
    assert worked == [MONDAY_7] * 2


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_leader_that_was_paused_amid_a_slot_does_not_undo_what_its_successor_recorded(
    context: Context, ends: str
) -> None:
    def run(_: Context, slot: datetime) -> str:
        drop_every_line(context)
        job = weekly(lambda _context, _slot: "the successor's")
        later = MONDAY_7 + timedelta(minutes=1)
        assert [(unit.slot, unit.state) for unit in run_due(context, clock=lambda: later, jobs=[job])] == [
            (slot, "done")
        ]
        if ends == "badly":
            raise OSError("the line was dropped")
        return "well done"

    (unit,) = run_due(context, clock=lambda: MONDAY_7, jobs=[weekly(run)])
    assert "another process took this slot over" in unit.detail
    assert (recorded(context).state, recorded(context).detail, recorded(context).attempts) == (
        "done",
        "the successor's",
        2,
    )
    assert passed(context, weekly(run), MONDAY_7 + timedelta(hours=1)) == []


def test_a_daemon_that_lost_its_leadership_begins_nothing_new_until_it_leads_again(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    rival = leadership(context)

    def one_pass(context: Context, *, should_stop: Callable[[], bool], **_: object) -> None:
        told.append(should_stop())
        if len(told) == 1:
            drop_every_line(context)
            assert rival.acquire()
            told.append(should_stop())

    monkeypatch.setattr(daemon_module, "run_due", one_pass)
    said: list[str] = []
    daemon = Daemon(context, clock=RunningClock(start=MONDAY_7), say=said.append)
    daemon.beat()
    assert told == [False, True]
    daemon.beat()
    assert "another process leads now" in said[-1]
    assert len(told) == 2, "beside another leader nothing is looked at"
    rival.release()
    daemon.beat()
    assert told == [False, True, False]
    daemon._lead.release()


def test_a_server_that_goes_and_comes_is_said_once_and_led_again(context: Context, postgresql_server: Server) -> None:
    name = make_url(context.settings.database_url).database
    said: list[str] = []
    daemon = Daemon(context, clock=RunningClock(start=MONDAY_7), say=said.append, jobs=())
    daemon.beat()
    postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql_server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - a name made by the test
    daemon.beat()
    daemon.beat()
    postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    daemon.beat()
    daemon._lead.release()
    leading, away, again = (line.split(" ", 1)[1] for line in said)
    assert leading.startswith("daemon leading")
    assert away.startswith("daemon cannot work now: ")
    assert again == "daemon works again"
