"""The daemon as it ships: a real process, real signals, a real mail server, upstreams on loopback, and a fast clock."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from jobs.catalog import jobs
from tests.databases import Server
from tests.delivery.mailserver import MailServer, Received
from tests.fakenet.fakenet import FakeNet, closed_port_env
from tests.fakenet.upstreams import world
from tests.jobs.processes import PATIENCE, Process
from tracker import config
from tracker.model.work import Delivery, JobRun
from tracker.services.context import Context, open_context
from tracker.sources.catalog import sources
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

JANE = "jane@example.org"
INSTALLED = datetime(2026, 11, 23, tzinfo=UTC)
ONE_OF_EACH = {"TRACKER_SOURCES_DISABLED": ",".join(sorted(set(sources()) - {"ecb", "us_federal_register"}))}
"""A source of rates and one of announcements: what the others cost is measured elsewhere."""

ALWAYS = {job.key for job in jobs() if job.is_set_up is None}
"""The jobs that need no setting."""

W48 = datetime(2026, 11, 30, 7, tzinfo=UTC)
"""When the letter of that week is due; that of the next is seven days later."""

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals"),
    pytest.mark.watches_processes,
    pytest.mark.timeout(600),
]


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared_home, tmp_path / "daemon"))


@pytest.fixture
def start(root: Path, home: Path) -> Iterator[Callable[..., Process]]:
    running: list[Process] = []

    def begin(*arguments: str, env: Mapping[str, str]) -> Process:
        running.append(Process(root, home, env, *arguments))
        return running[-1]

    yield begin
    for process in running:
        process.kill()


def mailing(server: MailServer) -> dict[str, str]:
    return {
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": JANE,
    }


def week_in(letter: Received) -> str:
    """``2026-W48`` of ``<weekly.2026-W48.…@example.net>``."""
    return letter.identity.split(".")[1]


@pytest.fixture
def postgresql(new_postgresql: Callable[..., str], prepared_template: str) -> dict[str, str]:
    """The variable that names a PostgreSQL database with the shipped data in it."""
    return {"TRACKER_DATABASE_URL": new_postgresql(prepared_template)}


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """What a daemon is told of its database: nothing, and it takes the file in its home; or PostgreSQL's address."""
    return {} if backend == "sqlite" else dict(request.getfixturevalue("postgresql"))


def record(home: Path, database: Mapping[str, str] | None = None) -> tuple[tuple[JobRun, ...], tuple[Delivery, ...]]:
    settings = config.load({"TRACKER_HOME": str(home), **(database or {})}, cwd=home)
    context: Context = open_context(settings, now=INSTALLED, load=False)
    with UnitOfWork(context.engine, write=False) as work:
        found = work.runs.recent(limit=100_000), work.deliveries.all()
    context.engine.dispose()
    return found


