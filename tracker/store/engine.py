"""Engines: how a connection is opened and how a unit of work begins, for SQLite and PostgreSQL.

Readers see one snapshot and cannot write; writers come one at a time on either database, so that "compare, then
insert" needs no retries: ``BEGIN IMMEDIATE`` on SQLite (a deferred transaction that turns into a writer fails with
BUSY_SNAPSHOT, which no timeout cures), a transaction-level advisory lock on PostgreSQL.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, StaticPool

from tracker.errors import ConfigError, DatabaseError
from tracker.model.masking import MASK
from tracker.store import locks

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

__all__ = [
    "Connection",
    "Engine",
    "database_path",
    "describe",
    "open_connection",
    "open_engine",
    "parse_url",
    "turn",
    "use_wal",
]

_WRITE = "tracker_write"
_AS_IT_WAS = "tracker_as_it_was"
_TURN = "tracker_turn"
_LONGEST_TURN = 600.0
_LINE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,  # a leader must notice within a minute and a half that the other end is gone …
    "keepalives_interval": 15,
    "keepalives_count": 4,
    "tcp_user_timeout": 60_000,  # … also while it waits for an answer; milliseconds
}
"""How long a silent line to PostgreSQL is believed in, where the URL does not say otherwise; seconds."""

WAIT = "tracker_wait"
"""Execution option of a SQLite engine: seconds to wait for another process that holds the file."""

READING = "tracker_reading"
"""Execution option of an engine that is opened for reading alone."""

_WAL_FORMAT = b"\x02\x02"  # in the header of a file
_OLDEST_SQLITE = (3, 35)  # UPDATE … RETURNING


def parse_url(url: str) -> URL:
    """The SQLAlchemy URL with its driver; ``ConfigError`` for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # the text is not echoed: an unreadable URL may still hold a password
        raise ConfigError(
            "The database URL cannot be read.",
            remedy="Set TRACKER_DATABASE_URL to something like sqlite:////home/me/tracker.db "
            "or postgresql://user@host/tracker.",
        ) from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return parsed
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ConfigError(
        f"The database URL names {parsed.drivername!r}; this program stores in SQLite or PostgreSQL.",
        remedy="Set TRACKER_DATABASE_URL to a sqlite:// or postgresql:// address.",
    )


def open_engine(url: str, *, timeout: float = 30.0, reading: bool = False) -> Engine:
    """An engine for the URL. Nothing is opened or created yet.

    Parameters
    ----------
    url : str
        ``sqlite:///path`` or ``postgresql://…`` (psycopg 3).
    timeout : float
        Seconds to wait for another writer before ``BusyDatabaseError``. A URL may name its own:
        ``sqlite:///path?timeout=5``, ``postgresql://…?options=-c lock_timeout=5000``.
    reading : bool
        Whether the database is opened for reading alone: no transaction can write, no file is made. Each unit of work
        then has a connection of its own, so that it sees what others wrote meanwhile.

    A SQLite file that cannot be written is opened for reading alone.
    """
    parsed = parse_url(url)
    made = _sqlite if parsed.get_backend_name() == "sqlite" else _postgresql
    engine = made(parsed, timeout, reading)
    engine.update_execution_options(**{_TURN: threading.Lock(), READING: reading})
    return engine


@contextmanager
def turn(engine: Engine) -> Iterator[bool]:
    """Stand in line among the writers of this process; False when the line did not move for ten minutes.

    The engine's timeout is for other processes. Threads that all fetch at once must not fail for each other, and the
    waiting that SQLite does is a lottery, in which one of many can lose for longer than any timeout.
    """
    lock: threading.Lock | None = engine.get_execution_options().get(_TURN)
    if lock is None:
        yield True
        return
    won = lock.acquire(timeout=_LONGEST_TURN)
    try:
        yield won
    finally:
        if won:
            lock.release()


def database_path(engine: Engine) -> Path | None:
    """The file of a SQLite engine; ``None`` for PostgreSQL and for a database in memory."""
    if engine.dialect.name != "sqlite":
        return None
    name = engine.url.database or ""
    if name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    return None if name in ("", ":memory:") else Path(name)


def read_only(path: Path) -> bool:
    """Whether this process cannot write a database file, or not the files SQLite keeps beside it."""
    effective = os.access in os.supports_effective_ids
    return not all(os.access(one, os.W_OK, effective_ids=effective) for one in (path, path.absolute().parent))


def log_of(path: Path) -> Path | None:
    """The write-ahead log beside a database file when it holds anything; changes may be in it alone."""
    log = path.with_name(f"{path.name}-wal")
    try:
        return log if log.stat().st_size else None
    except OSError:  # there is none, or whoever had the database open takes it away just now
        return None


def _at_rest(path: Path) -> bool:
    """Whether a file is in WAL mode and nobody works on it: a reader's connection would make files beside it."""
    try:
        with path.open("rb") as file:
            mode = file.read(20)[18:20]
    except OSError:
        return False
    return mode == _WAL_FORMAT and not path.with_name(f"{path.name}-wal").exists()


