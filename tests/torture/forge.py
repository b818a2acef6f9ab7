"""A process that forks children which do one piece of work, and kills them at the instant it is told.

Everything is imported once, so a kill costs a fork and not a start of Python. The process never opens a database or a
thread itself: a child begins as clean as a fresh process. It reads one JSON request per line from stdin and answers
with one line:

    {"work": "ingest", "arguments": {…}, "kill_after": 0.123}      kill_after null: let it finish
    {"killed": true, "seconds": 0.123, "code": -9, "phase": "writing"}

``phase`` is what the child did last: ``outside`` (network, parsing, rendering), ``reading`` or ``writing`` (a
transaction is open), ``committing``.
"""

from __future__ import annotations

import importlib
import json
import mmap
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

PHASES = ("outside", "reading", "writing", "committing")
FAILED = 70
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How one child ended. ``seconds`` of work, without the fork."""

    killed: bool
    seconds: float
    code: int
    phase: str


class Forge:
    """The other end: start with ``with Forge(environment) as forge``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def __enter__(self) -> Self:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.forge"],
            cwd=ROOT,
            # one thread in the forking process: a fork copies no other
            env={**self._environment, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._popen.stdin.close()
        self._popen.wait(30)
        self._popen.stdout.close()

    def run(self, work: str, *, kill_after: float | None = None, **arguments: object) -> End:
        """Let a child work, until its end or for so many seconds. Raises when an undisturbed child fails."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        request = {"work": work, "arguments": arguments, "kill_after": kill_after}
        self._popen.stdin.write(json.dumps(request) + "\n")
        self._popen.stdin.flush()
        end = End(**json.loads(self._popen.stdout.readline()))
        if not end.killed and end.code != 0:
            raise AssertionError(f"{work} failed by itself with {end.code}; its error stands above")
        return end


def _serve() -> None:
    from tests.torture import work

    phase = mmap.mmap(-1, 1)
    _watch(phase)
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        end = _fork(getattr(work, request["work"]), request["arguments"], request["kill_after"], phase)
        sys.stdout.write(json.dumps(end) + "\n")
        sys.stdout.flush()


def _fork(work: Any, arguments: dict[str, Any], kill_after: float | None, phase: mmap.mmap) -> dict[str, Any]:
    phase[0] = 0
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, b"b")
        code = 0
        try:
            before = set(sys.modules)
            work(**arguments)
            os.write(writing, " ".join(name for name in sys.modules if name not in before).encode())
        except BaseException:  # noqa: BLE001  # the child must never return into the server's loop
            traceback.print_exc()
            code = FAILED
        finally:
            os._exit(code)
    os.close(writing)
    os.read(reading, 1)
    began = time.monotonic()
    # the pipe speaks or closes when the work ends, so that waiting for the instant ends with it
    ended, _, _ = select.select([reading], [], [], kill_after)
    seconds = time.monotonic() - began
    if not ended:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        imported = pipe.read().decode().split()
    _, status = os.waitpid(child, 0)
    for name in imported:  # what a child had to import, the next ones find: in its order, which some packages need
        importlib.import_module(name)
    code = os.waitstatus_to_exitcode(status)
    return {"killed": code == -signal.SIGKILL, "seconds": seconds, "code": code, "phase": PHASES[phase[0]]}


def _watch(phase: mmap.mmap) -> None:
    """Note in shared memory what SQLAlchemy does, so that it can be told after the kill."""
    from sqlalchemy import Engine, event
    from sqlalchemy.pool import Pool

    @event.listens_for(Engine, "begin")
    def begin(connection: Any) -> None:
        phase[0] = 2 if connection.get_execution_options().get("tracker_write") else 1

    @event.listens_for(Engine, "commit")
    def commit(connection: Any) -> None:
        if connection.get_execution_options().get("tracker_write"):
            phase[0] = 3

    @event.listens_for(Pool, "checkin")
    def checkin(_connection: Any, _record: Any) -> None:
        phase[0] = 0


if __name__ == "__main__":
    _serve()
