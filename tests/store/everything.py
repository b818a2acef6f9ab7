"""Rows for every table there is, with the values that databases like to change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Engine, LargeBinary, Table, insert

from tracker.store.engine import open_connection
from tracker.store.hashes import Content, contents
from tracker.store.tables import METADATA
from tracker.store.types import ExactDecimal, Instant, JsonText

ROWS = 3
_DECIMALS = (Decimal("81.1200"), Decimal("1E+2"), Decimal("0.000000000000000000012345678901"))
_TEXTS = ("", "Русский рубль\n\t\\N \\. 'x' \"y\"", "−2.5 % 🙂")


def fill_every_table(engine: Engine) -> None:
    """Three rows in each table; optional columns are empty in the second."""
    connection = open_connection(engine, write=True)
    with connection:
        for table in METADATA.sorted_tables:
            rows = [
                {column.name: _value(table, column, number) for column in table.columns if column.name != "id"}
                for number in range(ROWS)
            ]
            connection.execute(insert(table), rows)
        connection.commit()


def everything(engine: Engine) -> dict[str, Content]:
    """The content of every table, those of work included."""
    connection = open_connection(engine, write=False)
    with connection:
        return contents(connection, METADATA.sorted_tables)


def _value(table: Table, column: Column[Any], number: int) -> Any:
    if column.nullable and number == 1:
        return None
    for key in column.foreign_keys:
        return number + 1 if key.column.name == "id" else _value(key.column.table, key.column, number)
    kind = column.type
    if isinstance(kind, Instant):
        return datetime(2014, 11, 11, 2, 56, 7, 120 + number, tzinfo=UTC) + timedelta(days=number)
    if isinstance(kind, ExactDecimal):
        return _DECIMALS[number]
    if isinstance(kind, JsonText):
        return {"b": ["ж", None, 1.5], "a": number}
    if isinstance(kind, LargeBinary):
        return bytes(range(256)) * (number + 1)
    if kind.python_type is int:
        return number
    if kind.python_type is date:
        return date(2014, 11, 11 + number)
    unique = (
        column.primary_key or column.unique or column.name in {"external_id", "event_id", "job", "list_key", "period"}
    )
    return f"{table.name} {number} {_TEXTS[number]}" if unique else _TEXTS[number]
