"""What every benchmark stands on: two sides, run in turn in processes of their own, and one table.

A side is prepared outside of the clock and then timed once, after a warm-up where it can be repeated. Each has a
process of its own, so that its peak of memory is its own; the sides take turns (A B A B …), so that a busy machine
slows both. Both must give the same answer, or there is nothing to compare. The ratio is the median of the pairs'.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

Answer = str | list[float]
"""What a side found: a digest of its rows, or its numbers."""

Work = Callable[[], object]
"""The timed part."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A side made ready: what to time, how to read its answer, and whether it may be run once before."""

    work: Work
    answer: Callable[[object], Answer] = lambda _: ""
    repeatable: bool = True


Side = Callable[[bool, Path], Prepared]
"""Prepares a side: whether the size is tiny, and a folder of its own."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A side that is a whole process, start and end included."""

    argv: Sequence[str]
    fresh_home: bool = False


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One line of the table. ``theirs`` is None where there is nothing to compare with."""

    what: str
    ours: Side | Command
    against: str = ""
    theirs: Side | Command | None = None
    goal: float | None = None
    rounds: int = 5
    interpreter: Callable[[], str] | None = None
    """The Python in which ``theirs`` runs; the line is left out where it answers with nothing."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One timed run: seconds by the clock and of processor time, and the peak of its process in MiB."""

    wall: float
    cpu: float
    peak: float
    answer: Answer = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line with its figures: medians; ``ratio`` is the median of the pairs' ratios, ``best`` the least."""

    what: str
    ours: float
    ours_cpu: float
    ours_peak: float
    against: str = ""
    theirs: float | None = None
    theirs_cpu: float | None = None
    theirs_peak: float | None = None
    ratio: float | None = None
    ratio_cpu: float | None = None
    best: float | None = None
    goal: float | None = None
    note: str = ""


def compare(bench: Bench, script: Path, number: int, *, tiny: bool, home: Path, rounds: int | None = None) -> Row:
    """Run the two sides in turn; ``AssertionError`` when their answers differ."""
    python = bench.interpreter() if bench.interpreter else sys.executable
    if not python:
        bench = replace(bench, theirs=None)
    pairs: list[tuple[Run, Run | None]] = []
    for turn in range((rounds or bench.rounds) + 1):
        ours = _run(bench.ours, script, number, "ours", python=sys.executable, tiny=tiny, home=home)
        theirs = None
        if bench.theirs is not None:
            theirs = _run(bench.theirs, script, number, "theirs", python=python, tiny=tiny, home=home)
            require_same(bench.what, ours.answer, theirs.answer)
        if turn:  # the first is the warm-up
            pairs.append((ours, theirs))
    mine = [ours for ours, _ in pairs]
    note = "" if python else f"{bench.against}: left out, it cannot be installed here"
    row = Row(what=bench.what, goal=bench.goal, note=note, **_middle(mine, "ours"))
    others = [theirs for _, theirs in pairs if theirs is not None]
    if not others:
        return row
    walls = [a.wall / b.wall for a, b in zip(mine, others, strict=True)]
    cpus = [a.cpu / max(b.cpu, 1e-9) for a, b in zip(mine, others, strict=True)]
    figures = {"ratio": median(walls), "ratio_cpu": median(cpus), "best": min(walls)}
    return Row(**asdict(row) | _middle(others, "theirs") | figures | {"against": bench.against})


def require_same(what: str, ours: Answer, theirs: Answer) -> None:
    """``AssertionError`` unless two answers are equal, numbers to nine digits."""
    if isinstance(ours, list) and isinstance(theirs, list):
        same = len(ours) == len(theirs) and all(
            math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(ours, theirs, strict=True)
        )
    else:
        same = ours == theirs
    if not same:
        raise AssertionError(f"{what}: the two sides do not give the same answer, so their times say nothing")


def timed(prepared: Prepared) -> Run:
    """Time prepared work in this process."""
    if prepared.repeatable:
        prepared.work()
    wall, cpu = time.perf_counter(), time.process_time()
    found = prepared.work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Run(wall=wall, cpu=cpu, peak=_peak(), answer=prepared.answer(found))


def child(benches: Sequence[Bench]) -> None:
    """What a benchmark's script does when the harness starts it: ``SCRIPT NUMBER ours|theirs tiny|full``."""
    number, name, size = sys.argv[1:4]
    side = getattr(benches[int(number)], name)
    with tempfile.TemporaryDirectory() as folder:
        run = timed(side(size == "tiny", Path(folder)))
    sys.stdout.write(json.dumps(asdict(run)))


def environment(home: Path) -> dict[str, str]:
    """A clean environment: a home, no network, compiled modules kept as in any installation."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TRACKER_", "PYTHONDONTWRITE"))}
    passed = {key: value for key, value in os.environ.items() if key.startswith("TRACKER_TEST_")}
    return kept | passed | {"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", "PYTHONPATH": str(ROOT)}


def _run(side: Side | Command, script: Path, number: int, name: str, *, python: str, tiny: bool, home: Path) -> Run:
    if isinstance(side, Command):
        with tempfile.TemporaryDirectory() as folder:
            return _whole(side.argv, environment(Path(folder) if side.fresh_home else home))[0]
    argv = [python, str(script), str(number), name, "tiny" if tiny else "full"]
    return Run(**json.loads(_whole(argv, environment(home))[1]))


def _whole(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[Run, str]:
    """Run a process to its end: its own time and memory, as the system counts them, and what it printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(argv, env=dict(environ), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(argv)} ended with {process.returncode}: {err.read().decode()[-2000:]}")
        cpu = used.ru_utime + used.ru_stime
        return Run(wall=wall, cpu=cpu, peak=_mebibytes(used.ru_maxrss)), out.read().decode()


def _middle(runs: Sequence[Run], name: str) -> dict[str, float]:
    return {
        name: median(run.wall for run in runs),
        f"{name}_cpu": median(run.cpu for run in runs),
        f"{name}_peak": median(run.peak for run in runs),
    }


def _peak() -> float:
    import resource

    return _mebibytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _mebibytes(maxrss: int) -> float:
    return maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
