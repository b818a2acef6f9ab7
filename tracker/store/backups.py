"""Backups of a SQLite file: made while others write, looked through before they get their name, put back whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import DatabaseError, ForeignDatabaseError
from tracker.model.sqlite_url import sqlite_url
from tracker.store.engine import database_path, describe, open_engine
from tracker.store.inspection import Found, find, require_ours
from tracker.store.translation import busy, damaged, translate, unwritable

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_SIDES = ("-wal", "-shm", "-journal")
_PATIENCE = 10.0
_IN_USE_STAYS = sys.platform == "win32"
"""Whether the system refuses to replace a file that anybody has open."""


def backup_file(engine: Engine, target: Path) -> Path:
    """Copy a SQLite database, consistent even while others write, to a file that must not exist yet.

    The copy gets its name only when it is complete, on the disk, and was looked through.
    """
    source = database_path(engine)
    if source is None:
        raise DatabaseError(f"{describe(engine)} is not a file and cannot be copied as one.")
    with written_whole(target) as fresh:
        _vacuum_into(source, fresh, mode="rw")
        _require_sound(fresh, as_named=target)
    return target


def restore_file(
    engine: Engine,
    backup: Path,
    *,
    known: frozenset[str],
    aside: Path,
    complete: Callable[[Path, Found], None] | None = None,
) -> Found:
    """Put a backup in the place of a SQLite database, which is kept under the name ``aside``; what the backup holds.

    A copy is made beside the database, looked through, and moved into place in one step: whatever happens, the old
    database or the new one stands there, whole. The caller sees to it that no daemon works, and may
    ``complete`` the copy, given its file and what it holds, before it takes its place.

    Raises
    ------
    ForeignDatabaseError, OutdatedDatabaseError
        The file is no backup of this program, is damaged, or comes from a newer version.
    BusyDatabaseError
        Another process has the database open.
    DatabaseError
        The copy could not be moved into place; the database is as it was.
    """
    path = database_path(engine)
    if path is None:
        raise DatabaseError(f"{describe(engine)} is not a file; a copy of a file cannot be put there.")
    found = inspect_file(backup, known=known)
    if path.exists() and path.resolve() == backup.resolve():
        raise DatabaseError(f"{backup} is the database itself. Nothing was changed.", remedy="Name a backup of it.")
    with _beside(path) as fresh:
        try:
            _vacuum_into(backup, fresh)
            _require_sound(fresh, as_named=backup)
        except ForeignDatabaseError as error:
            raise ForeignDatabaseError(
                error.message, remedy="Name another backup; the database itself was not touched."
            ) from error
        if complete is not None:
            complete(fresh, found)
        _to_disk(fresh)
        if path.exists():
            engine.dispose()
            with _alone(path) as raw:
                _keep(path, aside)
                if _IN_USE_STAYS:
                    raw.close()  # our own use counts too; whoever comes in between makes the move fail
                _move(fresh, path, aside=aside)
        else:
            _move(fresh, path)
        _to_disk(path.parent)
    return found


def inspect_file(path: Path, *, known: frozenset[str]) -> Found:
    """What a file of SQLite holds when it is a database of this program at a known schema; refused otherwise."""
    engine = open_engine(sqlite_url(path))
    if not path.exists():
        raise DatabaseError(f"{path} does not exist.", remedy="Name a file that 'tracker db backup' made.")
    try:
        found = find(engine)
        if found.empty:
            raise ForeignDatabaseError(f"{path} holds nothing. Nothing was changed.", remedy="Name another backup.")
        require_ours(engine, found, known)
    finally:
        engine.dispose()
    return found


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """An empty file to write to, that gets the name ``target`` at the end; never over a file that is there."""
    if target.exists():
        raise DatabaseError(f"{target} exists already and was left as it is.", remedy="Choose another file name.")
    with _beside(target) as fresh:
        yield fresh
        _to_disk(fresh)
        try:
            try:
                target.hardlink_to(fresh)  # fails when somebody else took the name meanwhile
            except FileExistsError:
                raise
            except OSError:  # a file system without links
                fresh.rename(target)
        except OSError as error:
            raise unwritable(str(target), error.strerror or str(error)) from error
        _to_disk(target.parent)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new file of one's own in the same folder, for this user alone; gone afterwards unless it was moved."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
    except OSError as error:
        raise unwritable(str(path), error.strerror or str(error)) from error
    fresh = Path(name)
    try:
        yield fresh
    finally:
        for side in ("", *_SIDES):
            fresh.with_name(fresh.name + side).unlink(missing_ok=True)


def _vacuum_into(source: Path, fresh: Path, *, mode: str = "ro") -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE)) as raw:
            raw.execute("VACUUM INTO ?", (str(fresh),))
    except sqlite3.Error as error:
        raise translate(error, str(source)) from error
    with suppress(OSError):
        fresh.chmod(source.stat().st_mode & 0o777)


def _require_sound(path: Path, *, as_named: Path) -> None:
    """Every page readable, every index in step, every reference met."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            (verdict,) = raw.execute("PRAGMA integrity_check(1)").fetchone()
            loose = raw.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise damaged(str(as_named), str(error)) from error
    if verdict != "ok":
        raise damaged(str(as_named), verdict)
    if loose is not None:
        raise damaged(str(as_named), f"{loose[0]} refers to missing rows of {loose[2]}")


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Nobody else has the file open. Its write-ahead log is written back, so that the file is all there is of it.

    A damaged file is nobody's: it is only moved.
    """
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as raw:
        try:
            raw.execute("PRAGMA journal_mode = DELETE")  # leaving WAL needs the file for oneself
            raw.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise busy(str(path)) from error
        except sqlite3.DatabaseError:
            pass
        yield raw


def _move(fresh: Path, path: Path, *, aside: Path | None = None) -> None:
    """Give the copy its name, in one step; where that is refused, the database keeps its own and its logs."""
    try:
        fresh.replace(path)
    except OSError as error:
        if aside is not None:
            for side in ("", *_SIDES):
                present, kept = path.with_name(path.name + side), aside.with_name(aside.name + side)
                if kept.exists() and not present.exists():
                    kept.replace(present)
                kept.unlink(missing_ok=True)
        if _IN_USE_STAYS and isinstance(error, PermissionError):
            raise busy(str(path)) from error
        raise unwritable(str(path), error.strerror or str(error)) from error


def _keep(path: Path, aside: Path) -> None:
    """Give the present database a second name, its logs too when it is damaged; the first is then free."""
    for side in ("", *_SIDES):
        present, kept = path.with_name(path.name + side), aside.with_name(aside.name + side)
        if present.exists():
            try:
                kept.hardlink_to(present)
            except FileExistsError as error:
                raise unwritable(str(kept), "that name is taken") from error
            except OSError:  # a file system without links
                shutil.copy2(present, kept)
                _to_disk(kept)
    for side in _SIDES:  # a log left here would be played into the new database
        path.with_name(path.name + side).unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Make sure that what was written survives a power cut; folders where the system lets them be opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
