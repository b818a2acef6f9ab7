"""A database in somebody else's hands: said, waited for, and worked on when it is free."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jobs.catalog import jobs
from tests.conftest import Answer
from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.surroundings.conftest import DATABASE, known

Tracker = Callable[..., Answer]

pytestmark = pytest.mark.watches_processes


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        yield
        raw.execute("ROLLBACK")


def impatient(home: Path) -> str:
    return f"sqlite:///{home / DATABASE}?timeout=0.1"


def test_readers_go_on_and_writers_say_who_is_in_the_way(tracker: Tracker, ready_home: Path, net: FakeNet) -> None:
    before = known(ready_home)
    with held(ready_home):
        assert tracker("--offline", "report", "--week", "2014-W46").code == 0
        refused = tracker("--database-url", impatient(ready_home), "fetch", "ecb")
        assert refused.code == 6
        assert "is held by another process. Nothing was changed." in refused.err
        assert net.asked == []
        ticked = tracker("--database-url", impatient(ready_home), "--offline", "tick")
        assert ticked.code == 4
        assert ticked.err.count("is held by another process") == 1, "told once"
        assert all(job.key in ticked.err for job in jobs() if job.is_set_up is None)
    assert known(ready_home) == before
    assert tracker("--offline", "tick").code == 0


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_daemon_stays_and_works_when_the_database_is_free(root: Path, ready_home: Path) -> None:
    environment = {**clean_environment(), "PYTHONPATH": str(root), "TRACKER_OFFLINE": "1"}
    words = ["daemon", "--heartbeat", "0.2", "--database-url", impatient(ready_home)]
    with held(ready_home):
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs", *words],
            cwd=ready_home,
            env=environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert process.stderr is not None
        assert any("is held by another process" in line for line in process.stderr)
    assert any("weekly_letter" in line and "done" in line for line in process.stderr)
    process.send_signal(signal.SIGTERM)
    process.stderr.read()
    process.stderr.close()
    assert process.wait(200) == 0


@pytest.mark.postgresql
def test_a_url_of_postgresql_may_say_how_long_to_wait() -> None:
    from tracker.errors import BusyDatabaseError
    from tracker.store.engine import open_engine
    from tracker.store.unit_of_work import UnitOfWork

    url = os.environ["TRACKER_TEST_POSTGRESQL_URL"]
    holder, waiting = open_engine(url), open_engine(f"{url}?options=-c%20lock_timeout%3D50")
    with UnitOfWork(holder, write=True), pytest.raises(BusyDatabaseError, match="held by another process"):
        UnitOfWork(waiting, write=True).__enter__()
    with UnitOfWork(waiting, write=True) as work:
        work.commit()
    holder.dispose()
    waiting.dispose()
