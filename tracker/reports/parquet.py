"""Tidy tables as Parquet: typed columns, with their meaning and units in the file itself."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

from tracker.errors import ConfigError
from tracker.model.csv_form import Cell
from tracker.model.tidy import DAY, INSTANT, INTEGER, NUMBER, TEXT, YES_NO, Column, Tidy

KEY = b"sanctions-pressure-tracker"
"""Under which the description stands in a file's own metadata, as JSON."""


def parquet(table: Tidy) -> bytes:
    """The file. Raises ``ConfigError`` without pyarrow.

    Instants are timestamps in UTC to the microsecond, days are dates, decimals are doubles.
    """
    pa, pq = _library()
    kinds = {
        TEXT: pa.string(),
        NUMBER: pa.float64(),
        INTEGER: pa.int64(),
        YES_NO: pa.bool_(),
        DAY: pa.date32(),
        INSTANT: pa.timestamp("us", tz="UTC"),
    }
    shape = table.shape
    fields = [pa.field(one.name, kinds[one.kind], metadata=_about(one)) for one in shape.columns]
    told = {"title": shape.title, "about": shape.about, "key": list(shape.key), "credits": list(table.credits)}
    schema = pa.schema(fields, metadata={KEY: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()})
    cells = zip(*table.rows, strict=True) if table.rows else ((),) * len(fields)
    columns = [pa.array(map(_plain, given), field.type) for given, field in zip(cells, fields, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def available() -> bool:
    """Whether Parquet can be written here."""
    try:
        _library()
    except ConfigError:
        return False
    return True


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ConfigError(
            "Parquet files need the package pyarrow, which is not installed.",
            remedy="pip install 'sanctions-pressure-tracker[research]'",
        ) from None
    return pa, pq


def _about(column: Column) -> dict[str, str]:
    return {"about": column.about, **({"unit": column.unit} if column.unit else {})}


def _plain(cell: Cell) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell
