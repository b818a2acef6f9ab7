"""One leader per database, and none left in office by a dead process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker import config
from tracker.errors import DatabaseError
from tracker.services.context import Context, open_context
from tracker.services.leadership import ADVISORY_KEY, FileLock, leadership

NOW = datetime(2014, 11, 17, 7, tzinfo=UTC)
HOLD = """
import sys
from pathlib import Path
from tracker.services.leadership import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def context_of(tmp_path: Path, **environ: str) -> Context:
    return open_context(config.load(environ, cwd=tmp_path), now=NOW, load=False)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    opened = context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"))
    yield opened
    opened.engine.dispose()


def test_only_one_of_two_leads_until_it_gives_back(context: Context) -> None:
    first, second = leadership(context), leadership(context)
    assert first.acquire()
    assert first.held()
    assert first.acquire(), "asking again changes nothing"
    assert not second.acquire()
    assert not second.held()
    first.release()
    assert second.acquire()
    second.release()


def test_two_databases_have_two_leaders(tmp_path: Path, context: Context) -> None:
    other = context_of(tmp_path, TRACKER_HOME=str(tmp_path / "other"))
    one, two = leadership(context), leadership(other)
    assert one.acquire()
    assert two.acquire()
    one.release()
    two.release()


def test_a_killed_leader_leaves_the_office_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.leader"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline().strip() == "True"
        lock = FileLock(path)
        assert not lock.acquire()
        holder.kill()
        holder.wait(30)
        assert lock.acquire()
        lock.release()


def test_a_lock_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="lock file"):
        FileLock(tmp_path / "nowhere" / "x.leader").acquire()


@pytest.mark.postgresql
def test_postgresql_elects_one_and_notices_a_lost_line(tmp_path: Path) -> None:
    url = os.environ["TRACKER_TEST_POSTGRESQL_URL"]
    one, two = (context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"), TRACKER_DATABASE_URL=url) for _ in range(2))
    first, second = leadership(one), leadership(two)
    assert first.acquire()
    assert first.held()
    assert not second.acquire()
    terminate = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks"
        " WHERE locktype = 'advisory' AND objid = %(key)s AND pid <> pg_backend_pid()"
    )
    with two.engine.connect() as connection:  # the server drops the leader's line
        connection.exec_driver_sql(terminate, {"key": ADVISORY_KEY & 0xFFFFFFFF})
        connection.commit()
    assert not first.held()
    assert second.acquire()
    second.release()
    assert first.acquire()
    first.release()
    one.engine.dispose()
    two.engine.dispose()
