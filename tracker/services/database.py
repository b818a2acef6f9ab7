"""The database by hand: bring it up to date, say where it stands, compare it with the program, copy it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tracker.config import Settings
from tracker.services.context import prepare_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a database stands. ``revision`` is None while it is empty or missing."""

    where: str
    revision: str | None
    head: str

    @property
    def up_to_date(self) -> bool:
        """Whether this program can use it as it is."""
        return self.revision == self.head


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: table, rows and SHA-256 of the rows, equal on both sides."""

    source: str
    target: str
    tables: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """What an upgrade did. ``backup`` is the copy of a SQLite file that held data."""

    where: str
    before: str | None
    after: str | None
    backup: Path | None


def upgrade(settings: Settings) -> Upgraded:
    """Create the database or bring it to this program's schema; raises ``DatabaseError``."""
    from tracker.store import migrate
    from tracker.store.engine import describe, open_engine

    prepare_home(settings)
    engine = open_engine(settings.database_url)
    try:
        done = migrate.upgrade(engine)
    finally:
        engine.dispose()
    return Upgraded(where=describe(engine), before=done.before, after=done.after, backup=done.backup)


def standing(settings: Settings) -> Standing:
    """Look without changing anything; raises ``DatabaseError`` when it is damaged or another program's."""
    from tracker.store import migrate
    from tracker.store.engine import describe, open_engine

    engine = open_engine(settings.database_url)
    try:
        return Standing(where=describe(engine), revision=migrate.current(engine), head=migrate.head())
    finally:
        engine.dispose()


def differences(settings: Settings) -> tuple[str, ...]:
    """What the database has otherwise than the program declares; empty when they agree."""
    from tracker.store import differences as store
    from tracker.store import migrate
    from tracker.store.engine import open_engine

    engine = open_engine(settings.database_url)
    try:
        migrate.ensure_ready(engine)
        return tuple(store.differences(engine))
    finally:
        engine.dispose()


def damaged_documents(settings: Settings) -> tuple[str, ...]:
    """SHA-256 of stored documents whose bytes are not theirs any more; those that left the archive are sound."""
    from tracker.store import archive
    from tracker.store.engine import open_engine

    engine = open_engine(settings.database_url)
    try:
        return archive.damaged(engine)
    finally:
        engine.dispose()


def copy(settings: Settings, url: str) -> Copied:
    """Copy everything to another, empty database, and compare; raises ``DatabaseError`` and leaves that one empty."""
    from tracker.store import copying
    from tracker.store.engine import describe, open_engine

    source, target = open_engine(settings.database_url), open_engine(url)
    try:
        tables = copying.copy(source, target)
    finally:
        source.dispose()
        target.dispose()
    return Copied(
        source=describe(source),
        target=describe(target),
        tables=tuple((one.name, one.content.rows, one.content.sha256) for one in tables),
    )
