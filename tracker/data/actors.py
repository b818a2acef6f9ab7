"""The shipped gazetteer: who held which office when, and which institution prints itself how."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.errors import RowsError
from tracker.model.actor import Actor, Gazetteer

FILE = "actors.csv"
COLUMNS = (
    "person",
    "institution",
    "aliases",
    "role",
    "jurisdiction",
    "valid_from",
    "valid_until",
    "sites",
    "source",
)


def parse_actors(text: str, *, file: str) -> tuple[Actor, ...]:
    """The actors of a table, in its order; ``RowsError`` names each row that is incomplete, out of time or repeated."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise RowsError(file, [(1, f"the columns are {', '.join(COLUMNS)}")])
    found: dict[tuple[str, str, date | None], Actor] = {}
    problems: list[tuple[int, str]] = []
    for row in reader:
        try:
            actor = _actor(row)
        except ValueError as error:
            problems.append((reader.line_num, str(error)))
            continue
        key = actor.name, actor.role, actor.valid_from
        if key in found:
            problems.append((reader.line_num, f"{actor.name} {actor.role} is there already"))
        found[key] = actor
    if problems:
        raise RowsError(file, problems)
    return tuple(found.values())


def _actor(row: dict[str, str]) -> Actor:
    if None in row or None in row.values():
        raise ValueError(f"needs {len(COLUMNS)} cells")
    missing = [name for name in ("institution", "jurisdiction", "source") if not row[name]]
    if row["person"]:
        missing += [name for name in ("role", "valid_from") if not row[name]]
    if missing:
        raise ValueError(f"needs {', '.join(missing)}")
    since = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
    until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
    if since and until and since >= until:
        raise ValueError(f"{row['person']} ends on {until}, not after {since}")
    return Actor(
        person=row["person"],
        institution=row["institution"],
        aliases=_several(row["aliases"]),
        role=row["role"],
        jurisdiction=row["jurisdiction"],
        valid_from=since,
        valid_until=until,
        sites=_several(row["sites"]),
        source=row["source"],
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(" | ") if part.strip())


@cache
def actors() -> tuple[Actor, ...]:
    """The shipped actors."""
    return parse_actors(files("tracker.data").joinpath(FILE).read_text("utf-8"), file=FILE)


@cache
def gazetteer() -> Gazetteer:
    """The shipped actors, to be found by what is printed."""
    return Gazetteer(actors())
