"""What tables hold, as one hash each: two databases, or one before and after, know the same when these are equal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, select

from tracker.model.instants import format_instant
from tracker.store.engine import open_connection
from tracker.store.tables import DATA_TABLES
from tracker.store.translation import translated
from tracker.store.types import canonical_json

if TYPE_CHECKING:
    from sqlalchemy import Row, Table
    from sqlalchemy.engine import Connection, Engine

_ROWS = 5_000
_ROWS_OF_BYTES = 20
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How many rows a table holds, and the SHA-256 of all of them."""

    rows: int
    sha256: str


class Tally:
    """The content of a table, row by row, whatever their order.

    The SHA-256 of each row are added up modulo 2^256: nothing is sorted, and nothing is kept in memory.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Count these rows too."""
        for row in rows:
            digest = hashlib.sha256("\x1f".join(map(_text, row)).encode()).digest()
            self._sum = (self._sum + int.from_bytes(digest, "big")) % _MODULUS
            self._rows += 1

    def content(self) -> Content:
        """What was counted so far."""
        return Content(rows=self._rows, sha256=f"{self._sum:064x}")


def table_hashes(engine: Engine) -> dict[str, str]:
    """One hash per data table over its rows, whatever their order and whatever the database.

    Retrievals, runs, source states and deliveries are no data: they record that work was done.
    """
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            return {name: content.sha256 for name, content in contents(connection, DATA_TABLES).items()}
        finally:
            connection.close()


def contents(connection: Connection, tables: Iterable[Table]) -> dict[str, Content]:
    """The content of each table, read in bounded pieces."""
    found: dict[str, Content] = {}
    for table in tables:
        tally = Tally()
        for rows in pieces(connection, table):
            tally.add(rows)
        found[table.name] = tally.content()
    return found


def pieces(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Every row of a table in the order of its key, a bounded number at a time: few where rows hold documents."""
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    size = _ROWS_OF_BYTES if heavy else _ROWS
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": size}) as result:
        yield from result.partitions()


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, Decimal):
        return format(value or value.copy_abs(), "f")  # 1E+2 and 100, -0 and 0 are one number
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, list | dict):
        return canonical_json(value)
    if value is None:
        return "\x00"
    return value.isoformat() if isinstance(value, date) else str(value)
