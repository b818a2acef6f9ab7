"""The event file: CSV in UTF-8 after RFC 4180, read strictly and written so that a spreadsheet can open it safely.

All bad rows are reported together, by line of the file. A cell that a spreadsheet would run as a formula is written
with a leading apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter

from tracker.data.csv_cells import guarded, records, unguarded
from tracker.data.event_row import COLUMNS, REQUIRED, event_of, row_of
from tracker.errors import RowsError
from tracker.model.event import PolicyEvent

__all__ = ["COLUMNS", "EventFile", "event_of", "parse_events", "read_events", "row_of", "write_events"]

ARTICLE = "article-2014-11-12"
"""The set of events of the newspaper article this product began with; ``in_seed`` of older files."""


def write_events(events: Iterable[PolicyEvent]) -> str:
    """The events as an event file, in the order given, all columns, lines ended by LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow(guarded(text) for text in map(row_of(event).__getitem__, COLUMNS))
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """What a file of events holds.

    Attributes
    ----------
    columns : tuple of str
        Those its first line names.
    rows : tuple of (int, PolicyEvent)
        The usable rows in the order of the file, each with the line it begins on, from 1.
    problems : tuple of (int, str)
        The others, by line, with all that is wrong with each, in the order of the columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, PolicyEvent], ...]
    problems: tuple[tuple[int, str], ...]


def parse_events(text: str, *, file: str, provenance: str) -> tuple[PolicyEvent, ...]:
    """The events of a file, in its order; columns may come in any order, optional ones may be missing.

    Raises
    ------
    RowsError
        With every bad row: ``file`` is the name to show, lines count from 1 and are those where the row begins.
    """
    read = read_events(text, file=file, provenance=provenance)
    if read.problems:
        raise RowsError(file, read.problems)
    return tuple(event for _, event in read.rows)


def read_events(text: str, *, file: str, provenance: str) -> EventFile:
    """The same with what cannot be used beside what can; ``RowsError`` for a first line that names no usable columns.

    Where the text stops being CSV reading ends: that is the last problem.
    """
    found: list[tuple[int, list[str]]] = []
    problems: list[tuple[int, str]] = []
    try:
        found.extend(records(text, file))
    except RowsError as error:
        if not found:
            raise
        problems.extend(error.problems)
    if not found:
        raise RowsError(file, [(1, "the file is empty; its first line names the columns: " + ", ".join(COLUMNS))])
    header = _header(*found[0], file)
    events: list[tuple[int, PolicyEvent, bool]] = []
    for line, cells in found[1:]:
        if len(cells) != len(header):
            problems.append((line, f"{len(cells)} cells where the header names {len(header)} columns"))
            continue
        row = {column: unguarded(cell) for column, cell in zip(header, cells, strict=True)}
        if row.pop("in_seed", "").strip() == "1":
            row["sets"] = " | ".join(filter(None, (row.get("sets", ""), ARTICLE)))
        try:
            event = event_of(row, provenance=provenance)
        except ValueError as error:
            problems.append((line, str(error)))
        else:
            events.append((line, event, bool(row.get("id", "").strip())))
    unique = _with_unique_ids(events, problems)
    lines = (line for line, _, _ in events)
    return EventFile(
        columns=tuple(header),
        rows=tuple(zip(lines, unique, strict=True)),
        problems=tuple(sorted(problems, key=itemgetter(0))),
    )


def _header(line: int, cells: list[str], file: str) -> list[str]:
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
        raise RowsError(file, [(line, problem) for problem in problems])
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
