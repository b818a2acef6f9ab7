"""One leader per database, and none left in office by a dead process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tracker import config
from tracker.errors import BusyDatabaseError, DatabaseError
from tracker.services.context import Context, open_context
from tracker.services.leadership import FileLock, leadership
from tracker.services.leading import somebody_leads
from tracker.store import locks
from tracker.store.engine import open_engine
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2014, 11, 17, 7, tzinfo=UTC)
HOLD = """
import sys
from pathlib import Path
from tracker.services.leadership import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.watches_processes


def context_of(tmp_path: Path, **environ: str) -> Context:
    return open_context(config.load(environ, cwd=tmp_path), now=NOW, load=False)


@pytest.fixture
def context(ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    opened = context_of(tmp_path, **ready_environ)
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
def test_a_leader_whose_line_the_server_dropped_notices_and_another_takes_over(
    new_postgresql: Callable[..., str], ready_template: str, tmp_path: Path
) -> None:
    url = new_postgresql(ready_template)
    one, two = (context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"), TRACKER_DATABASE_URL=url) for _ in range(2))
    first, second = leadership(one), leadership(two)
    assert first.acquire()
    assert not second.acquire()
    drop_lines(two)
    assert not first.held()
    assert second.acquire()
    second.release()
    assert first.acquire()
    first.release()
    one.engine.dispose()
    two.engine.dispose()


@pytest.mark.postgresql
def test_two_installations_in_two_schemas_of_one_database_have_each_their_leader_and_their_writer(
    new_postgresql: Callable[..., str], tmp_path: Path
) -> None:
    url = new_postgresql()
    bare = open_engine(url)
    with bare.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA one")
        connection.exec_driver_sql("CREATE SCHEMA two")
    one, again, two = (
        context_of(
            tmp_path,
            TRACKER_HOME=str(tmp_path / "home"),
            TRACKER_DATABASE_URL=f"{url}?options=-csearch_path%3D{schema}%20-clock_timeout%3D500",
        )
        for schema in ("one", "one", "two")
    )
    ensure_ready(one.engine)
    ensure_ready(two.engine)
    first, second, other = leadership(one), leadership(again), leadership(two)
    assert first.acquire()
    assert not second.acquire()
    assert [
        somebody_leads(each.engine)
        for each in (
            one,
            again,
            two,
        )
    ] == [True, True, False]
    assert other.acquire()
    assert somebody_leads(two.engine)
    first.release()
    assert [somebody_leads(each.engine) for each in (one, two)] == [False, True]
    with UnitOfWork(one.engine, write=True):
        with UnitOfWork(two.engine, write=True):
            pass
        with pytest.raises(BusyDatabaseError), UnitOfWork(again.engine, write=True):
            pass
    other.release()
    for engine in (bare, one.engine, again.engine, two.engine):
        engine.dispose()


def drop_lines(context: Context) -> None:
    """Let the server end every other session in this database, as its restart would."""
    with context.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.commit()


PG_HOLD = """
import sys
from tracker.services.leadership import leadership_of
from tracker.store.engine import open_engine
lead = leadership_of(open_engine(sys.argv[1]))
print(lead.acquire(), flush=True)
sys.stdin.read()
"""


@pytest.mark.postgresql
def test_a_killed_leaders_session_ends_with_it(
    new_postgresql: Callable[..., str], ready_template: str, tmp_path: Path
) -> None:
    url = new_postgresql(ready_template)
    context = context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"), TRACKER_DATABASE_URL=url)
    holder = subprocess.Popen(
        [sys.executable, "-c", PG_HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    lock = leadership(context)
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline().strip() == "True"
        assert not lock.acquire()
        holder.kill()
        holder.wait(30)
        with context.engine.connect() as connection:  # the server notices the closed line by itself; wait for that
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({locks.key(locks.LEADER)})")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({locks.key(locks.LEADER)})")
    assert lock.acquire()
    lock.release()
    context.engine.dispose()


@pytest.mark.postgresql
def test_the_leaders_transaction_stays_open_for_a_pooler_and_is_in_nobodys_way(
    new_postgresql: Callable[..., str], ready_template: str, tmp_path: Path
) -> None:
    """A pooler in transaction mode gives a session to others between transactions: there must be no between."""
    url = new_postgresql(ready_template)
    context = context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"), TRACKER_DATABASE_URL=url)
    with context.engine.connect() as connection:
        database = connection.exec_driver_sql("SELECT current_database()").scalar()
        connection.exec_driver_sql(f"ALTER DATABASE {database} SET idle_in_transaction_session_timeout = 50")
        connection.commit()
    context.engine.dispose()
    lock = leadership(context)
    assert lock.acquire()
    with open_engine(url).connect() as connection:
        asked = (
            "SELECT state, backend_xid, backend_xmin FROM pg_stat_activity a JOIN pg_locks USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND a.datname = current_database()"
        )
        for _ in range(2):
            connection.exec_driver_sql("SELECT pg_sleep(0.1)")  # longer than a transaction may otherwise wait there
            assert lock.held()
            assert [tuple(row) for row in connection.exec_driver_sql(asked)] == [("idle in transaction", None, None)]
        connection.invalidate()
    lock.release()
    context.engine.dispose()


@pytest.mark.postgresql
def test_a_silent_line_is_not_believed_in_for_ever(new_postgresql: Callable[..., str], tmp_path: Path) -> None:
    """What the operating system was told for every connection, the leader's among them."""
    context = context_of(tmp_path, TRACKER_HOME=str(tmp_path / "home"), TRACKER_DATABASE_URL=new_postgresql())
    with context.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        with socket.socket(fileno=os.dup(raw.fileno())) as line:
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000
    context.engine.dispose()
