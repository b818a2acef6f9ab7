"""What a service manager hears, on a real socket of its kind: ready, alive, reloading, stopping."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import jobs.daemon
from jobs.clock import RunningClock
from jobs.daemon import Daemon
from jobs.listening import Unit
from jobs.notify import Notifier, Supervisor
from jobs.outlook import outlook
from jobs.schedule import Cadence, Job
from tests.jobs.processes import PATIENCE, Manager
from tracker import config
from tracker.errors import ConfigError, DatabaseError
from tracker.services.context import Context, open_context
from tracker.services.leadership import leadership
from tracker.store.engine import open_connection
from tracker.store.migrate import ensure_ready

START = datetime(2026, 12, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no service manager of this kind there")


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    if request.param == "abstract" and not os.path.exists("/proc/net/unix"):  # noqa: PTH110
        pytest.skip("abstract sockets are Linux's")
    address = str(tmp_path / "notify") if request.param == "path" else f"@tracker-test-{os.getpid()}-{id(request)}"
    listening = Manager(address)
    yield listening
    listening.close()


@pytest.fixture
def path_manager(tmp_path: Path) -> Iterator[Manager]:
    listening = Manager(str(tmp_path / "notify"))
    yield listening
    listening.close()


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = config.load({"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_OFFLINE": "1"}, cwd=tmp_path)
    opened = open_context(settings, now=START, load=False)
    ensure_ready(opened.engine)
    yield opened
    opened.engine.dispose()


def hourly(run: Callable[[Context, datetime], str]) -> Job:
    return Job(key="fetch_rates", cadence=Cadence(every=timedelta(hours=1)), run=run)


def daemon(context: Context, manager: Manager, *declared: Job, watchdog: float = 0.3, **more: object) -> Daemon:
    """A daemon on a rehearsal's clock at the pace of life, told to stop by its jobs."""
    environ = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": str(int(watchdog * 1e6))}
    supervisor = Supervisor(environ, outlook=outlook)
    clock = RunningClock(start=START)
    options = {
        "say": print,
        "heartbeat": 0.1,
        "pulse": supervisor.pulse,
        "listeners": [supervisor],
        "jobs": declared,
    } | more
    return Daemon(context.rehearsal(clock), clock=clock, **options)  # type: ignore[arg-type]


def ask(number: int) -> None:
    """Send this process a signal, as a service manager does; Python hears it in its main thread."""
    os.kill(os.getpid(), number)


def fed_while_the_daemon_lives(manager: Manager) -> int:
    """How often the watchdog was fed while the daemon's main thread answered three times, each later than a pulse."""
    counts = []
    for _ in range(4):  # before the first answer one may still have been on its way
        heard = len(manager.heard)
        ask(signal.SIGHUP)
        manager.wait_for("READY", after=manager.wait_for("RELOADING", after=heard) - 1)
        counts.append(manager.signs().count("WATCHDOG"))
    return counts[-1] - counts[0]


def test_it_is_ready_once_the_first_slot_is_claimed_and_says_what_it_does_and_that_it_ends(
    context: Context, manager: Manager
) -> None:
    def run(_context: Context, slot: datetime) -> str:
        manager.wait_for("READY")
        ask(signal.SIGTERM)
        return f"done {slot:%H}\nSTATUS=a line of its own"

    assert daemon(context, manager, hourly(run)).run() == 0
    manager.wait_for("STOPPING")
    heard = [key for key in manager.signs() if key != "WATCHDOG"]
    assert heard == ["READY", "STOPPING"]
    said = [one["STATUS"] for one in manager.heard if "STATUS" in one]
    assert said[:2] == ["starting", "at work: fetch_rates of 2026-12-01T00:00:00Z"]
    assert any(words.startswith("fetch_rates of 2026-12-01T00:00:00Z done: done 00 STATUS=a line") for words in said)
    assert said[-1] == "stopping: SIGTERM"


def test_with_nothing_due_it_is_ready_after_its_first_look_and_says_what_comes_next(
    context: Context, path_manager: Manager
) -> None:
    worker = daemon(context, path_manager)
    ending = threading.Thread(target=lambda: (path_manager.wait_for("READY"), ask(signal.SIGTERM)))
    ending.start()
    assert worker.run() == 0
    ending.join()
    ready = next(one for one in path_manager.heard if "READY" in one)
    assert ready["STATUS"].startswith("leading; next ")


