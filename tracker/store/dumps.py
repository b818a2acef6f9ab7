"""Backups of a PostgreSQL database through the server's own programs, pg_dump and pg_restore.

Passwords go to them in the environment, never on their command lines, which every user of the machine can read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from tracker.errors import DatabaseError, ForeignDatabaseError
from tracker.store.backups import written_whole
from tracker.store.engine import describe, open_connection
from tracker.store.inspection import OURS, VERSION_TABLE, Found, find, require_empty, require_ours
from tracker.store.translation import damaged, translated

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_NOT_SHOWN = ("password", "sslpassword", "context")  # the last is the Python driver's own
_ENTRY = re.compile(r"^\d+; \d+ \d+ TABLE (?P<schema>\S+) (?P<table>\S+) ", re.MULTILINE)
_LISTED = "COPY "


def dump(engine: Engine, target: Path) -> Path:
    """Write the tables of a PostgreSQL database to a file in pg_dump's custom format; it must not exist yet.

    One snapshot, whatever others write. The file gets its name only when pg_restore can read it.

    Raises
    ------
    DatabaseError
        pg_dump is not installed, is older than the server, or failed; no file is left.
    """
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            schema = str(connection.scalar(text("SELECT current_schema()")))
        finally:
            connection.close()
    program = _program("pg_dump", at_least=_version(engine))
    names = [f'--table="{schema}"."{table}"' for table in sorted(find(engine).tables)]
    options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s", *names]
    with written_whole(target) as fresh:
        _run(engine, [program, *options, f"--file={fresh}"], doing="backed up")
        _contents(fresh)
        _ask([_program("pg_restore"), f"--file={os.devnull}", str(fresh)], fresh)  # every byte of it can be read
    return target


def unable(engine: Engine) -> DatabaseError | None:
    """Why this machine cannot back up that server, with what helps; None where it can."""
    version = _version(engine)
    try:
        _program("pg_dump", at_least=version)
        _program("pg_restore")
    except DatabaseError as error:
        return error
    return None


def _version(engine: Engine) -> int:
    """The server's major version."""
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            number = text("SELECT current_setting('server_version_num')::int / 10000")
            return int(connection.scalar(number) or 0)
        finally:
            connection.close()


def restore_dump(engine: Engine, backup: Path, *, known: frozenset[str]) -> Found:
    """Fill an empty PostgreSQL database from such a file, in one transaction; what the backup holds.

    Raises
    ------
    ForeignDatabaseError, OutdatedDatabaseError
        The file is no backup of this program, is damaged, or comes from a newer version.
    DatabaseError
        The database is not empty, or pg_restore is not there or failed. The database is then as it was.
    """
    found, schema = _contents(backup)
    require_ours(engine, found, known, where=str(backup))
    present = find(engine)
    require_empty(engine, present)
    with translated(engine), engine.begin() as connection:
        here = str(connection.scalar(text("SELECT current_schema()")))
        if here == schema and VERSION_TABLE in present.tables:
            connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))  # holds no version: the database is empty
    if here != schema:
        raise DatabaseError(
            f"{backup} holds the schema {schema}, and {describe(engine)} works in {here}. Nothing was changed.",
            remedy=f"Name a database whose search_path begins with {schema}.",
        )
    program = _program("pg_restore")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(engine, [program, *options, str(backup)], doing="restored")
    return find(engine)


def _contents(backup: Path) -> tuple[Found, str]:
    """The tables and the revision in a dump, and the schema they are in."""
    program = _program("pg_restore")
    listed = _ask([program, "--list", str(backup)], backup)
    entries = [match.groupdict() for match in _ENTRY.finditer(listed)]
    tables = frozenset(entry["table"] for entry in entries)
    if not tables >= OURS:
        raise ForeignDatabaseError(
            f"{backup} is no backup of this program. Nothing was changed.",
            remedy="Name a file that 'tracker db backup' made.",
        )
    version = _ask([program, "--data-only", f"--table={VERSION_TABLE}", "--file=-", str(backup)], backup)
    _, _, rows = version.partition(_LISTED)
    revision = rows.splitlines()[1] if rows else None
    return Found(tables=tables, revision=revision), entries[0]["schema"]


def _ask(command: list[str], backup: Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - a program found on PATH
    if done.returncode != 0:
        raise damaged(str(backup), _last(done.stderr))
    return done.stdout


def _program(name: str, *, at_least: int = 0) -> str:
    """The path of a program of PostgreSQL's, at least of the server's major version."""
    path = shutil.which(name)
    if path is None:
        raise DatabaseError(
            f"{name} is not installed here; backups of PostgreSQL are made and read with it.",
            remedy="Install the client programs of PostgreSQL (on Debian and Ubuntu: postgresql-client).",
        )
    told = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603 - as above
    version = re.search(r"(\d+)(?:\.\d+)?", told)
    if version is not None and int(version[1]) < at_least:
        raise DatabaseError(
            f"{name} is of version {version[1]} and the server of version {at_least}; an older one cannot read it.",
            remedy=f"Install the client programs of PostgreSQL {at_least} and put them first on PATH.",
        )
    return path


def _run(engine: Engine, command: list[str], *, doing: str) -> None:
    from psycopg.conninfo import make_conninfo

    parameters = engine.dialect.create_connect_args(engine.url)[1]
    environment = dict(os.environ)
    password = parameters.get("password")
    if password:
        environment["PGPASSWORD"] = str(password)
    shown = {name: value for name, value in parameters.items() if name not in _NOT_SHOWN}
    command = [command[0], f"--dbname={make_conninfo(**shown)}", "--no-password", *command[1:]]
    done = subprocess.run(  # noqa: S603 - a program found on PATH
        command, check=False, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise DatabaseError(
            f"{describe(engine)} could not be {doing}: {_last(done.stderr)}. Nothing was changed.",
            remedy="Correct this and try again.",
        )


def _last(told: str) -> str:
    lines = [line for line in told.splitlines() if line.strip()]
    wrong = next((line for line in lines if "error:" in line), lines[-1] if lines else "it did not say why")
    return wrong.strip().rstrip(".")
