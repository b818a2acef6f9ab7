"""Backups of the database, and putting one back while no daemon works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import BusyDatabaseError, DatabaseError, ForeignDatabaseError
from tracker.services.context import prepare_home
from tracker.services.leadership import leadership_of

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
class Restored:
    """What was put back. ``aside`` is the database that stood there before; ``forgotten`` the letters it had
    sent that the backup does not know of, as (week, reader)."""

    where: str
    revision: str | None
    up_to_date: bool
    aside: Path | None
    forgotten: tuple[tuple[str, str], ...] = ()


def backup(settings: Settings, file: Path | None, *, now: datetime) -> BackedUp:
    """Back up the database to a file that must not exist yet; by default in the folder ``backups`` of the home.

    Raises ``DatabaseError`` when there is nothing to back up, or when it could not be done; no file is then left.
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
        found, aside, forgotten = _put_back(engine, file, now=now)
        return Restored(
            where=describe(engine),
            revision=found.revision,
            up_to_date=found.revision == migrate.head(),
            aside=aside,
            forgotten=forgotten,
        )
    finally:
        lead.release()
        engine.dispose()


def _put_back(engine: Engine, file: Path, *, now: datetime) -> tuple[Found, Path | None, tuple[tuple[str, str], ...]]:
    from tracker.store import backups, dumps, migrate
    from tracker.store.engine import database_path, open_engine

    known = migrate.known_revisions()
    path = database_path(engine)
    if path is None:
        return dumps.restore_dump(engine, file, known=known), None, ()
    aside = path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}") if path.exists() else None
    found = backups.restore_file(engine, file, known=known, aside=aside or path)
    if aside is None:
        return found, None, ()
    earlier = open_engine(f"sqlite:///{aside}")
    forgotten = sorted(_letters(earlier) - _letters(engine))
    earlier.dispose()
    return found, aside, tuple(forgotten)


def _letters(engine: Engine) -> set[tuple[str, str]]:
    """Which letters went out, or may have; none where that cannot be read (a damaged or an older database)."""
    from tracker.store.unit_of_work import UnitOfWork

    try:
        with UnitOfWork(engine, write=False) as work:
            return {(one.period, one.recipient) for one in work.deliveries.all() if one.state in _GONE}
    except DatabaseError:
        return set()


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
