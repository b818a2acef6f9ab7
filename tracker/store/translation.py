"""Driver errors in plain words: translated once, at the border of the store."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from tracker.errors import BusyDatabaseError, DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.store.engine import describe

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

ELSEWHERE = "choose another place with TRACKER_HOME or TRACKER_DATABASE_URL"

_LEAST_ROOM = 64 * 1024  # what SQLite makes beside a file to work on it takes half of that
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_PG_BUSY = ("55P03", "40001", "40P01", "57014")  # lock not available, serialization, deadlock, statement timeout
_PG_MISSING = ("42P01", "42703", "3F000")  # undefined table, column, schema
_PG_FULL = ("53100", "53200")


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Raise the product's own error for whatever SQLAlchemy raises inside the block."""
    try:
        yield
    except (SQLAlchemyError, driver_error(engine)) as error:
        raise translate(error, describe(engine)) from error


def driver_error(engine: Engine) -> type[Exception]:
    """The base of the driver's own exceptions, for the few calls that go straight to it."""
    module: Any = engine.dialect.loaded_dbapi
    error: type[Exception] = module.Error
    return error


def translate(error: Exception, where: str) -> Exception:
    """The error to raise instead. ``where`` is the file or the URL without password.

    A value refused by a column type comes back as the ``ValueError`` it was.
    """
    cause: object = error.orig if isinstance(error, StatementError) else error
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError) and isinstance(cause, Exception):
        return cause
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, where)
    return _postgresql(cause, where)


def damaged(where: str, because: str) -> ForeignDatabaseError:
    """The file is no database of ours any more, or never was."""
    return ForeignDatabaseError(
        f"{where} is not a usable database ({because}). It was left as it is.",
        remedy=f"Move it away or restore a backup, then run 'tracker db upgrade'; or {ELSEWHERE}.",
    )


def outdated(where: str, because: str) -> OutdatedDatabaseError:
    """The schema is behind this program."""
    return OutdatedDatabaseError(
        f"The database {where} {because}. Nothing was changed.",
        remedy="Run 'tracker db upgrade' (a SQLite file is backed up first).",
    )


def busy(where: str) -> BusyDatabaseError:
    """Somebody else is writing."""
    return BusyDatabaseError(
        f"The database {where} is held by another process. Nothing was changed.",
        remedy="Try again when the other tracker has finished ('tracker status' shows what runs).",
    )


def unwritable(where: str, because: str) -> DatabaseError:
    """The place cannot be opened or written."""
    return DatabaseError(
        f"The database {where} cannot be opened or written ({because}). Nothing was changed.",
        remedy=f"SQLite needs write access to the file and to its folder: correct the permissions, or {ELSEWHERE}.",
    )


def _sqlite(error: sqlite3.Error, where: str) -> DatabaseError:
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error)
    if name.startswith(_BUSY):
        return busy(where)
    if name.startswith(_DAMAGED):
        return damaged(where, text)
    if name.startswith(_READ_ONLY):
        return unwritable(where, text)
    if name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and _no_room(where)):
        return DatabaseError(
            f"The disk that holds {where} is full. The last change was not stored; everything before it was kept.",
            remedy=f"Free some space, or {ELSEWHERE}.",
        )
    if name.startswith("SQLITE_IOERR"):
        return DatabaseError(
            f"The disk did not read or write {where} ({text}). The last change was not stored.",
            remedy="Check the disk, its quota and any limit on the size of files, then try again.",
            retryable=True,
        )
    if "no such table" in text or "no such column" in text or "has no column" in text:
        return outdated(where, f"does not have the tables this program expects ({text})")
    return DatabaseError(f"The database {where} refused: {text}. Nothing was changed.")


def _no_room(where: str) -> bool:
    """Whether the disk of a file is full: SQLite says so plainly only where it failed to write the file itself."""
    try:
        return shutil.disk_usage(Path(where).parent).free < _LEAST_ROOM
    except OSError:
        return False


def _postgresql(cause: object, where: str) -> DatabaseError:
    state = getattr(cause, "sqlstate", None) or ""
    text = " ".join(str(cause).split()).rstrip(".")
    if state in _PG_BUSY:
        return busy(where)
    if state in _PG_MISSING:
        return outdated(where, f"does not have the tables this program expects ({text})")
    if state in _PG_FULL:
        return DatabaseError(
            f"The server of {where} has no space left. The last change was not stored.",
            remedy="Free some space on the server, then try again.",
        )
    # a line that the server ends in the middle of a statement comes as a class of its own below this one
    operational = any(base.__name__ == "OperationalError" for base in type(cause).__mro__)
    if operational and (not state or state.startswith(("08", "28", "3D", "53", "57"))):
        return DatabaseError(
            f"The database {where} cannot be reached: {text}.",
            remedy="Check that the server runs and that TRACKER_DATABASE_URL names its host, user and database.",
            retryable=not state.startswith(("28", "3D")),
        )
    return DatabaseError(f"The database {where} refused: {text}. Nothing was changed.")
