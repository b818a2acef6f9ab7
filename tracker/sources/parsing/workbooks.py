"""Workbooks (xlsx) read as tables of plain cells, under limits, before a library unfolds any of them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError as XmlError

from tracker.model.source import Snapshot
from tracker.sources.parsing.archives import MEBIBYTE
from tracker.sources.parsing.documents import damaged, refuse_markup

Cell = str | int | float | bool | date | None
"""What a cell holds; a day without a clock time is a ``date``. Formulas give the value that was stored with them."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    XmlError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)
_MOST_MEMBERS = 500
_MOST_CELLS = 200
_READ_AT_ONCE = 1 << 16
_DECLARATIONS = tuple(
    sign.encode(encoding) for sign in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_LONGEST = max(map(len, _DECLARATIONS))


def sheets_of(
    snapshot: Snapshot, expected: str, *, max_bytes: int = 64 * MEBIBYTE, max_rows: int = 200_000
) -> dict[str, list[tuple[Cell, ...]]]:
    """The rows of each sheet by its name, without the empty ones.

    ``expected`` names what should have come, for people. Raises ``ParseError`` for a web page, what is no workbook or
    cut off (a zip tells its contents at its end), a member with a document type or another encoding than UTF-8, and
    for more than ``max_bytes`` unfolded, ``max_rows`` rows in a sheet or 200 cells in a row.
    """
    refuse_markup(snapshot, expected)
    try:
        _require_harmless(snapshot, expected, max_bytes)
        return _tables(snapshot, expected, max_rows)
    except _DAMAGE as error:
        raise damaged(
            snapshot, f"{expected} is no complete workbook ({type(error).__name__}: {str(error)[:80]})"
        ) from error


def _require_harmless(snapshot: Snapshot, expected: str, max_bytes: int) -> None:
    """Unfold every member once, its checksum verified, and look for what has no place in one."""
    left = max_bytes
    with zipfile.ZipFile(io.BytesIO(snapshot.content)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS or len({member.filename for member in members}) != len(members):
            raise damaged(snapshot, f"{expected} consists of {len(members)} members, or of two of one name")
        if "xl/workbook.xml" not in archive.namelist():
            raise damaged(snapshot, f"{expected} is an archive, but no workbook")
        for member in members:
            xml = member.filename.endswith((".xml", ".rels"))
            before = b""
            with archive.open(member) as file:
                while block := file.read(_READ_AT_ONCE):
                    left -= len(block)
                    if left < 0:
                        raise damaged(snapshot, f"{expected} unfolds to more than {max_bytes:,} bytes")
                    if (xml and b"\0" in block) or any(sign in before + block for sign in _DECLARATIONS):
                        raise damaged(
                            snapshot, f"{expected} has a member that is not plain XML: {member.filename[:60]}"
                        )
                    before = block[-_LONGEST:]


def _tables(snapshot: Snapshot, expected: str, max_rows: int) -> dict[str, list[tuple[Cell, ...]]]:
    from openpyxl import load_workbook  # costs a third of a second, which only this format should pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that nobody needs here
        book = load_workbook(io.BytesIO(snapshot.content), read_only=True, data_only=True, keep_links=False)
        try:
            found: dict[str, list[tuple[Cell, ...]]] = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of its size may be wrong
                found[sheet.title] = list(_rows(snapshot, expected, sheet.iter_rows(values_only=True), max_rows))
            if not found:
                raise damaged(snapshot, f"{expected} is a workbook without sheets")
            return found
        finally:
            book.close()


def _rows(
    snapshot: Snapshot, expected: str, rows: Iterator[tuple[object, ...]], max_rows: int
) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(rows, start=1):
        if number > max_rows or len(row) > _MOST_CELLS:
            raise damaged(snapshot, f"{expected} has more than {max_rows:,} rows or {_MOST_CELLS} columns")
        cells = tuple(map(_cell, row))
        if any(cell not in (None, "") for cell in cells):
            yield cells


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if value is None or isinstance(value, (str, int, float, date)):
        return value
    return str(value)
