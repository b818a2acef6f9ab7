"""Tidy tables as pandas frames, with the same kinds of columns whatever their rows hold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.model.csv_form import Cell
from tracker.model.tidy import DAY, INSTANT, INTEGER, NUMBER, TEXT, YES_NO, Tidy

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {
    TEXT: "str",
    NUMBER: "float64",
    INTEGER: "Int64",
    YES_NO: "boolean",
    DAY: "datetime64[s]",
    INSTANT: "datetime64[us, UTC]",
}
"""Of the columns, by kind. What is missing is NaN in text and numbers, else NA or NaT."""


def frame_of(table: Tidy) -> pd.DataFrame:
    """The rows as a frame with a plain index.

    ``attrs`` holds ``title``, ``about``, ``key``, ``units`` and ``columns`` (what each means) by column, ``credits``.
    """
    import pandas as pd

    shape = table.shape
    cells = zip(*table.rows, strict=True) if table.rows else ((),) * len(shape.columns)
    columns = {
        column.name: pd.Series([_plain(cell) for cell in given], dtype=DTYPES[column.kind])
        for column, given in zip(shape.columns, cells, strict=True)
    }
    frame = pd.DataFrame(columns, columns=list(shape.names))
    frame.attrs.update(attributes(table))
    return frame


def attributes(table: Tidy) -> dict[str, Any]:
    """What is known of a table besides its rows, as plain values."""
    shape = table.shape
    return {
        "title": shape.title,
        "about": shape.about,
        "key": list(shape.key),
        "units": {column.name: column.unit for column in shape.columns if column.unit},
        "columns": {column.name: column.about for column in shape.columns},
        "credits": list(table.credits),
    }


def _plain(cell: Cell) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell
