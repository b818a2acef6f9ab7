"""How a database is, found out without changing it: schema, size, damage, and what was recorded last."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.store.engine import database_path, open_connection
from tracker.store.inspection import find, find_on
from tracker.store.migrate import HEAD, ensure_ready
from tracker.store.tables import BLOB, INGEST, JOB_RUN
from tracker.store.translation import translate, translated

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """``revision`` is None while nothing is there; the rest is then unknown.

    ``size`` in bytes, with its write-ahead log. ``damage`` are the first complaints of SQLite's own checks.
    ``embedded``: whether any document is stored, the embedded rates being the first.
    """

    kind: str
    revision: str | None
    size: int = 0
    journal: str = ""
    damage: tuple[str, ...] = ()
    newest_vintage: datetime | None = None
    newest_run: datetime | None = None
    embedded: bool = False


def health(engine: Engine) -> Health:
    """Look; raises the ``DatabaseError`` of whatever stands in the way."""
    found = find(engine)
    path = database_path(engine)
    kind = "SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL"
    if found.empty:
        return Health(kind=kind, revision=None)
    if found.revision != HEAD:
        ensure_ready(engine)  # raises: older, newer or a stranger's, each with its remedy
    journal, damage = ("", ()) if path is None else _examined(path)
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            size = _size(path)
            if path is None and kind == "PostgreSQL":
                size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0
            recorded, started = INGEST.c.recorded_at, JOB_RUN.c.started_at
            return Health(
                kind=kind,
                revision=found.revision,
                size=size,
                journal=journal,
                damage=damage,
                newest_vintage=connection.scalar(select(func.max(recorded, type_=recorded.type))),
                newest_run=connection.scalar(select(func.max(started, type_=started.type))),
                embedded=connection.scalar(select(BLOB.c.sha256).limit(1)) is not None,
            )
        finally:
            connection.close()


def _size(path: Path | None) -> int:
    if path is None:
        return 0
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def bytes_of(engine: Engine) -> int:
    """Bytes of the database, with the write-ahead log of a SQLite file; 0 for one in memory."""
    if engine.dialect.name != "postgresql":
        return _size(database_path(engine))
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0)
        finally:
            connection.close()


def _examined(path: Path) -> tuple[str, tuple[str, ...]]:
    """Journal mode, and complaints of ``quick_check`` and ``foreign_key_check``."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as raw:
            journal = str(raw.execute("PRAGMA journal_mode").fetchone()[0])
            checked = [str(row[0]) for row in raw.execute(f"PRAGMA quick_check({_MOST})")]
            orphans = raw.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    except sqlite3.Error as error:
        raise translate(error, str(path)) from error
    complaints = [line for line in checked if line != "ok"]
    complaints += [f"a row of {row[0]} refers to a row of {row[2]} that is not there" for row in orphans]
    return journal, tuple(complaints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much there is: bytes of the database, packed bytes and number of the stored documents, the newest run."""

    kind: str
    revision: str | None
    size: int
    archive: int
    documents: int
    newest_run: datetime | None


def extent(engine: Engine) -> Extent:
    """Count what a database of ours holds; raises ``DatabaseError``."""
    path = database_path(engine)
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            started = JOB_RUN.c.started_at
            packed = select(func.count(), func.coalesce(func.sum(func.length(BLOB.c.content)), 0))
            documents, archive = connection.execute(packed).one()
            size = _size(path)
            if engine.dialect.name == "postgresql":
                size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0
            return Extent(
                kind="SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL",
                revision=find_on(connection).revision,
                size=size,
                archive=int(archive),
                documents=int(documents),
                newest_run=connection.scalar(select(func.max(started, type_=started.type))),
            )
        finally:
            connection.close()
