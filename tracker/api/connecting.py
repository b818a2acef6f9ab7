"""Opening a store for reading."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tracker import config
from tracker.api.store import Store
from tracker.api.times import instant
from tracker.model.sqlite_url import sqlite_url
from tracker.services.context import open_reading


def connect(
    database: str | os.PathLike[str] | None = None,
    *,
    now: str | datetime | None = None,
    zone: str | None = None,
    pairs: Sequence[str] | None = None,
) -> Store:
    """Open what an installation has stored, for reading alone.

    Nothing is created, upgraded, fetched or written: SQLite opens the file read-only, PostgreSQL refuses every
    transaction that would write. Others may work with the database meanwhile.

    Parameters
    ----------
    database : str or path, optional
        A home, a SQLite file, or a URL (``postgresql://…``). Without it, what the command line would open.
    now : str or datetime, optional
        The instant everything is judged by, with its zone; the clock if not said. ``--now`` of the command line.
    zone : str, optional
        IANA zone in which weeks and days begin.
    pairs : sequence of str, optional
        The pairs of the reports, the first one leading.

    Raises
    ------
    DatabaseError
        There is no database, or it cannot be read here.
    OutdatedDatabaseError, ForeignDatabaseError
        It is of another version of the program, or another program's; the message names the command that helps.
    ConfigError
        A setting cannot be used, or the driver for PostgreSQL is missing.
    """
    flags: dict[str, object] = {} if database is None else _place(os.fspath(database))
    flags |= {name: value for name, value in (("zone", zone), ("pairs", pairs and ",".join(pairs))) if value}
    settings = config.load(os.environ, cwd=Path.cwd(), flags=flags)
    return Store(open_reading(settings, now=None if now is None else instant(now, "now")))


def _place(database: str) -> dict[str, object]:
    if "://" in database:
        return {"database_url": database}
    path = Path(database).expanduser()
    if path.is_dir():
        return {"home": path, "database_url": sqlite_url(path.absolute() / "tracker.sqlite3")}
    return {"home": path.absolute().parent, "database_url": sqlite_url(path.absolute())}