def test_one_that_stands_by_is_ready_too_alive_and_told_to_stop(context: Context, path_manager: Manager) -> None:
    rival = leadership(context)
    assert rival.acquire()
    ending = threading.Thread(target=lambda: (path_manager.wait_for("WATCHDOG", after=4), ask(signal.SIGTERM)))
    ending.start()
    assert daemon(context, path_manager).run() == 0
    ending.join()
    rival.release()
    path_manager.wait_for("STOPPING")
    ready = next(one for one in path_manager.heard if "READY" in one)
    assert "standing by" in ready["STATUS"]
    assert path_manager.signs().count("READY") == 1


def test_the_watchdog_is_fed_while_a_long_unit_is_under_way(context: Context, path_manager: Manager) -> None:
    def run(_context: Context, _slot: datetime) -> str:
        begun = path_manager.wait_for("READY")
        for _ in range(5):  # each within a third of the 0.3 s after which the watchdog would bite
            begun = path_manager.wait_for("WATCHDOG", after=begun)
        ask(signal.SIGTERM)
        return ""

    assert daemon(context, path_manager, hourly(run)).run() == 0


def test_a_unit_without_a_sign_of_life_ends_the_daemon_and_one_with_progress_does_not(
    context: Context, path_manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.daemon, "LONGEST_SILENCE", 0.4)
    said: list[str] = []
    over = threading.Event()

    def run(context: Context, _slot: datetime) -> str:
        begun = path_manager.wait_for("READY")
        ends = time.monotonic() + 0.8
        while time.monotonic() < ends:  # twice as long as a silent one is believed in
            context.step("a document")
            begun = path_manager.wait_for("WATCHDOG", after=begun)
        assert said == []
        over.wait(PATIENCE)
        return ""

    worker = daemon(context, path_manager, hourly(run), complain=said.append, grace=0.1)
    try:
        assert worker.run() == 4
        assert worker.left == "fetch_rates of 2026-12-01T00:00:00Z"
    finally:
        over.set()
    with worker._working:  # until the thread that was left has ended
        worker._lead.release()
    assert "fetch_rates of 2026-12-01T00:00:00Z: no sign of life" in said[0]
    assert "is left; the next start takes it up again" in said[1]
    path_manager.wait_for("STOPPING")
    assert path_manager.signs()[-1] == "STOPPING", "the watchdog is not fed any more"
    (status,) = [one["STATUS"] for one in path_manager.heard if "STOPPING" in one]
    assert "no sign of life" in status


def test_a_dead_scheduler_does_not_look_alive(context: Context, path_manager: Manager) -> None:
    from apscheduler.schedulers.background import BackgroundScheduler

    schedulers: list[BackgroundScheduler] = []
    begin = BackgroundScheduler.start

    def start(self: BackgroundScheduler, *arguments: object, **more: object) -> None:
        schedulers.append(self)
        begin(self, *arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BackgroundScheduler, "start", start)
        worker = daemon(context, path_manager)

        def kill_the_scheduler() -> None:
            path_manager.wait_for("WATCHDOG")
            schedulers[0].pause()
            fed.append(fed_while_the_daemon_lives(path_manager))
            ask(signal.SIGTERM)

        fed: list[int] = []
        killer = threading.Thread(target=kill_the_scheduler)
        killer.start()
        worker.run()
        killer.join()
    assert fed == [0]


