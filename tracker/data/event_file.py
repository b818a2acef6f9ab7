"""The event file: CSV in UTF-8 after RFC 4180, read strictly and written so that a spreadsheet can open it safely.

All bad rows are reported together, by line of the file. A cell that a spreadsheet would run as a formula is written
with a leading apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracker.data.event_row import COLUMNS, REQUIRED, event_of, row_of
from tracker.errors import RowsError
from tracker.model.event import PolicyEvent

__all__ = ["COLUMNS", "event_of", "parse_events", "row_of", "write_events"]

ARTICLE = "article-2014-11-12"
"""The set of events of the newspaper article this product began with; ``in_seed`` of older files."""

_FORMULA = re.compile(r"^'*[=+\-@＝＋－＠]")
_DELIMITERS = ",;\t"


def write_events(events: Iterable[PolicyEvent]) -> str:
    """The events as an event file, in the order given, all columns, lines ended by LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow(
            "'" + text if _FORMULA.match(text) else text for text in map(row_of(event).__getitem__, COLUMNS)
        )
    return out.getvalue()


def parse_events(text: str, *, file: str, provenance: str) -> tuple[PolicyEvent, ...]:
    """The events of a file, in its order; columns may come in any order, optional ones may be missing.

    Raises
    ------
    RowsError
        With every bad row: ``file`` is the name to show, lines count from 1 and are those where the row begins.
    """
    records = list(_records(text, file))
    if not records:
        raise RowsError(file, [(1, "the file is empty; its first line names the columns: " + ", ".join(COLUMNS))])
    header = _header(records[0][1], file)
    problems: list[tuple[int, str]] = []
    events: list[tuple[int, PolicyEvent, bool]] = []
    for line, cells in records[1:]:
        if len(cells) != len(header):
            problems.append((line, f"{len(cells)} cells where the header names {len(header)} columns"))
            continue
        row = {column: cell[1:] if _is_guarded(cell) else cell for column, cell in zip(header, cells, strict=True)}
        if row.pop("in_seed", "").strip() == "1":
            row["sets"] = " | ".join(filter(None, (row.get("sets", ""), ARTICLE)))
        try:
            event = event_of(row, provenance=provenance)
        except ValueError as error:
            problems.append((line, str(error)))
        else:
            events.append((line, event, bool(row.get("id", "").strip())))
    unique = _with_unique_ids(events, problems)
    if problems:
        raise RowsError(file, sorted(problems))
    return unique


def _is_guarded(cell: str) -> bool:
    return cell.startswith("'") and _FORMULA.match(cell) is not None


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Line of beginning and cells of every record that is not blank; the header decides what separates cells."""
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise RowsError(file, [(line, f"not readable as CSV ({error})")]) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _header(cells: list[str], file: str) -> list[str]:
    """The column names; unknown, repeated and missing ones are all reported, with the nearest known name."""
    header = [cell.strip().lower() for cell in cells]
    known = (*COLUMNS, "in_seed")
    problems = []
    for name in header:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            problems.append(f"unknown column {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    problems += [f"column {name!r} occurs twice" for name in dict.fromkeys(header) if header.count(name) > 1]
    problems += [f"column {name!r} is missing" for name in REQUIRED if name not in header]
    if problems:
        raise RowsError(file, [(1, problem) for problem in problems])
    return header


def _with_unique_ids(
    events: list[tuple[int, PolicyEvent, bool]], problems: list[tuple[int, str]]
) -> tuple[PolicyEvent, ...]:
    """The events, with a number behind a generated id that is taken; a stated id that repeats is a problem."""
    lines: dict[str, int] = {}
    for line, event, stated in events:
        if stated and lines.setdefault(event.id, line) != line:
            problems.append((line, f"id {event.id} is already used in line {lines[event.id]}"))
    unique = []
    for line, event, stated in events:
        identifier, number = event.id, 2
        while not stated and lines.setdefault(identifier, line) != line:
            identifier, number = f"{event.id}-{number}", number + 1
        unique.append(replace(event, id=identifier))
    return tuple(unique)
