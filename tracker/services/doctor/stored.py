"""The database as several checks look at it: opened once to look, never made, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.services.context import Context, looking
from tracker.services.doctor.lines import Subject

if TYPE_CHECKING:
    from tracker.store.engine import Engine
    from tracker.store.health import Health

_SECONDS = 5.0

NOT_LOOKED = "not looked at: the database is on a server (--network looks)"
NOT_TO_BE_LOOKED_AT = "cannot be looked at: the database cannot be read"


@contextmanager
def opened(subject: Subject) -> Iterator[Engine]:
    """The database, for a moment."""
    from tracker.store.engine import open_engine

    engine = open_engine(subject.settings.database_url, timeout=_SECONDS)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def surroundings(subject: Subject) -> Iterator[Context | None]:
    """The installation for a moment, to read from; None where it may not be looked at or nothing is there yet.

    Raises ``DatabaseError`` where it cannot be used.
    """
    if not may_look(subject) or look(subject).revision is None:
        yield None
        return
    with opened(subject) as engine:
        yield looking(subject.settings, engine, now=subject.now)


def may_look(subject: Subject) -> bool:
    """Whether looking is allowed: a database on a server is a connection."""
    return subject.network or subject.settings.database_url.startswith("sqlite")


def look(subject: Subject) -> Health:
    """What is there; raises ``DatabaseError`` with its remedy when it is foreign, damaged, held or out of reach."""
    from tracker.store.health import health

    with opened(subject) as engine:
        return health(engine)


def readable_file(subject: Subject) -> Path | None:
    """The database's file where every user of this machine can read it."""
    from tracker.store.engine import database_path
    from tracker.store.private import readable_by_anybody

    with opened(subject) as engine:
        path = database_path(engine)
    return path if path is not None and readable_by_anybody(path) else None


def health_of(subject: Subject) -> Health | None:
    """The same, or None where it cannot or may not be looked at: the check of the database says why."""
    if not may_look(subject):
        return None
    try:
        return look(subject)
    except TrackerError:
        return None
