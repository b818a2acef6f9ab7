"""Copying a whole database into another, empty one: SQLite or PostgreSQL on either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from tracker.errors import DatabaseError
from tracker.store import migrate
from tracker.store.bulk import insert_columns
from tracker.store.engine import database_path, describe, open_connection
from tracker.store.hashes import Content, Tally, contents, pieces
from tracker.store.inspection import find, require_empty, require_ours
from tracker.store.tables import METADATA
from tracker.store.translation import outdated, translated

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Connection, Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """One table, the same on both sides."""

    name: str
    content: Content


def copy(source: Engine, target: Engine) -> tuple[CopiedTable, ...]:
    """Copy every table, then read the copy and compare; all of it in one transaction of the target.

    The source is read in one snapshot, so others may go on writing; what they write meanwhile is not copied.

    Raises
    ------
    OutdatedDatabaseError
        The source is not at this program's schema.
    ForeignDatabaseError, DatabaseError
        The target holds something, or is the source; or the copy read back was not the same. The target is then as
        it was.
    """
    found = find(source)
    if found.empty:
        raise DatabaseError(f"{describe(source)} holds nothing to copy.", remedy="Fill it first, with 'tracker run'.")
    require_ours(source, found, migrate.known_revisions())
    if found.revision != migrate.HEAD:
        raise outdated(describe(source), f"has the schema {found.revision}; only {migrate.HEAD} can be copied")
    if source.url == target.url or _one_file(source, target):
        raise _same(target)
    require_empty(target, find(target))
    with translated(source):
        reading = open_connection(source, write=False)
    try:
        with migrate.creating(target) as writing:
            if _one_server(reading, writing):
                raise _same(target)
            copied = _fill(reading, writing, source, target)
    finally:
        reading.close()
    return copied


def _fill(reading: Connection, writing: Connection, source: Engine, target: Engine) -> tuple[CopiedTable, ...]:
    tables = METADATA.sorted_tables  # no table refers to a later one
    taken: dict[str, Content] = {}
    for table in tables:
        tally = Tally()
        with translated(source):
            for rows in pieces(reading, table):
                tally.add(rows)
                with translated(target):
                    columns = dict(zip(table.columns.keys(), map(list, zip(*rows, strict=True)), strict=True))
                    insert_columns(writing, table, columns)
        taken[table.name] = tally.content()
    with translated(target):
        _continue_numbering(writing, tables)
        arrived = contents(writing, tables)
    differing = [name for name in taken if taken[name] != arrived[name]]
    if differing:
        raise DatabaseError(
            f"The copy in {describe(target)} was not the same as {describe(source)} in: {', '.join(differing)}. "
            "It was taken back; both databases are as they were.",
            remedy="Please report this with the program's version.",
        )
    return tuple(CopiedTable(name=name, content=content) for name, content in arrived.items())


def _continue_numbering(connection: Connection, tables: list[Table]) -> None:
    """Let PostgreSQL number new rows after those copied; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        names = {"table": connection.dialect.identifier_preparer.format_table(table), "column": column.name}
        newest = f"SELECT max({column.name}) FROM {table.name}"  # noqa: S608 - names of our own
        connection.execute(
            text(
                "SELECT setval(pg_get_serial_sequence(:table, :column), "
                f"coalesce(({newest}), 1), ({newest}) IS NOT NULL)"
            ),
            names,
        )


def _one_file(source: Engine, target: Engine) -> bool:
    one, two = database_path(source), database_path(target)
    return one is not None and two is not None and one.resolve() == two.resolve()


def _one_server(reading: Connection, writing: Connection) -> bool:
    if not reading.dialect.name == writing.dialect.name == "postgresql":
        return False
    identity = text("SELECT pg_postmaster_start_time(), current_database(), current_schema()")
    return reading.execute(identity).one() == writing.execute(identity).one()


def _same(target: Engine) -> DatabaseError:
    return DatabaseError(
        f"{describe(target)} is the database to copy from. Nothing was copied.", remedy="Name another one."
    )
