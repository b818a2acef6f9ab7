"""Backups of the database, and putting one back while no daemon works on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import BusyDatabaseError, DatabaseError, ForeignDatabaseError
from tracker.model.sqlite_url import sqlite_url
from tracker.model.work import Delivery
from tracker.services.context import Say, prepare_home, silent
from tracker.services.leadership import leadership_of
from tracker.services.signs_of_life import alive

if TYPE_CHECKING:
    from tracker.store.engine import Engine
    from tracker.store.inspection import Found

_SQLITE = b"SQLite format 3\x00"
_DUMP = b"PGDMP"
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_GONE = {"sending", "sent", "uncertain"}
"""States of letters that went out, or may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was made and looked through. ``size`` in bytes."""

    where: str
    file: Path
    revision: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Letters, as (week, reader), sent since a backup was made: ``remembered``, so that nobody sends them again, or
    ``forgotten``, where a backup of an older schema cannot take them over."""

    remembered: tuple[tuple[str, str], ...] = ()
    forgotten: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back. ``aside`` is the database that stood there before; ``letters`` those it had sent and the
    backup does not know of."""

    where: str
    revision: str | None
    up_to_date: bool
    aside: Path | None
    letters: Letters = field(default_factory=Letters)


def backup(settings: Settings, file: Path | None, *, now: datetime, step: Say = silent) -> BackedUp:
    """Back up the database to a file that must not exist yet; by default in the folder ``backups`` of the home.

    Raises ``DatabaseError`` when there is nothing to back up, or when it could not be done; no file is then left.
    ``step`` gets signs of life while it is written and looked through.
    """
    from tracker.store import backups, dumps, migrate
    from tracker.store.engine import database_path, describe, open_engine
    from tracker.store.inspection import find, require_ours

    prepare_home(settings)
    engine = open_engine(settings.database_url)
    try:
        found = find(engine)
        require_ours(engine, found, migrate.known_revisions())
        if found.revision is None:
            raise DatabaseError(f"{describe(engine)} holds nothing to back up.", remedy="Fill it with 'tracker run'.")
        on_file = database_path(engine) is not None
        ending = "sqlite3" if on_file else "dump"
        target = file or settings.home / "backups" / f"tracker-{now:%Y%m%dT%H%M%SZ}.{ending}"
        with alive(step, "backup"):
            made = backups.backup_file(engine, target) if on_file else dumps.dump(engine, target)
        made.chmod(0o600)  # readers' addresses are in it
        return BackedUp(where=describe(engine), file=made, revision=found.revision, size=made.stat().st_size)
    finally:
        engine.dispose()


def restore(settings: Settings, file: Path, *, now: datetime) -> Restored:
    """Put a backup in the place of the database; the present one is kept beside it (SQLite) or must be empty.

    Raises ``DatabaseError`` or one of its children when the file is no backup of this program, when a daemon or
    another command is at work, or when the PostgreSQL database is not empty. Nothing has then changed.
    """
    from tracker.store import migrate
    from tracker.store.engine import describe, open_engine

    prepare_home(settings)
    kind = _kind(file)
    engine = open_engine(settings.database_url)
    if kind != engine.dialect.name:
        raise DatabaseError(
            f"{file} is a backup of {_NAMES[kind]} and {describe(engine)} is {_NAMES[engine.dialect.name]}. "
            "Nothing was changed.",
            remedy="Restore it to a database of its own kind, then move it with 'tracker db copy'.",
        )
    lead = leadership_of(engine)
    if not lead.acquire():
        raise BusyDatabaseError(
            f"A daemon works on {describe(engine)}. Nothing was changed.",
            remedy="Stop it (tracker daemon ends on SIGTERM), then restore, then start it again.",
        )
    try:
        found, aside, letters = _put_back(engine, file, now=now)
        return Restored(
            where=describe(engine),
            revision=found.revision,
            up_to_date=found.revision == migrate.head(),
            aside=aside,
            letters=letters,
        )
    finally:
        lead.release()
        engine.dispose()


def _put_back(engine: Engine, file: Path, *, now: datetime) -> tuple[Found, Path | None, Letters]:
    from tracker.store import backups, dumps, migrate
    from tracker.store.engine import database_path, open_engine

    known = migrate.known_revisions()
    path = database_path(engine)
    if path is None:
        return dumps.restore_dump(engine, file, known=known), None, Letters()
    if not path.exists():
        return backups.restore_file(engine, file, known=known, aside=path), None, Letters()
    aside = path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    letters = Letters()

    def complete(fresh: Path, found: Found) -> None:
        nonlocal letters
        copy = open_engine(sqlite_url(fresh))
        try:
            letters = _take_over(engine, copy, writable=found.revision == migrate.head())
        finally:
            copy.dispose()

    found = backups.restore_file(engine, file, known=known, aside=aside, complete=complete)
    return found, aside, letters


def _take_over(earlier: Engine, copy: Engine, *, writable: bool) -> Letters:
    """Write the letters that went out, or may have, and that the copy does not know of, into its outbox."""
    from tracker.store.unit_of_work import UnitOfWork

    gone, known = _letters(earlier), _letters(copy)
    missing = [gone[key] for key in sorted(gone.keys() - known.keys())]
    named = tuple((one.period, one.recipient) for one in missing)
    if not missing or not writable:
        return Letters(forgotten=named)
    with UnitOfWork(copy, write=True) as work:
        for one in missing:
            # nobody sends while a database is replaced: what was being sent will never be known better
            state = "sent" if one.state == "sent" else "uncertain"
            detail = one.detail or ("" if state == "sent" else "it was being sent when the database was replaced")
            work.deliveries.remember(replace(one, state=state, next_attempt_at=None, detail=detail))
        work.commit()
    return Letters(remembered=named)


def _letters(engine: Engine) -> dict[tuple[str, str, str], Delivery]:
    """Which letters went out, or may have; none where that cannot be read (a damaged or an older database)."""
    from tracker.store.unit_of_work import UnitOfWork

    try:
        with UnitOfWork(engine, write=False) as work:
            found = work.deliveries.all()
    except DatabaseError:
        return {}
    return {(one.report, one.period, one.recipient): one for one in found if one.state in _GONE}


def _kind(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            header = stream.read(16)
    except OSError as error:
        raise DatabaseError(
            f"{file} cannot be read: {error.strerror}.", remedy="Name a file that 'tracker db backup' made."
        ) from error
    if header.startswith(_SQLITE):
        return "sqlite"
    if header.startswith(_DUMP):
        return "postgresql"
    raise ForeignDatabaseError(
        f"{file} is no backup of this program. Nothing was changed.",
        remedy="Name a file that 'tracker db backup' made.",
    )
