"""Tables with a header, read strictly: every row has all columns, and the last one its end."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tracker.model.long_cells import too_long
from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup
from tracker.sources.parsing.list_files import require_bytes

NO_END = "this form has no end mark, so that nobody who may stand after its last row is taken off the list"
"""What is told of a list that came as a table: a file cut exactly between two rows looks complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``before`` is what stood above the header; ``rows`` are cells by column, each with the line it ends on."""

    before: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def named_rows(
    snapshot: Snapshot,
    expected: str,
    *,
    required: Collection[str],
    delimiter: str = ",",
    encodings: tuple[str, ...] = ("utf-8-sig",),
    before: int = 0,
    repeated: str = "",
) -> Table:
    """The table of a document.

    Parameters
    ----------
    required : collection of str
        Columns without which it is another table; a column may not come twice.
    encodings : tuple of str
        Tried in turn; the first under which every byte means something is taken.
    before : int
        How many lines stand above the header.
    repeated : str
        A column that may come several times, with the same content in a row wherever it has any.

    Raises ``ParseError`` for web pages, other tables, rows of another length, open quotes and a last row without end.
    """
    require_bytes(snapshot, expected)
    refuse_markup(snapshot, expected)
    text = _decoded(snapshot, encodings)
    if "\x00" in text:
        raise damaged(snapshot, f"{expected} holds bytes that are no text")
    if not text.endswith("\n"):
        raise damaged(snapshot, f"{expected} is cut short: its last line has no end")
    lines = _lines(snapshot, expected, text, delimiter, header=before + 1)
    above = tuple(tuple(cells) for _, cells in (next(lines, (0, [])) for _ in range(before)))
    columns = tuple(name.strip() for name in next(lines, (0, []))[1])
    missing = sorted(set(required) - set(columns))
    if missing:
        raise damaged(snapshot, f"{expected} was expected, and its header lacks {', '.join(missing[:5])}")
    if len(set(columns)) + max(0, columns.count(repeated) - 1) != len(columns):
        raise damaged(snapshot, f"the header of {expected} names a column twice")
    rows = []
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(columns):
            raise damaged(snapshot, f"a row has {len(cells)} cells where the header has {len(columns)}", line=line)
        row = dict(zip(columns, cells, strict=True))
        if repeated in row:
            said = {cell for name, cell in zip(columns, cells, strict=True) if name == repeated and cell.strip()}
            if len(said) > 1:
                raise damaged(snapshot, f"a row has several {repeated}: {', '.join(sorted(said)[:5])}", line=line)
            row[repeated] = next(iter(said), "")
        rows.append((line, row))
    return Table(before=above, columns=columns, rows=tuple(rows))


def _decoded(snapshot: Snapshot, encodings: tuple[str, ...]) -> str:
    for encoding in encodings[:-1]:
        try:
            return snapshot.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return as_text(snapshot, snapshot.content, encoding=encodings[-1])


def _lines(
    snapshot: Snapshot, expected: str, text: str, delimiter: str, *, header: int
) -> Iterator[tuple[int, list[str]]]:
    reader, read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 0
    columns: list[str] = []
    try:
        for cells in reader:
            read = reader.line_num
            columns = columns if read > header else cells
            yield read, cells
    except csv.Error as error:
        long = too_long(error, io.StringIO(text, newline=""), after=read, delimiter=delimiter, columns=columns)
        problem = f"{expected}: {long}" if long else f"{expected} is cut or damaged ({error})"
        raise damaged(snapshot, problem, line=reader.line_num) from error