@pytest.mark.longest
def test_a_month_with_a_kill_and_a_week_of_downtime_is_one_letter_a_week(
    start: Callable[..., Process], home: Path
) -> None:
    running: list[Process] = []
    shown = [datetime(2026, 11, 28, 12, tzinfo=UTC)]

    def world_now() -> datetime:
        # The upstreams' clock trails the daemon's: no document is ever from its future.
        shown[0] = max([shown[0], *(at for process in running if (at := process.shown()))])
        return shown[0]

    with FakeNet() as net, MailServer() as server:
        net.routes(world(now=world_now))
        env = {**net.env, **mailing(server), **ONE_OF_EACH}

        def daemon(*arguments: str, speed: int = 60_000) -> Process:
            running.append(start("daemon", "--speed", str(speed), *arguments, env=env))
            return running[-1]

        # The first start sends the newest letter due, and no older one (where everything is so slow that its first look
        # comes after the Monday, that is the next one already). The next is cut short by kill -9 at the worst
        # moment: the mail server has all of it and has not said so yet.
        def kill_at_w48(letter: Received) -> None:
            if week_in(letter) == "2026-W48":
                running[0].kill()

        server.on_data = kill_at_w48
        first = daemon("--now", "2026-11-28T12:00Z", speed=20_000)
        assert first.ended() == -signal.SIGKILL
        begun = [week_in(letter) for letter in server.received]
        assert begun in (["2026-W47", "2026-W48"], ["2026-W48"])

        # Back before the next is due, it must not send that letter again; it goes on with the next, and stops when
        # asked to.
        second = daemon("--now", "2026-12-05T12:00Z")
        second.wait_for("died; it may have arrived")
        second.wait_until(lambda: any("weekly_letter" in one and "done in" in one for one in second.lines), "its slot")
        server.wait_for(len(begun) + 1, PATIENCE)
        assert second.terminate() == 0
        assert "SIGTERM" in second.lines[-1]

        # Off until Christmas: two letters were missed, both come, oldest first, then that of the week.
        third = daemon("--now", "2026-12-26T12:00Z", "--until", "2026-12-28T12:00Z")
        assert third.ended() == 0

        weeks = [week_in(letter) for letter in server.received]
        assert weeks == [*begun[:-1], *(f"2026-W{number}" for number in range(48, 53))]
        assert len({letter.identity for letter in server.received}) == len(weeks)
        assert {ask.host for ask in net.asked} >= {"www.ecb.europa.eu", "www.federalregister.gov"}

    runs, deliveries = record(home)
    slots = [run.slot for run in runs if run.job == "weekly_letter"]
    mondays = [datetime(2026, 12, 28, 7, tzinfo=UTC) - n * timedelta(weeks=1) for n in reversed(range(len(weeks)))]
    assert sorted(slots) == mondays
    assert {run.state for run in runs if run.job == "weekly_letter"} == {"done"}
    assert max(Counter((run.job, run.slot) for run in runs).values()) == 1
    assert {run.job for run in runs} == ALWAYS
    assert not [run for run in runs if run.state == "started"]
    assert any(run.job == "fetch_rates" and run.state == "done" for run in runs)
    states = {delivery.period: delivery.state for delivery in deliveries}
    assert states == {week: "uncertain" if week == "2026-W48" else "sent" for week in weeks}


def test_without_network_and_mail_server_it_goes_on_and_sends_when_the_server_is_back(
    start: Callable[..., Process], home: Path
) -> None:
    with MailServer() as server:
        server.rcpt_replies[JANE] = ["451 4.3.2 not now"] * 3
        env = {**closed_port_env(), **mailing(server), **ONE_OF_EACH}
        process = start("daemon", "--now", "2026-12-01T08:00Z", "--speed", "1000", env=env)
        server.wait_for(1, PATIENCE)

        def sent() -> bool:  # by whichever job looked into the outbox first
            said = any("1 sent" in line or ": sent" in line for line in process.lines)
            return said and any(one.state == "sent" for one in record(home)[1])

        process.wait_until(sent, "the letter is recorded as sent")
        assert process.terminate() == 0
        assert week_in(server.received[0]) == "2026-W48"
    runs, deliveries = record(home)
    assert [(one.state, one.attempts) for one in deliveries if one.period == "2026-W48"] == [("sent", 4)]
    assert [run.state for run in runs if run.job == "weekly_letter" and run.slot == W48] == ["done"]
    assert [run for run in runs if run.job == "fetch_rates" and "ecb" in run.detail]


def test_a_second_daemon_stands_by_and_takes_over_from_a_killed_one(
    start: Callable[..., Process], database: dict[str, str]
) -> None:
    env = {"TRACKER_OFFLINE": "1", **database}
    at = ("--now", "2026-12-01T00:10Z")  # days from the next letter, which the second would have to write
    first = start("daemon", *at, env=env)
    first.wait_for("weekly_letter")
    second = start("daemon", *at, env=env)
    second.wait_for("standing by")
    tick = start("tick", env=env)
    assert tick.ended() == 0
    assert "at work on this database" in tick.lines[-1]
    first.kill()
    second.wait_for("leading")
    assert second.terminate() == 0
    assert not any("weekly_letter" in line for line in second.lines), "it was done by the first"


def test_ctrl_c_ends_it_calmly_too(start: Callable[..., Process]) -> None:
    process = start("daemon", env={"TRACKER_OFFLINE": "1"})
    process.wait_for("leading")
    process.signal(signal.SIGINT)
    assert process.ended() == 0


