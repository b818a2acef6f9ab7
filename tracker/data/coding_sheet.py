"""The sheet of a coder: what is to be coded, and empty cells to fill with words of the codebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.data.csv_cells import guarded, records, unguarded
from tracker.data.event_row import row_of
from tracker.errors import RowsError
from tracker.model.codebook import CODED
from tracker.model.event import PolicyEvent
from tracker.model.plain_text import hidden_characters

SHOWN = ("id", "date", "issuer", "actor", "title", "summary", "evidence")
"""What every coder sees of an event."""

LEDGER_CODES = tuple(f"ledger_{field.name}" for field in CODED)
"""What a coder sees beside it where the coding is not blind."""

FILLED = (*(field.name for field in CODED), "coder_note")
"""What a coder fills."""

LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row in which something was coded: field to value, and the coder's note."""

    event_id: str
    codes: Mapping[str, str]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that was filled; ``blind`` where it does not show the codes of the ledger, ``empty`` rows left open."""

    rows: tuple[SheetRow, ...]
    blind: bool
    empty: int


def write_sheet(events: Iterable[PolicyEvent], *, blind: bool) -> str:
    """A sheet of these events, in the order given, lines ended by LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*SHOWN, *(() if blind else LEDGER_CODES), *FILLED))
    for event in events:
        row = row_of(event)
        codes = () if blind else tuple(row[field.name] for field in CODED)
        writer.writerow((*(guarded(row[column]) for column in SHOWN), *codes, *("" for _ in FILLED)))
    return out.getvalue()


def parse_sheet(text: str, *, file: str, known: Iterable[str]) -> Sheet:
    """What was coded in a sheet; ``known`` are the ids of the events there are.

    Columns may come in any order; ``id`` and every coded field must be there. ``RowsError`` names every bad row.
    """
    found = list(records(text, file))
    if not found:
        raise RowsError(file, [(1, "the file is empty; write a sheet with: tracker events code --coder NAME -o FILE")])
    header = _header(found[0][1], file)
    ids, lines = frozenset(known), dict[str, int]()
    problems: list[tuple[int, str]] = []
    rows: list[SheetRow] = []
    for line, cells in found[1:]:
        if len(cells) != len(header):
            problems.append((line, f"{len(cells)} cells where the header names {len(header)} columns"))
            continue
        row = {column: unguarded(cell).strip() for column, cell in zip(header, cells, strict=True)}
        wrong = _wrong(row, ids)
        if row["id"] in lines:
            wrong.append(f"id {row['id']} is already in line {lines[row['id']]}")
        lines.setdefault(row["id"], line)
        problems += [(line, "; ".join(wrong))] if wrong else []
        codes = {field.name: row[field.name] for field in CODED if row[field.name]}
        if codes and not wrong:
            rows.append(SheetRow(event_id=row["id"], codes=codes, note=row.get("coder_note", "")))
    if problems:
        raise RowsError(file, problems)
    return Sheet(rows=tuple(rows), blind=not set(LEDGER_CODES) & set(header), empty=len(found) - 1 - len(rows))


def _header(cells: list[str], file: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    known = (*SHOWN, *LEDGER_CODES, *FILLED)
    needed = ("id", *(field.name for field in CODED))
    problems = [f"unknown column {name!r}" for name in header if name not in known]
    problems += [f"column {name!r} occurs twice" for name in dict.fromkeys(header) if header.count(name) > 1]
    problems += [f"column {name!r} is missing" for name in needed if name not in header]
    if problems:
        raise RowsError(file, [(1, problem) for problem in problems])
    return header


def _wrong(row: Mapping[str, str], ids: frozenset[str]) -> list[str]:
    problems = [] if row["id"] in ids else [f"there is no event {row['id']!r}" if row["id"] else "id is missing"]
    for field in CODED:
        value = row[field.name]
        if value and value not in field.words:
            problems.append(f"{field.name} {value!r} is not one of {', '.join(field.words)}")
    note = row.get("coder_note", "")
    if hidden := hidden_characters(note):
        problems.append(f"coder_note contains hidden characters ({', '.join(hidden)})")
    if len(note) > LONGEST_NOTE:
        problems.append(f"coder_note has {len(note)} characters, more than {LONGEST_NOTE}")
    if note and not any(row[field.name] for field in CODED):
        problems.append("coder_note without a code")
    return problems
