"""One table in one format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.model.csv_form import csv_text
from tracker.model.tidy import Tidy
from tracker.services.data_frames import attributes

SUFFIXES: Mapping[str, str] = {"csv": ".csv", "json": ".json", "parquet": ".parquet", "xlsx": ".xlsx"}
"""The formats, with how names of their files end."""


def as_csv(table: Tidy, style: str = "plain") -> str:
    """CSV with a head, formula-safe."""
    return csv_text(table.shape.names, table.rows, style)


def as_bytes(table: Tidy, form: str, at: datetime) -> bytes:
    """``parquet`` or ``xlsx``; ``at`` is when the table is of."""
    if form == "parquet":
        from tracker.reports.parquet import parquet

        return parquet(table)
    from tracker.reports.workbook.tables import workbook_of

    lines = (table.shape.about, "Times are in UTC.", *(f"Credit: {one}" for one in table.credits))
    return workbook_of(table.shape.title, lines, (table,), at)


def record(table: Tidy) -> dict[str, object]:
    """For JSON: what is known of the table, and its rows as objects."""
    told = {name: value for name, value in attributes(table).items() if name != "units"}
    names = table.shape.names
    return {"table": table.shape.name, **told, "rows": [dict(zip(names, row, strict=True)) for row in table.rows]}
