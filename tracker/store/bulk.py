"""Inserting rows: many at once, and only where they are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from tracker.store.types import ExactDecimal

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.types import TypeEngine

_ROWS = 100
"""Rows to a statement. Five columns are 500 bound values; SQLite takes 999 at the very least."""


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The dialect's INSERT, the one with ``on_conflict_do_…``; both dialects spell it the same."""
    if connection.dialect.name == "postgresql":  # imported where it is used: each dialect costs every start
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def insert_missing(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert one row unless one with its unique key is there; returns whether it was inserted.

    Told by what the database returns: a driver's row count is not dependable for an insert that was skipped.
    """
    key = next(iter(table.primary_key.columns))
    statement = upsert(connection, table).values(**values).on_conflict_do_nothing().returning(key)
    return connection.execute(statement).first() is not None


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> int:
    """Insert many rows given column by column; returns how many.

    Whole archives pass here (220,000 rows), so the rows go straight to the driver: many to a statement on SQLite, COPY
    on PostgreSQL. Values pass through the same column types as everywhere.
    """
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(quote(name) for name in columns)})"
    converted = [_converted(table.c[name].type, values, dialect) for name, values in columns.items()]
    count = len(converted[0])
    if any(len(values) != count for values in converted):
        raise ValueError(f"columns of different length for {table.name}")
    rows = zip(*converted, strict=True)
    if not connection.in_transaction():
        connection.begin()
    cursor: Any = connection.connection.cursor()
    if dialect.driver == "psycopg":
        with cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        # A hundred rows to a statement: half of the time for a row goes into beginning and ending one.
        flat, width = chain.from_iterable(rows), len(converted)
        for size, times in ((_ROWS, count // _ROWS), (1, count % _ROWS)):
            marks = ", ".join(repeat(f"({', '.join('?' * width)})", size))
            # the names come from our own tables, the values are bound
            statement = f"INSERT INTO {into} VALUES {marks}"  # noqa: S608 - see above
            cursor.executemany(statement, (tuple(islice(flat, size * width)) for _ in range(times)))
        cursor.close()
    return count


def _converted(kind: TypeEngine[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    if isinstance(kind, ExactDecimal):
        return kind.bind_all(values, dialect)
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]


def new_id(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row and return its ``id``."""
    result = connection.execute(insert(table).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key is not None else 0
