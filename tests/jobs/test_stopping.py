"""Asked to stop, a daemon ends the unit under way within its grace, and what does not end is not waited for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.clock import RunningClock
from jobs.daemon import Daemon
from jobs.schedule import Cadence, Job
from tests.fakenet.fakenet import clean_environment
from tests.jobs.processes import PATIENCE, Manager, Process
from tracker import config
from tracker.model.work import JobRun
from tracker.services import work
from tracker.services.context import Context, open_context
from tracker.services.leadership import leadership
from tracker.store.migrate import ensure_ready

START = datetime(2026, 12, 1, tzinfo=UTC)

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="signals"), pytest.mark.watches_processes]


@pytest.fixture
def context(ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    opened = open_context(config.load(ready_environ, cwd=tmp_path), now=START, load=False)
    ensure_ready(opened.engine)
    yield opened
    opened.engine.dispose()


def hourly(key: str, run: Callable[[Context, datetime], str]) -> Job:
    return Job(key=key, cadence=Cadence(every=timedelta(hours=1)), run=run)


def daemon(context: Context, *declared: Job, grace: float, said: list[str]) -> Daemon:
    clock = RunningClock(start=START)
    return Daemon(context.rehearsal(clock), clock=clock, say=said.append, heartbeat=0.1, grace=grace, jobs=declared)


def recorded(context: Context, key: str) -> list[tuple[str, int]]:
    return [(run.state, run.attempts) for run in work.runs(context, key)]


def test_the_unit_under_way_is_ended_and_no_other_begun(context: Context) -> None:
    begun: list[str] = []

    def run(_context: Context, _slot: datetime) -> str:
        begun.append("first")
        os.kill(os.getpid(), signal.SIGTERM)
        return "ended well"

    said: list[str] = []
    first = hourly("first", run)
    second = replace(first, key="second", order=60)
    assert daemon(context, first, second, grace=PATIENCE, said=said).run() == 0
    assert begun == ["first"]
    assert recorded(context, "first") == [("done", 1)]
    assert recorded(context, "second") == []
    assert said[-1].endswith("daemon stopped (SIGTERM)")
    lead = leadership(context)
    assert lead.acquire(), "it gave the leadership back"
    lead.release()


def test_a_unit_between_two_letters_hears_it(context: Context) -> None:
    def run(here: Context, _slot: datetime) -> str:
        before = here.stopping()
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(int(PATIENCE * 100)):
            if here.stopping():
                return f"{before} before, then heard"
            threading.Event().wait(0.01)
        return "not heard"

    said: list[str] = []
    assert daemon(context, hourly("letters", run), grace=PATIENCE, said=said).run() == 0
    assert any("False before, then heard" in line for line in said)


HANGING = """
import sys, threading
from datetime import timedelta
import jobs.catalog
from jobs.schedule import Cadence, Job
def hang(context, slot):
    print("hanging", file=sys.stderr, flush=True)
    if sys.argv[1] == "hang":
        threading.Event().wait()
    return "well done"
JOB = Job(key="fetch_rates", cadence=Cadence(every=timedelta(days=700)), run=hang)
jobs.catalog.jobs = lambda: (JOB,)
from jobs.cli import daemon
from tracker.cli._main import ROOT, main
ROOT.add_command(daemon)
sys.exit(main(["daemon", "--stop-within", "0.3", "--heartbeat", "0.2", "--offline"]))
"""


def test_a_unit_that_hangs_is_left_after_the_grace_and_taken_up_by_the_next_start(
    root: Path, ready_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(ready_home, tmp_path / "daemon"))

    def lines_of(what: str, until: str) -> tuple[int, str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HANGING, what],
            cwd=home,
            env={**clean_environment(), "PYTHONPATH": str(root), "TRACKER_HOME": str(home)},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert process.stderr is not None
        with process.stderr:
            before = next(line for line in process.stderr if until in line)
            process.send_signal(signal.SIGTERM)
            return process.wait(PATIENCE), before + process.stderr.read()

    def run_of() -> JobRun:
        opened = open_context(config.load({"TRACKER_HOME": str(home)}, cwd=home), now=START, load=False)
        (run,) = work.runs(opened, "fetch_rates")
        opened.engine.dispose()
        return run

    code, said = lines_of("hang", "hanging")
    assert code == 4
    assert "did not end within 0.3 s and is left; the next start takes it up again" in said
    assert "stopped (SIGTERM)" in said
    assert (run_of().state, run_of().attempts) == ("started", 1)
    code, said = lines_of("work", "well done")
    assert code == 0
    assert (run_of().state, run_of().attempts) == ("done", 2)


def test_sighup_reads_the_settings_again_and_bad_ones_leave_the_old_ones(
    root: Path, ready_home: Path, tmp_path: Path
) -> None:
    file = ready_home / "tracker.toml"
    manager = Manager(str(tmp_path / "notify"))
    env = {"TRACKER_OFFLINE": "1", "NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "1000000"}
    with Process(root, ready_home, env, "daemon") as process:
        manager.wait_for("READY")
        for text, said in (
            ('zone = "Europe/Berlin"\n', "settings read again: zone changed"),
            ('zone = "Europe/Berlin"\n', "settings read again: all as before"),
            ('zone = "Atlantis"\n', "cannot be used, the old ones stay: zone (from "),
            ("zone = \n", "is not a TOML file"),
            ('database_url = "sqlite:////elsewhere.sqlite3"\n', "database_url has changed, which takes a restart"),
        ):
            seen = len(process.lines)
            file.write_text(text, encoding="utf-8")
            process.signal(signal.SIGHUP)
            process.wait_for(said, after=seen)
        manager.wait_for("STATUS", words="leading; next ")
        assert process.terminate() == 0
        assert "Traceback" not in "\n".join(process.lines)
    manager.wait_for("STOPPING")
    manager.close()
    signs = manager.signs()
    assert "WATCHDOG" in signs
    assert [sign for sign in signs if sign != "WATCHDOG"] == ["READY", *["RELOADING", "READY"] * 5, "STOPPING"]