def test_it_does_not_start_on_a_database_that_is_not_ready(start: Callable[..., Process], home: Path) -> None:
    for path in home.glob("tracker.sqlite3*"):
        path.unlink()
    (home / "tracker.sqlite3").write_bytes(b"this is no database, whatever its name says " * 50)
    process = start("daemon", env={"TRACKER_OFFLINE": "1"})
    assert process.ended() == 6
    assert "tracker.sqlite3" in "\n".join(process.lines)


@pytest.mark.postgresql
def test_on_postgresql_a_letter_under_way_when_the_daemon_was_killed_is_not_sent_again(
    start: Callable[..., Process], home: Path, postgresql: dict[str, str]
) -> None:
    with MailServer() as server:
        env = {**closed_port_env(), **mailing(server), **ONE_OF_EACH, **postgresql}
        running: list[Process] = []
        server.on_data = lambda _letter: running[0].kill()  # it has all of it and has not said so yet
        running.append(
            start("daemon", "--now", "2026-12-01T08:00Z", env=env)
        )  # nothing was fetched: a day later it goes
        assert running[0].ended() == -signal.SIGKILL
        second = start("daemon", "--now", "2026-12-01T12:00Z", env=env)
        second.wait_for("died; it may have arrived")
        second.wait_until(lambda: any("weekly_letter" in one and "done in" in one for one in second.lines), "its slot")
        assert second.terminate() == 0
        assert [week_in(letter) for letter in server.received] == ["2026-W48"]
    runs, deliveries = record(home, postgresql)
    assert [one.state for one in deliveries if one.period == "2026-W48"] == ["uncertain"]
    assert [run.state for run in runs if run.job == "weekly_letter" and run.slot == W48] == ["done"]


def owed(runs: tuple[JobRun, ...]) -> list[JobRun]:
    """Recorded slots that still have to be done: of a job that does not catch up, the newest does for all before it."""
    missed = []
    for job in jobs():
        own = sorted((run for run in runs if run.job == job.key), key=lambda run: run.slot)
        missed += [run for run in (own[-1:] if job.catch_up is None else own) if run.state != "done"]
    return missed


@pytest.mark.postgresql
def test_a_server_that_drops_every_line_costs_a_daemon_no_work(
    start: Callable[..., Process], home: Path, postgresql: dict[str, str]
) -> None:
    """Whatever it was at: what failed is worked again after its pause, and nothing waits for a later slot."""

    def all_done() -> bool:
        return not owed(record(home, postgresql)[0])

    env = {"TRACKER_OFFLINE": "1", **postgresql}
    process = start("daemon", "--now", "2026-12-01T00:10Z", "--speed", "600", env=env)
    process.wait_for("weekly_letter")
    engine = open_engine(postgresql["TRACKER_DATABASE_URL"])
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.commit()
    engine.dispose()
    seen = len(process.lines)
    process.wait_for(" done", after=seen)
    process.wait_until(all_done, "every slot is done")
    assert process.terminate() == 0
    assert all_done()


@pytest.mark.postgresql
def test_one_that_stands_by_outlives_a_server_that_is_away(
    start: Callable[..., Process], postgresql: dict[str, str], postgresql_server: Server
) -> None:
    env = {"TRACKER_OFFLINE": "1", **postgresql}
    name = make_url(postgresql["TRACKER_DATABASE_URL"]).database
    first = start("daemon", env=env)
    first.wait_for("leading")
    second = start("daemon", "--speed", "20", env=env)
    second.wait_for("standing by")
    postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql_server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - a name made by the test
    second.wait_for("cannot ask who leads")
    first.kill()
    postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    second.wait_for("leading")
    assert second.terminate() == 0


def test_a_tick_does_once_what_is_due_and_then_nothing(
    start: Callable[..., Process], home: Path, database: dict[str, str]
) -> None:
    env = {"TRACKER_OFFLINE": "1", **database}
    at = ("--now", "2026-12-01T12:10Z")
    assert start("tick", *at, env=env).ended() == 0
    before, _ = record(home, database)
    again = start("tick", *at, env=env)
    assert again.ended() == 0
    assert again.lines == ["Nothing is due."]
    assert record(home, database)[0] == before
    assert {run.job for run in before} == ALWAYS


def test_an_unknown_word_is_a_usage_error(start: Callable[..., Process]) -> None:
    assert start("dæmon", env={}).ended() == 2
    assert start(env={}).ended() == 2
