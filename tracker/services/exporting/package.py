"""Everything there is as one data package: a folder or a ZIP archive, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.model.series import Series
from tracker.model.tidy import Tidy
from tracker.reports.parquet import available, parquet
from tracker.reports.used_sources import UsedSource
from tracker.services.context import Context
from tracker.services.exporting.descriptor import DESCRIPTION, descriptor, resource
from tracker.services.exporting.folder import require_free, write_folder, write_zip
from tracker.services.exporting.gather import TABLES, Gathered, Wanted
from tracker.services.exporting.readme import citation_file, citations, readme
from tracker.services.exporting.single import as_csv
from tracker.services.used_sources import used_sources

NO_PARQUET = (
    "Parquet is left out: the package pyarrow is not installed (pip install 'sanctions-pressure-tracker[research]')."
)
_OF_RATES = ("rates", "windows", "alignments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written where: rows by table, files, bytes, and sentences about what is missing."""

    path: Path
    rows: dict[str, int]
    files: int
    size: int
    notes: tuple[str, ...]


def export_package(context: Context, wanted: Wanted, output: str, *, force: bool = False) -> Exported:
    """Write the package of all tables to a folder, or to an archive where the name ends with ``.zip``.

    The same store and the same ``context.now`` give the same bytes. ``UsageError`` for a folder that holds anything
    else, unless ``force``: then what else it holds stays.
    """
    path = Path(output)
    archived = path.suffix.lower() == ".zip"
    if not archived:
        require_free(path.resolve(), force=force)  # before minutes of work, and once more when it is written
    files, rows, notes = package(context, wanted)
    if archived:
        write_zip(path, files, context.now)
    else:
        write_folder(path, files, force=force)
    return Exported(path=path, rows=rows, files=len(files), size=sum(map(len, files.values())), notes=notes)


def package(context: Context, wanted: Wanted) -> tuple[dict[str, bytes], dict[str, int], tuple[str, ...]]:
    """The files of a package by name, the rows of its tables, and sentences about what is missing."""
    gathered = Gathered(context=context, wanted=wanted)
    shown: list[Tidy] = [gathered.table(name) for name in TABLES]
    with_parquet = available()
    changes = next(one for one in shown if one.shape.name == "list_changes")
    lists = dict.fromkeys(str(key) for key in changes.column("list"))
    used = used_sources(context, _series(gathered, shown), lists)
    notes = (*_notes(gathered, lists), *(() if with_parquet else (NO_PARQUET,)))
    files: dict[str, bytes] = {}
    resources = []
    for table in shown:
        files[f"{table.shape.name}.csv"] = content = as_csv(table).encode()
        packed = parquet(table) if with_parquet else None
        if packed is not None:
            files[f"{table.shape.name}.parquet"] = packed
        resources.append(resource(table, content, packed, _sources_of(table, used)))
    told = descriptor(resources, used, context.now, notes=notes)
    files["README.md"] = readme(shown, used, context.now, parquet=with_parquet, notes=notes).encode()
    files["CITATION.bib"] = ("\n\n".join(one.bibtex for one in citations(used, context.now)) + "\n").encode()
    files["CITATION.cff"] = citation_file(context.now).encode()
    files[DESCRIPTION] = (json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
    return files, {table.shape.name: len(table.rows) for table in shown}, notes


def _series(gathered: Gathered, shown: Sequence[Tidy]) -> list[Series]:
    """The series that have values in the package."""
    rates = next(one for one in shown if one.shape.name == "rates")
    held = set(rates.column("series"))
    return [one for one in gathered.declared if one.key in held]


def _sources_of(table: Tidy, used: Sequence[UsedSource]) -> list[UsedSource]:
    if table.shape.name in _OF_RATES:
        return [one for one in used if one.series]
    if table.shape.name == "list_changes":
        return [one for one in used if not one.series]
    return []


def _notes(gathered: Gathered, lists: dict[str, None]) -> tuple[str, ...]:
    said = list(gathered.left_out)
    if not lists:
        said.append("No change of a sanctions list is stored; that does not say that none was made.")
    return tuple(said)
