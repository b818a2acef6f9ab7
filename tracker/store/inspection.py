"""What is at a database address, found out without changing a byte of it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from tracker.errors import DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.store.engine import READING, WAIT, database_path, describe, log_of, open_connection, read_only
from tracker.store.tables import METADATA
from tracker.store.translation import ELSEWHERE, damaged, translate, translated, unwritable

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

VERSION_TABLE = "alembic_version"
_REVISION = "SELECT version_num FROM alembic_version"
OURS = frozenset(("blob", "retrieval", "series", "ingest", "observation"))
"""Tables of every revision there will ever be: their presence tells a newer schema of ours from a stranger's."""

_PLAUSIBLE = re.compile(r"[0-9a-f]{4,12}")
"""What our revisions look like, those to come included."""

_MAGIC = b"SQLite format 3\x00"
_WAL_FORMAT = b"\x02\x02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The tables present and the schema revision they are at (``None`` when there is none)."""

    tables: frozenset[str]
    revision: str | None

    @property
    def empty(self) -> bool:
        """Nothing there: no file, an empty one, or no tables but a version table without a version."""
        return self.revision is None and not self.tables - {VERSION_TABLE}


def find(engine: Engine) -> Found:
    """Look at the database.

    Raises
    ------
    ForeignDatabaseError
        The file is no SQLite database, or a damaged one.
    DatabaseError
        It cannot be opened.
    """
    path = database_path(engine)
    if path is not None:
        options = engine.get_execution_options()
        return _find_in_file(path, options.get(WAIT, 30.0), writable=not options.get(READING, False))
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            return find_on(connection)
        finally:
            connection.close()


def find_on(connection: Connection) -> Found:
    """The same through a connection that is open already."""
    tables = frozenset(inspect(connection).get_table_names())
    revision = None
    if VERSION_TABLE in tables:
        revision = connection.scalar(text(_REVISION))
    return Found(tables=tables, revision=revision)


def require_ours(engine: Engine, found: Found, known: frozenset[str], *, where: str = "") -> None:
    """Accept an empty database or one at a known revision. ``where`` names it in the message, if not its address.

    ``OutdatedDatabaseError`` when a newer program made it, ``ForeignDatabaseError`` when another program did.
    """
    if found.empty or found.revision in known:
        return
    where = where or describe(engine)
    if found.revision is not None and found.tables >= OURS:
        if not _PLAUSIBLE.fullmatch(found.revision):  # a torn page reads as nothing or as noise, not always as an error
            raise damaged(where, f"its schema version reads {found.revision[:40]!a}")
        raise OutdatedDatabaseError(
            f"The database {where} was written by a newer version of this program (schema {found.revision}). "
            "Nothing was changed.",
            remedy=f"Install that version, or {ELSEWHERE}; 'tracker db upgrade' cannot go back.",
        )
    raise ForeignDatabaseError(
        f"The database {where} belongs to another program ({_named(found)}). Nothing was changed.",
        remedy=f"Give the tracker a database of its own: {ELSEWHERE}, then run 'tracker db upgrade'.",
    )


def require_empty(engine: Engine, found: Found) -> None:
    """Accept nothing but an empty database; ``DatabaseError`` otherwise, whoever it belongs to."""
    if not found.empty:
        raise DatabaseError(
            f"The database {describe(engine)} is not empty ({_named(found)}). Nothing was changed.",
            remedy="Name an empty database, or a file that does not exist yet.",
        )


def _named(found: Found) -> str:
    names = sorted(found.tables - {VERSION_TABLE}) or [VERSION_TABLE]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"tables: {', '.join(names[:5])}{more}"


