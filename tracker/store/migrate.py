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
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tracker.errors import BusyDatabaseError, DatabaseError
from tracker.store import locks
from tracker.store.backups import backup_file
from tracker.store.engine import database_path, describe, use_wal
from tracker.store.inspection import VERSION_TABLE, Found, find, find_on, require_empty, require_ours
from tracker.store.private import private_file, private_folder
from tracker.store.translation import outdated, translate, translated, unwritable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection, Engine

HEAD = "0005"
"""The revision this program works with. A constant, because asking Alembic costs its import; a test compares them."""

_PATIENCE = 60.0


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
        require_ours(engine, found, known_revisions())
        raise outdated(describe(engine), f"has the schema {found.revision} of an older version; this one needs {HEAD}")
    with translated(engine):
        use_wal(engine)


def require_ready(engine: Engine) -> None:
    """Accept a database at this program's revision and refuse every other one; nothing is created or changed.

    Raises ``DatabaseError`` where there is none, else as ``ensure_ready``.
    """
    found = find(engine)
    if found.empty:
        raise DatabaseError(
            f"There is no database of the tracker at {describe(engine)}.",
            remedy="Any tracker command makes it, as `tracker report`; or name another place.",
        )
    if found.revision != HEAD:
        require_ours(engine, found, known_revisions())
        raise outdated(describe(engine), f"has the schema {found.revision} of an older version; this one needs {HEAD}")
    require_ours(engine, found, frozenset((HEAD,)))


def upgrade(engine: Engine, *, to: str = "head", folder: Path | None = None, patience: float = _PATIENCE) -> Upgrade:
    """Bring the schema to a revision, creating the database when there is none; safe when several processes try.

    A SQLite file that holds data is first copied beside itself. ``folder`` replaces the folder of migrations;
    ``patience`` is how many seconds to wait for another process that migrates or writes (``BusyDatabaseError``).
    """
    return _migrate(engine, "upgrade", to, folder or scripts(), patience)


def downgrade(engine: Engine, *, to: str, folder: Path | None = None, patience: float = _PATIENCE) -> Upgrade:
    """Take the schema back to a revision (``base`` removes every table), with the same care and the same backup."""
    return _migrate(engine, "downgrade", to, folder or scripts(), patience)


@contextmanager
def creating(engine: Engine, *, patience: float = _PATIENCE) -> Iterator[Connection]:
    """A connection to an empty database that has just got its tables, to fill them in the same transaction.

    Committed when the block ends; when it fails, or the process dies, the database stays empty. A SQLite file is put
    into WAL mode first: a transaction that was cut short is then passed over by the next reader, where a rollback
    journal would wait for a writer.
    """
    from alembic import command

    _make_folder(engine)
    with translated(engine):
        use_wal(engine)
        with _migration_connection(engine, patience) as connection:
            require_empty(engine, find_on(connection))  # again, now that nobody else can change it
            command.upgrade(_config(scripts(), connection), "head")
            yield connection
            connection.commit()


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


def known_revisions(folder: Path | None = None) -> frozenset[str]:
    """The revisions this program has migrations for."""
    from alembic.script import ScriptDirectory

    return frozenset(
        script.revision for script in ScriptDirectory.from_config(_config(folder or scripts())).walk_revisions()
    )


def _migrate(engine: Engine, direction: str, to: str, folder: Path, patience: float) -> Upgrade:
    from alembic import command

    require_ours(engine, find(engine), known_revisions(folder))  # before anything is opened for writing
    copy: Path | None = None
    _make_folder(engine)
    with translated(engine), _migration_connection(engine, patience) as connection:
        before = find_on(connection)  # again, now that nobody else can change it
        require_ours(engine, before, known_revisions(folder))
        counts = _row_counts(connection, before)
        if any(counts.values()) and database_path(engine) is not None and before.revision != _target(folder, to):
            copy = backup_file(engine, _backup_name(engine, before))
        getattr(command, direction)(_config(folder, connection), to)
        after = find_on(connection)
        _require_sound(connection, counts, after, copy)
        connection.commit()
    with translated(engine):
        use_wal(engine)
    return Upgrade(before=before.revision, after=after.revision, backup=copy)


@contextmanager
def _migration_connection(engine: Engine, patience: float) -> Iterator[Connection]:
    """The only connection that may change anything now, inside a transaction, foreign keys off (SQLite)."""
    connection = engine.connect()
    milliseconds, usual = max(int(patience * 1000), 1), 0
    try:
        try:
            if engine.dialect.name == "sqlite":
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction is open
                usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
                cursor.close()
                connection.begin()  # BEGIN IMMEDIATE
            else:
                connection.begin()
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
                for lock in (locks.UPGRADE, locks.WRITER):
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({locks.key(lock)})")
        except SQLAlchemyError as error:
            raise _waited(translate(error, describe(engine)), engine, patience) from error
        yield connection
    finally:
        connection.rollback()
        if engine.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
            cursor.close()
        connection.close()


def _waited(error: Exception, engine: Engine, patience: float) -> Exception:
    if not isinstance(error, BusyDatabaseError):
        return error
    return BusyDatabaseError(
        f"The database {describe(engine)} is being upgraded or written to by another process; waited {patience:g} s "
        "for it. Nothing was changed.",
        remedy="Try again when it has finished, or stop the daemon first.",
    )


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
        private_folder(path.parent)
    except OSError as error:
        raise unwritable(str(path), f"its folder cannot be made: {error.strerror or error}") from error
    if "uri" not in engine.url.query:  # an address may ask for no file at all
        private_file(path)
