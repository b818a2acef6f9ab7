"""Tidy tables as a workbook: what it is in front, then a sheet for each table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tracker.model.tidy import Tidy
from tracker.reports.workbook.sheets import Value, add_sheet, packed

_MOST_ROWS = 100_000
_FRACTION = "fraction"


def workbook_of(title: str, lines: Sequence[str], tables: Iterable[Tidy], at: datetime) -> bytes:
    """The workbook. ``lines`` stand on the sheet README, with what each column means beneath; ``at`` is when it is of.

    Instants are dates with time, in UTC; fractions are shown as percentages.
    """
    from openpyxl import Workbook

    shown = tuple(tables)
    book = Workbook()
    del book["Sheet"]
    add_sheet(book, "README", (title, "", "", ""), _readme(lines, shown), wide=90)
    for table in shown:
        columns = table.shape.columns
        percent = [number for number, column in enumerate(columns, 1) if column.unit == _FRACTION]
        rows = table.rows[:_MOST_ROWS]
        add_sheet(book, table.shape.title, table.shape.names, rows, percent=percent, filters=True)
    return packed(book, at)


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
