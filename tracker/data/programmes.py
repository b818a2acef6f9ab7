"""The shipped table of sanctions programmes: what each list calls them, and which country they are about."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tracker.errors import RowsError
from tracker.model.plain_text import clean
from tracker.model.programme import Programme

FILE = "programmes.csv"
COLUMNS = ("authority", "programme", "title", "family", "target", "reference", "found_in")


def parse_programmes(text: str, *, file: str) -> tuple[Programme, ...]:
    """The programmes of a table, in its order; ``RowsError`` names every row that is incomplete or there twice."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise RowsError(file, [(1, f"the columns are {', '.join(COLUMNS)}")])
    found: dict[tuple[str, str], Programme] = {}
    problems: list[tuple[int, str]] = []
    for row in reader:
        missing = [name for name in COLUMNS[:4] if not row.get(name)]
        if missing or None in row or None in row.values():
            problems.append((reader.line_num, f"needs {', '.join(COLUMNS[:4])} and {len(COLUMNS)} cells"))
            continue
        key = row["authority"], _key(row["programme"])
        if key in found:
            problems.append((reader.line_num, f"{row['authority']} {row['programme']} is there already"))
            continue
        found[key] = Programme(
            authority=row["authority"],
            written=row["programme"],
            title=row["title"],
            family=row["family"],
            target=row["target"],
            reference=row["reference"],
            found_in=row["found_in"],
            rank=len(found),
        )
    if problems:
        raise RowsError(file, problems)
    return tuple(found.values())


@cache
def programmes() -> tuple[Programme, ...]:
    """The shipped programmes, those about Russia first within each authority."""
    return parse_programmes(files("tracker.data").joinpath(FILE).read_text("utf-8"), file=FILE)


@cache
def _by_key() -> Mapping[tuple[str, str], Programme]:
    return MappingProxyType({(one.authority, _key(one.written)): one for one in programmes()})


def programme_of(list_key: str, written: str) -> Programme | None:
    """The programme a list means by what it writes, or None where the table does not have it; nothing is guessed.

    Case and white space do not count, and of a bilingual name (``Russia / Russie``) the first language is read.

    >>> programme_of("us_ofac_sdn", "RUSSIA-EO14024").target, programme_of("us_ofac_sdn", "RUSSIA-EO99999")
    ('Russia', None)
    """
    authority = list_key.split("_", 1)[0].upper()
    found = _by_key().get((authority, _key(written)))
    return found or _by_key().get((authority, _key(written.split(" / ", maxsplit=1)[0])))


def targets() -> tuple[str, ...]:
    """The countries some programme is about, sorted."""
    return tuple(sorted({one.target for one in _by_key().values()} - {""}))


def _key(written: str) -> str:
    return clean(written).replace("\u2019", "'").casefold()