def _find_in_file(path: Path, wait: float, *, writable: bool) -> Found:
    try:
        with path.open("rb") as file:
            header = file.read(20)
    except FileNotFoundError:
        if path.is_symlink() and not path.resolve().parent.is_dir():
            raise unwritable(str(path), f"it is a link to {path.readlink()}, which is not there") from None
        return Found(tables=frozenset(), revision=None)
    except IsADirectoryError:
        raise unwritable(str(path), "it is a folder") from None
    except OSError as error:
        raise unwritable(str(path), error.strerror or str(error)) from error
    if not header:
        return Found(tables=frozenset(), revision=None)
    if not header.startswith(_MAGIC):
        raise damaged(str(path), "the file does not begin like an SQLite database")
    # Looking at a stranger's file must not roll its journal forward, nor leave a -wal and -shm beside it: a file at
    # rest in WAL mode is read as immutable, unless somebody opens it meanwhile.
    _require_own_log(path)
    log = path.with_name(path.name + "-wal")
    at_rest = header[18:20] == _WAL_FORMAT and not log.exists()
    try:
        return _read_catalogue(path, "mode=ro&immutable=1" if at_rest else "mode=ro", wait)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_READONLY_ROLLBACK":
            if not writable:
                raise DatabaseError(
                    f"The database {path} was left in the middle of a change. Nothing was changed.",
                    remedy="Any tracker command that may write takes that back, as `tracker status`.",
                ) from error
            return _find_after_a_kill(path, wait)
        if not (at_rest and log.exists()):
            raise _refused(error, path) from error
    try:
        return _read_catalogue(path, "mode=ro", wait)
    except sqlite3.Error as error:
        raise _refused(error, path) from error


def _refused(error: sqlite3.Error, path: Path) -> Exception:
    log = log_of(path)
    if log is not None and read_only(path) and error.sqlite_errorname.startswith("SQLITE_CANTOPEN"):
        return DatabaseError(
            f"The database {path} cannot be read here: its newest changes are still in {log.name}, and taking them in "
            "needs write access to the file and its folder. Nothing was changed.",
            remedy="Run any tracker command where the folder can be written, or copy both files to such a place.",
        )
    return translate(error, str(path))


def _require_own_log(path: Path) -> None:
    """Refuse a log that somebody put beside the file: SQLite would write its pages into it, whosever they are.

    A log at work, or left by a process that died, has its index (-shm) beside it. One without was copied. What the two
    make together is looked at in a copy, so that nothing happens to the originals.
    """
    log, index = log_of(path), path.with_name(f"{path.name}-shm")
    if log is None or index.exists():
        return
    with tempfile.TemporaryDirectory() as folder, suppress(OSError):  # no room for a copy: SQLite itself will judge
        copy = Path(shutil.copyfile(path, Path(folder, path.name)))
        shutil.copyfile(log, copy.with_name(log.name))
        try:
            with closing(sqlite3.connect(copy)) as raw:
                sound = raw.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            sound = False
        if not sound and log_of(path) and not index.exists():  # nobody opened or closed it meanwhile
            raise ForeignDatabaseError(
                f"{log} does not belong to {path.name}: together they are no sound database. Nothing was changed.",
                remedy=f"Move {log.name} away if it was left from another copy, or restore both files together.",
            )


def _find_after_a_kill(path: Path, wait: float) -> Found:
    """A process died in the middle of a transaction. What it left is taken back by the first who may write.

    That is done to a file of ours only; to tell, its catalogue is read as it lies.
    """
    try:
        found = _read_catalogue(path, "mode=ro&immutable=1", wait)
        ours = found.tables >= OURS or found.tables <= {VERSION_TABLE, *METADATA.tables}
        return _read_catalogue(path, "mode=rw", wait) if ours else found
    except sqlite3.Error as error:
        raise translate(error, str(path)) from error


def _read_catalogue(path: Path, mode: str, wait: float) -> Found:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=wait)) as raw:
        names = (row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        tables = frozenset(name for name in names if not name.startswith("sqlite_"))
        row = raw.execute(_REVISION).fetchone() if VERSION_TABLE in tables else None
    return Found(tables=tables, revision=None if row is None else str(row[0]))