def test_settings_are_read_again_between_reloading_and_ready_and_bad_ones_change_nothing(
    context: Context, path_manager: Manager
) -> None:
    zones: list[str] = []
    said: list[str] = []

    def reread(present: Context) -> Context:
        if len(zones) > 1:
            raise ConfigError("zone (from tracker.toml, line 1): no such zone.", remedy="Write Europe/Berlin.")
        return present.configured(replace(present.settings, zone="Europe/Berlin"))

    def run(context: Context, _slot: datetime) -> str:
        zones.append(context.settings.zone)
        if len(zones) < 3:
            heard = len(path_manager.heard)
            ask(signal.SIGHUP)
            path_manager.wait_for("READY", after=path_manager.wait_for("RELOADING", after=heard) - 1)
        else:
            ask(signal.SIGTERM)
        zones_of_unit = context.settings.zone
        assert zones_of_unit == zones[-1], "a unit ends with the settings it began with"
        return ""

    work = [replace(hourly(run), key=key) for key in ("fetch_lists", "fetch_rates", "grouping")]
    assert daemon(context, path_manager, *work, reread=reread, say=said.append).run() == 0
    assert zones == ["UTC", "Europe/Berlin", "Europe/Berlin"]
    assert any("settings read again: zone changed" in line for line in said)
    assert any("cannot be used, the old ones stay: zone (from tracker.toml" in line for line in said)
    reloading = [one for one in path_manager.heard if "RELOADING" in one]
    assert len(reloading) == 2
    assert all(0 < int(one["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000 for one in reloading)


def test_another_database_takes_a_restart(context: Context, tmp_path: Path) -> None:
    elsewhere = config.load({"TRACKER_HOME": str(tmp_path / "elsewhere")}, cwd=tmp_path)
    with pytest.raises(ConfigError, match="home has changed, which takes a restart"):
        context.configured(elsewhere)


def test_a_database_that_is_away_at_the_start_is_waited_for(context: Context, path_manager: Manager) -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": path_manager.address}, outlook=lambda _: "leading")
    supervisor.on_start(context)
    supervisor.on_trouble(START, "cannot ask who leads,\ntrying again")
    path_manager.wait_for("EXTEND_TIMEOUT_USEC")
    assert "READY" not in path_manager.signs()
    assert path_manager.heard[-1]["STATUS"] == "cannot ask who leads, trying again"
    supervisor.on_looked(START, ())
    path_manager.wait_for("READY")
    supervisor.on_trouble(START, "away again")
    path_manager.wait_for("STATUS", words="away again")
    assert path_manager.signs().count("EXTEND_TIMEOUT_USEC") == 1


def test_a_status_that_cannot_be_made_says_why(context: Context, path_manager: Manager) -> None:
    def broken(_context: Context) -> str:
        raise DatabaseError("the database is away.", remedy="Wait.")

    supervisor = Supervisor({"NOTIFY_SOCKET": path_manager.address}, outlook=broken)
    supervisor.on_start(context)
    supervisor.on_looked(START, ())
    path_manager.wait_for("READY")
    assert path_manager.heard[-1]["STATUS"].startswith("the database is away.")


def test_without_a_manager_and_with_one_that_is_gone_nothing_happens(tmp_path: Path) -> None:
    Notifier("").send(READY=1)
    Notifier(str(tmp_path / "nobody")).send(READY=1)
    Notifier("@nobody-listens-here").send(READY=1)
    supervisor = Supervisor({}, outlook=lambda _: "")
    supervisor.on_unit(Unit(job="a", slot=None, state="done", detail=""))
    assert supervisor.pulse is None
    assert Supervisor({"WATCHDOG_USEC": "30000000"}, outlook=lambda _: "").pulse == 10.0
    assert Supervisor({"WATCHDOG_USEC": "soon"}, outlook=lambda _: "").pulse is None


def test_the_status_names_the_open_circuits(context: Context) -> None:
    from tracker.services.circuits import OPENS_AFTER
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as unit:
        for _ in range(OPENS_AFTER):
            unit.runs.note_failure("ecb", START, "HTTP 503", START + timedelta(hours=1))
        unit.runs.note_failure("cbr", START, "HTTP 503", START + timedelta(hours=1))
        unit.commit()
    assert outlook(context).endswith("; circuits open: ecb")


def test_a_busy_database_before_the_first_look_is_no_readiness(context: Context, path_manager: Manager) -> None:
    from tracker.store.engine import open_engine

    impatient = open_engine(context.settings.database_url, timeout=0.05)
    worker = daemon(replace(context, engine=impatient), path_manager, hourly(lambda _context, _slot: ""))
    with open_connection(context.engine, write=True):
        worker.beat()
        path_manager.wait_for("EXTEND_TIMEOUT_USEC")
        assert "READY" not in path_manager.signs()
    worker.beat()
    path_manager.wait_for("READY")
    worker._lead.release()
    impatient.dispose()
