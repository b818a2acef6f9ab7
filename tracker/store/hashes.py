"""Row hashes of the data tables: two databases, or one before and after, know the same when these are equal."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.model.instants import format_instant
from tracker.store.engine import open_connection
from tracker.store.tables import DATA_TABLES
from tracker.store.translation import translated
from tracker.store.types import canonical_json

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def table_hashes(engine: Engine) -> dict[str, str]:
    """SHA-256 per data table over its rows, whatever their order and whatever the database.

    Retrievals, runs, source states and deliveries are no data: they record that work was done.
    """
    hashes: dict[str, str] = {}
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            for table in DATA_TABLES:
                rows = sorted("\x1f".join(map(_text, row)) for row in connection.execute(select(table)).all())
                hashes[table.name] = hashlib.sha256("\x1e".join(rows).encode()).hexdigest()
        finally:
            connection.close()
    return hashes


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, list | dict):
        return canonical_json(value)
    if value is None:
        return "\x00"
    return value.isoformat() if isinstance(value, date) else str(value)
