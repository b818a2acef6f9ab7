"""Tidy tables as Parquet: typed columns, with their meaning and units in the file itself."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tracker.errors import ConfigError
from tracker.model.csv_form import Cell
from tracker.model.tidy import DAY, INSTANT, INTEGER, NUMBER, TEXT, YES_NO, Column, Shape, Tidy

KEY = b"sanctions-pressure-tracker"
"""Under which the description stands in a file's own metadata, as JSON."""


def parquet(*parts: Tidy) -> bytes:
    """The file of one table, or of one that comes in parts of the same shape. Raises ``ConfigError`` without pyarrow.

    Instants are timestamps in UTC to the microsecond, days are dates, decimals are doubles.
    """
    return file_of([columns_of(part) for part in parts], parts[0].shape, _credits(parts))


def columns_of(table: Tidy) -> Any:
    """The rows in the library's own form, a tenth of the memory of the rows themselves."""
    pa, _ = _library()
    kinds = {
        TEXT: pa.string(),
        NUMBER: pa.float64(),
        INTEGER: pa.int64(),
        YES_NO: pa.bool_(),
        DAY: pa.date32(),
        INSTANT: pa.timestamp("us", tz="UTC"),
    }
    fields = [pa.field(one.name, kinds[one.kind], metadata=_about(one)) for one in table.shape.columns]
    cells = zip(*table.rows, strict=True) if table.rows else ((),) * len(fields)
    columns = [pa.array(map(_plain, given), field.type) for given, field in zip(cells, fields, strict=True)]
    return pa.table(columns, schema=pa.schema(fields))


def file_of(parts: Sequence[Any], shape: Shape, credited: Sequence[str]) -> bytes:
    """The file of what ``columns_of`` gave for the parts of one table."""
    pa, pq = _library()
    told = {"title": shape.title, "about": shape.about, "key": list(shape.key), "credits": list(credited)}
    whole = pa.concat_tables(parts)
    described = whole.replace_schema_metadata({KEY: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()})
    out = io.BytesIO()
    pq.write_table(described, out, compression="zstd")
    return out.getvalue()


def _credits(parts: Sequence[Tidy]) -> list[str]:
    return list(dict.fromkeys(said for part in parts for said in part.credits))


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
