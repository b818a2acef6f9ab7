"""Tidy tables as a workbook: what it is in front, then a sheet for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from tracker.model.csv_form import Cell
from tracker.model.tidy import NUMBER, Tidy
from tracker.reports.workbook.sheets import Value, add_sheet, packed

_MOST_ROWS = 100_000
_FRACTION = "fraction"
_LOOKS = {"log points": "0.0000", "share of one": "0.0000", "quote units per base unit": "General"}
_LOOK = "0.00"
_LABELS = frozenset(("label", "pre"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def workbook_of(title: str, lines: Sequence[str], tables: Iterable[Tidy], at: datetime) -> bytes:
    """The workbook. ``lines`` stand on the sheet README, with what each column means beneath; ``at`` is when it is of.

    Instants are dates with time, in UTC, labels that are days are dates; fractions are shown as percentages.
    """
    from openpyxl import Workbook

    shown = tuple(tables)
    book = Workbook()
    del book["Sheet"]
    add_sheet(book, "README", (title, "", "", ""), _readme(lines, shown), wide=90, across=1 + len(lines))
    for table in shown:
        columns = table.shape.columns
        percent = [number for number, column in enumerate(columns, 1) if column.unit == _FRACTION]
        looks = {
            number: _LOOKS.get(column.unit, _LOOK)
            for number, column in enumerate(columns, 1)
            if column.kind == NUMBER and number not in percent
        }
        days = [number for number, column in enumerate(columns) if column.name in _LABELS]
        rows = (_dated(row, days) for row in table.rows[:_MOST_ROWS])
        add_sheet(book, table.shape.title, table.shape.names, rows, percent=percent, looks=looks, filters=True)
    return packed(book, at)


def _dated(row: tuple[Cell, ...], columns: Sequence[int]) -> tuple[Value, ...]:
    """The row with real dates for labels that are dates; those of bars are instants and stay as they are named."""
    cells: list[Value] = list(row)
    for column in columns:
        label = cells[column]
        if isinstance(label, str) and _DAY.fullmatch(label):
            cells[column] = date.fromisoformat(label)
    return tuple(cells)


def _readme(lines: Sequence[str], tables: Sequence[Tidy]) -> list[tuple[Value, ...]]:
    rows: list[tuple[Value, ...]] = [(line, "", "", "") for line in lines]
    rows += [("", "", "", ""), ("Sheet", "Column", "Unit", "What it means")]
    for table in tables:
        title = table.shape.title
        rows.append((title, "", "", table.shape.about))
        if len(table.rows) > _MOST_ROWS:
            rows.append((title, "", "", f"Only the first {_MOST_ROWS:,} of {len(table.rows):,} rows are here."))
        rows += [(title, one.name, one.unit or ("UTC" if one.kind == "instant" else ""), one.about)
                 for one in table.shape.columns]  # fmt: skip
    return rows
