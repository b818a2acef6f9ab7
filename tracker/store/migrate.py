"""Creating and upgrading the schema.

Every change of the schema is one transaction on either database: all of it happens, or none. On SQLite foreign keys
are off while a migration runs (a batch migration rebuilds a table by dropping it, and with foreign keys on that
silently deletes the rows of every table that refers to it); they are checked, and rows counted, before the commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from tracker.errors import DatabaseError
from tracker.store.engine import database_path, describe, open_connection, use_wal
from tracker.store.inspection import VERSION_TABLE, Found, find, find_on, require_ours
from tracker.store.translation import outdated, translated, unwritable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection, Engine

HEAD = "0001"
"""The revision this program works with. A constant, because asking Alembic costs its import; a test compares them."""

_LOCK_TIMEOUT = "60s"
_UPGRADE_LOCK = 7_274_614_002


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What an upgrade did: revisions before and after, and the backup taken of a SQLite file that held data."""

    before: str | None
    after: str | None
    backup: Path | None = None


def head() -> str:
    """The revision this program works with."""
    return HEAD


def current(engine: Engine) -> str | None:
    """The revision the database is at; ``None`` when it is empty."""
    return find(engine).revision


def ensure_ready(engine: Engine) -> None:
    """Create a missing database; accept one at this program's revision; refuse all others untouched.

    Raises
    ------
    OutdatedDatabaseError
        Made by an older program (``tracker db upgrade`` helps) or a newer one.
    ForeignDatabaseError
        Damaged, or of another program.
    BusyDatabaseError, DatabaseError
        It cannot be opened or created now.
    """
    found = find(engine)
    if found.revision == HEAD:
        require_ours(engine, found, frozenset((HEAD,)))
    elif found.empty:
        upgrade(engine)
    else:
        require_ours(engine, found, _revisions(scripts()))
        raise outdated(describe(engine), f"has the schema {found.revision} of an older version; this one needs {HEAD}")
    with translated(engine):
        use_wal(engine)


def upgrade(engine: Engine, *, to: str = "head", folder: Path | None = None) -> Upgrade:
    """Bring the schema to a revision, creating the database when there is none; safe when several processes try.

    A SQLite file that holds data is first copied beside itself. ``folder`` replaces the folder of migrations.
    """
    return _migrate(engine, "upgrade", to, folder or scripts())


def downgrade(engine: Engine, *, to: str, folder: Path | None = None) -> Upgrade:
    """Take the schema back to a revision (``base`` removes every table), with the same care and the same backup."""
    return _migrate(engine, "downgrade", to, folder or scripts())


def check(engine: Engine) -> list[str]:
    """Differences between the tables the program declares and those the database has; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from tracker.store.tables import METADATA
    from tracker.store.types import compare_type, render_item

    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            options: dict[str, Any] = {"compare_type": compare_type, "render_item": render_item}
            context = MigrationContext.configure(connection, opts=options)
            return [str(difference) for difference in compare_metadata(context, METADATA)]
        finally:
            connection.close()


def backup(engine: Engine, target: Path) -> Path:
    """Copy a SQLite database, consistent even while others write, to a file that must not exist yet."""
    source = database_path(engine)
    if source is None:
        raise DatabaseError(
            f"{describe(engine)} is not a file and cannot be copied as one.", remedy="Use pg_dump for PostgreSQL."
        )
    if target.exists():
        raise DatabaseError(f"{target} exists already and was left as it is.", remedy="Choose another file name.")
    with translated(engine):
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA query_only = 0")
            cursor.execute("VACUUM INTO ?", (str(target),))
        except BaseException:  # a full disk: half a copy would look like a whole one
            for left in (target, target.with_name(f"{target.name}-journal")):
                left.unlink(missing_ok=True)
            raise
        finally:
            raw.close()
    return target


def scripts() -> Path:
    """The folder of migrations: beside this file in an installed wheel, at the root of a checkout."""
    shipped = Path(__file__).with_name("_alembic")
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "alembic"


def _config(folder: Path, connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revisions(folder: Path) -> frozenset[str]:
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(_config(folder)).walk_revisions())


def _migrate(engine: Engine, direction: str, to: str, folder: Path) -> Upgrade:
    from alembic import command

    require_ours(engine, find(engine), _revisions(folder))  # before anything is opened for writing
    copy: Path | None = None
    _make_folder(engine)
    with translated(engine), _migration_connection(engine) as connection:
        before = find_on(connection)  # again, now that nobody else can change it
        require_ours(engine, before, _revisions(folder))
        counts = _row_counts(connection, before)
        if any(counts.values()) and database_path(engine) is not None and before.revision != _target(folder, to):
            copy = backup(engine, _backup_name(engine, before))
        getattr(command, direction)(_config(folder, connection), to)
        after = find_on(connection)
        _require_sound(connection, counts, after, copy)
        connection.commit()
    with translated(engine):
        use_wal(engine)
    return Upgrade(before=before.revision, after=after.revision, backup=copy)


@contextmanager
def _migration_connection(engine: Engine) -> Iterator[Connection]:
    """The only connection that may change the schema now, inside a transaction, foreign keys off (SQLite)."""
    connection = engine.connect()
    try:
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction is open
            cursor.close()
            connection.begin()  # BEGIN IMMEDIATE
        else:
            connection.begin()
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        yield connection
    finally:
        connection.rollback()
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.close()
        connection.close()


def _require_sound(connection: Connection, counts: dict[str, int], after: Found, copy: Path | None) -> None:
    """Raise, and thereby roll back, when a migration lost rows or left a reference to nothing."""
    problems = []
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        problems += [f"{row[0]} refers to missing rows of {row[2]}" for row in broken[:5]]
    now = _row_counts(connection, after)
    problems += [
        f"{table} had {counts[table]} rows and would have {now[table]}"
        for table in sorted(counts.keys() & now.keys())
        if now[table] < counts[table]
    ]
    if problems:
        kept = f" A copy is in {copy}." if copy is not None else ""
        raise DatabaseError(
            f"The migration of {describe(connection.engine)} would lose data and was taken back: "
            f"{'; '.join(problems)}. The database is as it was.{kept}",
            remedy="Please report this with the program's version; the older version keeps working.",
        )


def _row_counts(connection: Connection, found: Found) -> dict[str, int]:
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: int(connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0)  # noqa: S608 - from the catalogue
        for name in sorted(found.tables - {VERSION_TABLE})
    }


def _target(folder: Path, to: str) -> str | None:
    from alembic.script import ScriptDirectory

    if to == "base":
        return None
    return str(ScriptDirectory.from_config(_config(folder)).get_revision(to).revision)


def _backup_name(engine: Engine, found: Found) -> Path:
    path = database_path(engine) or Path()
    stem = f"{path.name}.schema-{found.revision}.backup"
    for number in range(1, 1000):
        candidate = path.with_name(stem if number == 1 else f"{stem}-{number}")
        if not candidate.exists():
            return candidate
    raise DatabaseError(f"{path.parent} holds too many backups of {path.name}.", remedy="Move old backups away.")


def _make_folder(engine: Engine) -> None:
    path = database_path(engine)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(str(path), f"its folder cannot be made: {error.strerror or error}") from error
