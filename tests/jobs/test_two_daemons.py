"""Two daemons on one database for ten minutes of compressed time, one of them killed amid its work: each slot once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakenet.fakenet import clean_environment
from tests.jobs.processes import PATIENCE
from tracker import config
from tracker.model.instants import format_instant
from tracker.services import work
from tracker.services.context import open_context

START = datetime(2026, 12, 1, tzinfo=UTC)
MINUTES = 10

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals"),
    pytest.mark.watches_processes,
]

DAEMON = """
import os, signal, sys, time
from datetime import timedelta
from pathlib import Path
from jobs.clock import RunningClock
from jobs.daemon import Daemon
from jobs.schedule import Cadence, Job
from tracker import config
from tracker.model.instants import format_instant, parse_instant
from tracker.services.context import open_context

folder, start, fatal = Path(sys.argv[1]), parse_instant(sys.argv[2]), sys.argv[3]

def note(file, *words):
    line = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(line, (" ".join([str(os.getpid()), *words]) + "\\n").encode())
    os.close(line)

def worker(key):
    def run(context, slot):
        note("begun", key, format_instant(slot))
        if key + format_instant(slot) == fatal and not (folder / "killed").exists():
            note("killed")
            os.kill(os.getpid(), signal.SIGKILL)
        note("done", key, format_instant(slot))
        return ""
    return run

JOBS = [
    Job(key=key, cadence=Cadence(every=timedelta(minutes=every)), run=worker(key), catch_up=timedelta(minutes=20))
    for key, every in (("first", 1), ("second", 2))
]
context = open_context(config.load(os.environ, cwd=folder), load=False)
print("ready", flush=True)
began = float(sys.stdin.readline())
clock = RunningClock(start=start, speed=150, until=start + timedelta(minutes=10))
clock._began = began  # one clock for both: that of the machine
say = lambda line: print(line, file=sys.stderr, flush=True)
daemon = Daemon(context.rehearsal(clock), clock=clock, say=say, heartbeat=0.1, jobs=JOBS)
print(daemon.run())
"""


def test_every_slot_is_worked_once_although_the_leader_is_killed_amid_one(
    root: Path, ready_environ: dict[str, str], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    fatal = f"first{format_instant(START + timedelta(minutes=4))}"
    daemons = [
        subprocess.Popen(
            [sys.executable, "-c", DAEMON, str(notes), format_instant(START), fatal],
            env={**clean_environment(), "PYTHONPATH": str(root), **ready_environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for one in daemons:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        began = time.monotonic()
        ended = []
        for one in daemons:
            assert one.stdin is not None
            one.stdin.write(f"{began}\n")
            one.stdin.flush()
        for one in daemons:
            out, err = one.communicate(timeout=PATIENCE)
            ended.append((one.returncode, out.strip(), err))
    finally:
        for one in daemons:
            one.kill()
    assert sorted((code, out) for code, out, _ in ended) == [(-signal.SIGKILL, ""), (0, "0")], ended

    wanted = {("first", START + timedelta(minutes=n)) for n in range(MINUTES + 1)}
    wanted |= {("second", START + timedelta(minutes=n)) for n in range(0, MINUTES + 1, 2)}
    expected = Counter(f"{key} {format_instant(slot)}" for key, slot in wanted)
    done = [line.split(" ", 1) for line in (notes / "done").read_text(encoding="utf-8").splitlines()]
    assert Counter(what for _, what in done) == expected, "each slot once"
    begun = Counter(line.split(" ", 1)[1] for line in (notes / "begun").read_text(encoding="utf-8").splitlines())
    assert begun - expected == Counter([fatal.replace("first", "first ")]), "and only the fatal one was begun twice"
    assert len({pid for pid, _ in done}) == 2, "both have worked"

    context = open_context(config.load(ready_environ, cwd=tmp_path), now=START, load=False)
    runs = [run for key in ("first", "second") for run in work.runs(context, key)]
    context.engine.dispose()
    assert {(run.job, run.slot) for run in runs} == wanted
    assert {run.state for run in runs} == {"done"}
    assert [run.slot for run in runs if run.attempts > 1] == [START + timedelta(minutes=4)]
