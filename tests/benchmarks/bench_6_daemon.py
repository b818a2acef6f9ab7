"""The daemon's memory over a thousand looks at what is due: the fetches, groupings and letters in one process.

As a line of the table: what a thousand looks take against a hundred; "peak" of the two sides is the point. By itself,
``python tests/benchmarks/bench_6_daemon.py``, it prints how the memory grows from look to look.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
import tracemalloc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import ROOT, Bench, Prepared, child

sys.path.insert(0, str(ROOT))

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)
STEP = timedelta(minutes=10)
"""Of the daemon's clock from one look to the next: some find nothing due, some fetches, some all."""

KEPT = ("ecb", "cbr", "us_federal_register", "eu_council")
"""Sources that are asked: rates as XML and CSV, a feed and a JSON service."""

TINY = ("ecb", "eu_council")
"""Of them, those of which one request is enough: nothing waits for the pause between two."""


class Cycles:
    """Looks at what is due on a database of its own, with fake upstreams on loopback."""

    def __init__(self, folder: Path, kept: Collection[str] = KEPT) -> None:
        from tracker.config import load
        from tracker.services.context import open_context
        from tracker.sources.catalog import sources

        off = ",".join(sorted(set(sources()) - set(kept)))
        environ = {"TRACKER_HOME": str(folder), "TRACKER_SOURCES_DISABLED": off}
        self.now = BEGIN
        self.context = open_context(load(environ, cwd=folder)).rehearsal(lambda: self.now)
        self.units = 0
        self.worked: set[str] = set()
        from jobs.watching.monitor import Monitor
        from jobs.watching.pulse import Pulse

        self._pulse = Pulse()
        self._monitor = Monitor(self._pulse, say=str, complain=str)

    def look(self) -> None:
        """One, and the clock goes on."""
        from jobs.runner import run_due

        done = run_due(self.context, clock=lambda: self.now)
        for unit in done:
            self._pulse.on_unit(unit)
            self._monitor.on_unit(unit)
        self.units += len(done)
        self.worked |= {unit.job for unit in done}
        self.now += STEP


@contextmanager
def cycles(folder: Path, kept: Collection[str] = KEPT) -> Iterator[Cycles]:
    """Made ready, with the first looks behind it."""
    from tests.fakenet.fakenet import FakeNet
    from tests.fakenet.upstreams import world

    shown = [BEGIN]
    with FakeNet() as net:
        net.routes(world(now=lambda: shown[0]))
        before = {name: os.environ.get(name) for name in net.env}
        os.environ.update(net.env)
        found = Cycles(folder, kept)
        look = found.look

        def looked() -> None:
            shown[0] = found.now
            net.asked.clear()
            net.connects.clear()
            net._threads[:] = [one for one in net._threads if one.is_alive()]
            look()

        found.look = looked  # type: ignore[method-assign]  # the upstreams' clock goes with the daemon's
        try:
            yield found
        finally:
            found.context.engine.dispose()
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def resident() -> float:
    """Memory of this process now, in MiB."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def weighed() -> int:
    """Bytes in use by objects of this process, bounded caches emptied: those grow to their bound, and no further."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in {"tracker", "jobs"}:
            for one in vars(module).values():
                if isinstance(one, functools._lru_cache_wrapper) and one.cache_info().maxsize is not None:
                    one.cache_clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _side(looks: int, kept: Collection[str]) -> Prepared:
    def work() -> str:
        with TemporaryDirectory() as folder, cycles(Path(folder), kept) as found:
            for _ in range(looks):
                found.look()
            return " ".join(sorted(found.worked))

    return Prepared(work=work, answer=str, repeatable=False)


def ours(tiny: bool, _folder: Path) -> Prepared:  # the harness's signature
    return _side(2, TINY) if tiny else _side(1000, KEPT)


def theirs(tiny: bool, _folder: Path) -> Prepared:  # the harness's signature
    return _side(1, TINY) if tiny else _side(100, KEPT)


BENCHES = (
    Bench(
        what="daemon: 1,000 looks at what is due",
        ours=ours,
        against="100 looks: its peak of memory should be about the same",
        theirs=theirs,
        rounds=1,
    ),
)


def main() -> None:
    """Print resident and traced memory every hundred looks, and the ratios to what it was after the warm-up."""
    looks = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    warm = max(looks // 10, 1)
    with TemporaryDirectory() as folder, cycles(Path(folder)) as found:
        for _ in range(warm):
            found.look()
        tracemalloc.start()
        gc.collect()
        base, base_traced, before = resident(), 0, tracemalloc.take_snapshot()
        sys.stdout.write(f"{'looks':>6} {'units':>6} {'resident':>10} {'ratio':>6} {'traced':>10}\n")
        for number in range(warm, looks + 1):
            if number % warm == 0:
                traced = weighed()
                if number == 2 * warm:
                    base_traced, base, before = traced, resident(), tracemalloc.take_snapshot()
                ratio = f"{resident() / base:6.3f}"
                sys.stdout.write(
                    f"{number:>6} {found.units:>6} {resident():>6.0f} MiB {ratio} {traced / 1024:>6.0f} KiB\n"
                )
                sys.stdout.flush()
            if number < looks:
                found.look()
        grown = (weighed() - base_traced) / 1024
        sys.stdout.write(f"traced memory grew by {grown:.0f} KiB in the last {looks - 2 * warm} looks, most of it by\n")
        for one in tracemalloc.take_snapshot().compare_to(before, "lineno")[:8]:
            place = one.traceback[0]
            sys.stdout.write(
                f"{one.size_diff / 1024:>+8.1f} KiB {one.count_diff:>+6} {place.filename}:{place.lineno}\n"
            )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(BENCHES)
    else:
        main()
