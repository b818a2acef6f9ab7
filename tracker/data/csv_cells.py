"""CSV in UTF-8 after RFC 4180 that spreadsheets open safely: records with their lines, and cells that run nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from tracker.errors import RowsError
from tracker.model.long_cells import too_long

_FORMULA = re.compile(r"^'*[\s\x00-\x1f\u00ad\u200b\u2060\ufeff]*[=+\-@＝＋－＠]")
_DELIMITERS = ",;\t"


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell without the apostrophe ``guarded`` put there."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) is not None else cell


def records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Line of beginning and cells of every record that is not blank; the header decides what separates cells.

    ``RowsError`` where the text is no CSV; ``file`` is the name to show.
    """
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    header: list[str] = []
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            lines = io.StringIO(text, newline="")
            long = too_long(error, lines, after=line - 1, delimiter=delimiter, columns=header)
            raise RowsError(file, [(line, long or f"not readable as CSV ({error})")]) from error
        if cells is None:
            return
        header = header or cells
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1