def changed_meanwhile(connection: Connection, engine: Engine) -> bool:
    """Whether a file that this user may only read, and that was read without any lock, was written since it was opened.

    What was read may then be torn. The connection is given up; a new one begins with what is there by then.
    """
    if connection.invalidated:  # an interruption in the middle of a statement: it has nothing left to tell
        return False
    path, was = database_path(engine), connection.info.get(_AS_IT_WAS)
    if path is None or was is None or was == _look(path):
        return False
    connection.invalidate()
    return True


def _look(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _mounted_read_only(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def describe(engine: Engine) -> str:
    """The database in words for a message: the file's path, or the URL without its password."""
    path = database_path(engine)
    if path is not None:
        return str(path)
    secret = {name: MASK for name in ("password", "sslpassword") if name in engine.url.query}
    return engine.url.update_query_dict(secret).render_as_string(hide_password=True)


def open_connection(engine: Engine, *, write: bool) -> Connection:
    """A connection with its transaction begun: a snapshot for reading, or the one writer's turn."""
    if write and engine.get_execution_options().get(READING, False):
        raise DatabaseError(f"The database {describe(engine)} is open for reading alone. Nothing was changed.")
    connection = engine.connect()
    try:
        options: dict[str, Any] = {_WRITE: write}
        if engine.dialect.name == "postgresql":
            options["postgresql_readonly"] = not write
            options["isolation_level"] = "READ COMMITTED" if write else "REPEATABLE READ"
        connection = connection.execution_options(**options)
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _sqlite(url: URL, timeout: float, reading: bool) -> Engine:  # noqa: FBT001 - its one caller names it
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise DatabaseError(
            f"This Python carries SQLite {sqlite3.sqlite_version}; the program needs 3.35 or newer.",
            remedy="Use a newer Python, or PostgreSQL through TRACKER_DATABASE_URL.",
        )
    in_memory = url.database in (None, "", ":memory:")
    pool: dict[str, Any] = {"poolclass": StaticPool if in_memory else NullPool} if in_memory or reading else {}
    waits = {} if "timeout" in url.query else {"timeout": timeout}
    engine = create_engine(url, connect_args={"check_same_thread": False, **waits}, **pool)
    engine.update_execution_options(**{WAIT: _seconds(url, timeout)})

    @event.listens_for(engine, "do_connect")
    def at_rest(_dialect: object, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        path = database_path(engine)
        if path is None or "uri" in url.query or not (path.is_file() or reading):
            return
        alone = _at_rest(path) if reading else read_only(path) and not log_of(path)
        if alone:
            # without a log beside it SQLite would have to make one; what does not change needs none
            if not _mounted_read_only(path):  # another user may begin to write: see changed_meanwhile
                record.info[_AS_IT_WAS] = _look(path)
            arguments[0], options["uri"] = f"{path.absolute().as_uri()}?mode=ro&immutable=1", True
        elif reading:
            arguments[0], options["uri"] = f"{path.absolute().as_uri()}?mode=ro", True

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: DBAPIConnection, _record: object) -> None:
        # The sqlite3 module must not begin transactions of its own: it would leave reads outside of them.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")  # a claimed letter must stay claimed when the power fails
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE, True)
        connection.exec_driver_sql(f"PRAGMA query_only = {0 if write else 1}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _seconds(url: URL, timeout: float) -> float:
    """How long to wait for another process: what the URL says, else ``timeout``."""
    given = url.query.get("timeout")
    try:
        return float(given) if isinstance(given, str) else timeout
    except ValueError:
        return timeout


def _postgresql(url: URL, timeout: float, reading: bool) -> Engine:  # noqa: FBT001 - its one caller names it
    given = url.query.get("options", "")
    # what the URL asks for comes after our own wish, and wins; the zone is not for choice
    settings = f"-c lock_timeout={int(timeout * 1000)} {given if isinstance(given, str) else ' '.join(given)}"
    settings += f" -c timezone=UTC{' -c default_transaction_read_only=on' if reading else ''}"
    chosen = {name: value for name, value in _LINE.items() if name not in url.query}
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,  # a restarted server costs one reconnect, not one failed job
            connect_args={**chosen, "options": settings.strip()},
        )
    except ImportError:
        raise ConfigError(
            "The database URL names PostgreSQL, and psycopg, the library that speaks to it, is not installed.",
            remedy="Install the extra 'postgresql': pip install 'sanctions-pressure-tracker[postgresql]'.",
        ) from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_WRITE, False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({locks.key(locks.WRITER)})")

    return engine


def use_wal(engine: Engine) -> None:
    """Switch a SQLite file of ours, or a new one, to write-ahead logging, once; it is a property of the file.

    Never called before the file is known to be ours: the switch writes its header. Another process at work keeps the
    old mode for now, which is slower and not wrong.
    """
    path = database_path(engine)
    if path is None:
        return
    header = b""
    if path.exists():
        with path.open("rb") as file:
            header = file.read(20)
    if header[18:20] == _WAL_FORMAT:
        return
    raw = sqlite3.connect(path, timeout=5.0)
    try:
        raw.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:
        return
    finally:
        raw.close()
