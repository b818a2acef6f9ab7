"""Memory stays flat from look to look; tests/benchmarks/bench_6_daemon.py has a thousand of them, with upstreams."""

from __future__ import annotations

import functools
import gc
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.runner import run_due
from jobs.watching.monitor import Monitor
from jobs.watching.pulse import Pulse
from jobs.watching.switch import Switch
from tests.jobs.watched import Switchboard, ask, free_port
from tracker.config import load
from tracker.services.context import Context, open_context

BEGIN = datetime(2026, 12, 1, tzinfo=UTC)
WARM, LOOKS, STEP = 20, 25, timedelta(minutes=10)
MOST = 24 * 1024
"""Bytes that all looks together may leave behind: SQLite's module forgets closed cursors by the hundred."""


def weighed() -> int:
    """Bytes in use, bounded caches emptied: those grow to their bound and no further."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] in {"tracker", "jobs"}:
            for one in vars(module).values():
                if isinstance(one, functools._lru_cache_wrapper) and one.cache_info().maxsize is not None:
                    one.cache_clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def board() -> Iterator[Switchboard]:
    with Switchboard() as found:
        yield found


@pytest.fixture
def context(ready_home: Path, tmp_path: Path, board: Switchboard) -> Iterator[Context]:
    environ = {
        "TRACKER_HOME": str(ready_home),
        "TRACKER_SOURCES_DISABLED": "rates,lists,announcements",
        "TRACKER_WATCH_PORT": str(free_port()),
        "TRACKER_PING_URL": board.url("/ping/x"),
    }
    context = open_context(load(environ, cwd=tmp_path), now=BEGIN, load=False)
    yield context
    context.engine.dispose()


def test_a_look_leaves_nothing_in_memory(context: Context, board: Switchboard) -> None:
    hands = [BEGIN]
    context = context.rehearsal(lambda: hands[0])
    monitor = Monitor(Pulse(), say=str, complain=str)

    def seconds() -> float:
        return hands[0].timestamp()

    switch = Switch(say=str, complain=str, monotonic=seconds)
    for one in (monitor, switch):
        one.on_start(context)
    switch.on_lead(leading=True)
    worked = 0

    def look() -> int:
        units = run_due(context, clock=lambda: hands[0])
        for unit in units:
            monitor.on_unit(unit)
        switch.on_looked(hands[0], units)
        assert switch.caller.idle(60)
        if hands[0].minute == 0:
            assert ask(monitor.port or 0, "/metrics").status == 200
        board.calls.clear()
        hands[0] += STEP
        return len(units)

    tracemalloc.start(1)
    try:
        for _ in range(WARM):
            look()
        before = weighed()
        worked = sum(look() for _ in range(LOOKS))
        grown = weighed() - before
    finally:
        tracemalloc.stop()
        switch.on_end()
        monitor.on_end()
    assert worked > LOOKS / 2
    assert grown < MOST
