"""The shipped tables of CAMEO: which codes are about sanctions and what they mean here, and whom the reports name.

Left out on purpose: codes of administrative sanctions (081, 132, 172, 1241), which CAMEO keeps for curfews, bans of
parties and the like within a country; yielding without saying how (080); and appeals and demands to ease (0254, 1054),
of which a row does not say whose measures are meant.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tracker.errors import RowsError
from tracker.model import event as vocabulary
from tracker.model.cameo import SENDER, TARGET, CameoActor, CameoCode

CODES, ACTORS = "cameo.csv", "cameo_actors.csv"
CODE_COLUMNS = ("code", "by", "words", "kind", "action", "stance", "reference")
ACTOR_COLUMNS = ("code", "place", "name", "issuer", "jurisdiction", "role")


def parse_codes(text: str, *, file: str) -> Mapping[tuple[str, str], CameoCode]:
    """The codes by (code, who acts), in the order of the table; ``RowsError`` names every row that makes no sense."""
    found: dict[tuple[str, str], CameoCode] = {}
    problems: list[tuple[int, str]] = []
    for line, row in _rows(text, CODE_COLUMNS, file, problems):
        key = row["code"], row["by"]
        if not all(row.values()):
            problems.append((line, f"needs {', '.join(CODE_COLUMNS)}"))
        elif not (2 <= len(row["code"]) <= 4 and row["code"].isdecimal()) or row["by"] not in (SENDER, TARGET):
            problems.append((line, f"{row['code']} by {row['by']} is no code, or nobody's"))
        elif row["kind"] not in vocabulary.KINDS or row["action"] not in vocabulary.ACTIONS:
            problems.append((line, f"{row['kind']} or {row['action']} is not in the codebook"))
        elif row["stance"] not in vocabulary.STANCES:
            problems.append((line, f"{row['stance']} is not in the codebook"))
        elif key in found:
            problems.append((line, f"{row['code']} by {row['by']} is there already"))
        else:
            found[key] = CameoCode(**row)
    if problems:
        raise RowsError(file, problems)
    return MappingProxyType(found)


def parse_cameo_actors(text: str, *, file: str) -> Mapping[str, CameoActor]:
    """The actors by code, in the order of the table; ``RowsError`` names every row that makes no sense.

    Codes of one issuer, like those of Europe and of the European Union, are one actor: the first of them.
    """
    found: dict[str, CameoActor] = {}
    places: set[str] = set()
    problems: list[tuple[int, str]] = []
    for line, row in _rows(text, ACTOR_COLUMNS, file, problems):
        if not all(row[name] for name in ACTOR_COLUMNS if name != "place"):
            problems.append((line, f"needs {', '.join(ACTOR_COLUMNS)}; of these only the place may be empty"))
        elif row["role"] not in (TARGET, "other") or row["jurisdiction"] not in vocabulary.JURISDICTIONS:
            problems.append((line, f"{row['role']} is no role, or {row['jurisdiction']} no jurisdiction"))
        elif row["code"] in found or row["place"] in places:
            problems.append((line, f"{row['code']} or {row['place']} is there already"))
        else:
            places |= {row["place"]} - {""}
            given = {name: row[name] for name in ACTOR_COLUMNS[:-1]}
            same = next((one for one in found.values() if one.issuer == row["issuer"]), None)
            found[row["code"]] = same or CameoActor(**given, target=row["role"] == TARGET)
    if problems:
        raise RowsError(file, problems)
    return MappingProxyType(found)


def _rows(
    text: str, columns: tuple[str, ...], file: str, problems: list[tuple[int, str]]
) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != columns:
        raise RowsError(file, [(1, f"the columns are {', '.join(columns)}")])
    rows = []
    for row in reader:
        if None in row or None in row.values():
            problems.append((reader.line_num, f"needs {len(columns)} cells"))
        else:
            rows.append((reader.line_num, row))
    return rows


@cache
def cameo_codes() -> Mapping[tuple[str, str], CameoCode]:
    """The shipped codes."""
    return parse_codes(files("tracker.data").joinpath(CODES).read_text("utf-8"), file=CODES)


@cache
def cameo_actors() -> Mapping[str, CameoActor]:
    """The shipped actors, targets first."""
    return parse_cameo_actors(files("tracker.data").joinpath(ACTORS).read_text("utf-8"), file=ACTORS)
