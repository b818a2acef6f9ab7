"""Sheets of a workbook: real dates and numbers, words that stay words, no formulas, the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.model.instants import require_utc
from tracker.reports.cleaning import clean

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DAY, _INSTANT, _PERCENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.00%"
_STARTERS = ("=", "+", "-", "@", "|", "%")
_LINE, _HIGHEST = 15, 400
"""Points of a line of words, and of the highest row a spreadsheet takes."""

_BROKEN = 1.15
"""How much room words take that are broken at spaces, of their letters."""

_PAGE = 200
"""Letters of a row that can be read on a page across."""

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP archive can say: when the file was packed is nobody's business."""

Value = str | bool | int | float | Decimal | date | datetime | None


def add_sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    rows: Iterable[tuple[Value, ...]],
    *,
    percent: Collection[int] = (),
    looks: Mapping[int, str] = MappingProxyType({}),
    wide: int = 48,
    filters: bool = False,
    across: int = 0,
) -> None:
    """A sheet with bold heads that stay in sight, on screen and on paper.

    ``percent``: columns, from 1, whose fractions are percentages; ``looks``: number formats of others; ``across``: of
    so many rows, heads included, the first cell has the room of all.
    """
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    widths = [12 if across else min(wide, max(12, len(head) + 2)) for head in heads]
    words: dict[int, list[tuple[int, int]]] = {}
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(row=1, column=column)
        _fill(cell, head)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row=row, column=column)
            _fill(cell, value)
            if column in percent:
                cell.number_format = _PERCENT
            elif column in looks:
                cell.number_format = looks[column]
            seen = "" if column in looks or cell.value is None else str(cell.value)
            if row > across:
                widths[column - 1] = min(wide, max(widths[column - 1], len(seen) + 2))
            wraps = isinstance(value, str) and len(value) > wide
            cell.alignment = Alignment(wrap_text=wraps, vertical="top")
            if wraps:
                words.setdefault(row, []).append((column, len(seen)))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[sheet.cell(row=1, column=column).column_letter].width = width
    for row in range(1, across + 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(heads))
    for row, cells in words.items():  # who opens it need not find out how high
        rooms = (sum(widths) if row <= across else widths[column - 1] for column, _ in cells)
        lines = max(-int(-length * _BROKEN // room) for (_, length), room in zip(cells, rooms, strict=True))
        sheet.row_dimensions[row].height = min(_LINE * lines, _HIGHEST)
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    if sum(widths) <= _PAGE:
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if filters:
        sheet.auto_filter.ref = sheet.dimensions


def _fill(cell: Cell, value: Value) -> None:
    """A value as what it is; words as words, whatever they begin with."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"  # "=…" would be a formula otherwise
        if value.lstrip().startswith(_STARTERS):
            cell.quotePrefix = True  # and stay words when a person edits the cell
        return
    cell.value = utc(value) if isinstance(value, datetime) else value
    if isinstance(value, datetime):
        cell.number_format = _INSTANT
    elif isinstance(value, date):
        cell.number_format = _DAY


def utc(instant: datetime) -> datetime:
    """A spreadsheet knows no zone, and cells hold UTC; the column says so. ``ValueError`` for a naive instant."""
    return require_utc(instant, "a cell").replace(tzinfo=None, microsecond=0)


def packed(book: Workbook, at: datetime) -> bytes:
    """The file with the instant of what it tells in the place of the moment of writing, entries in a fixed order."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(?=</dcterms)", rb"\g<1>" + stamp.encode(), content)
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return out.getvalue()
