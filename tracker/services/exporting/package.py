"""Everything there is as one data package: a folder or a ZIP archive, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker.model.tidy import Tidy
from tracker.reports.parquet import available
from tracker.reports.used_sources import UsedSource
from tracker.services.context import Context
from tracker.services.exporting.descriptor import DESCRIPTION, descriptor, resource
from tracker.services.exporting.folder import require_free, write_folder, write_zip
from tracker.services.exporting.gather import TABLES, Gathered, Wanted
from tracker.services.exporting.readme import citation_file, citations, readme
from tracker.services.exporting.written import Written, write_table
from tracker.services.ledger_version import ledger_version_of
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
    gathered = Gathered(context=context, wanted=wanted, together=True)
    with_parquet = available()
    shown = [write_table(_parts(gathered, name), with_parquet=with_parquet) for name in TABLES]
    firsts = {one.shape.name: one.firsts for one in shown}
    lists = sorted(firsts["list_changes"])
    series = [one for one in gathered.declared if one.key in firsts["rates"]]
    used = used_sources(context, series, lists, as_of=wanted.known.as_of)
    notes = (*_notes(gathered, lists), *(() if with_parquet else (NO_PARQUET,)))
    files: dict[str, bytes] = {}
    for table in shown:
        files[f"{table.shape.name}.csv"] = table.csv
        if table.parquet is not None:
            files[f"{table.shape.name}.parquet"] = table.parquet
    resources = [resource(table, _sources_of(table, used)) for table in shown]
    version = ledger_version_of(context)
    told = descriptor(resources, used, context.now, ledger=version, notes=notes)
    files["README.md"] = readme(shown, used, context.now, ledger=version, parquet=with_parquet, notes=notes).encode()
    cited = citations(used, context.now, ledger=version)
    files["CITATION.bib"] = ("\n\n".join(one.bibtex for one in cited) + "\n").encode()
    files["CITATION.cff"] = citation_file(context.now, ledger=version).encode()
    files[DESCRIPTION] = (json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
    return files, {table.shape.name: table.count for table in shown}, notes


def _parts(gathered: Gathered, name: str) -> Iterable[Tidy]:
    """The table in parts: of rates, series by series."""
    return gathered.rates() if name == "rates" else (gathered.table(name),)


def _sources_of(table: Written, used: Sequence[UsedSource]) -> list[UsedSource]:
    if table.shape.name in _OF_RATES:
        return [one for one in used if one.series]
    if table.shape.name == "list_changes":
        return [one for one in used if not one.series]
    return []


def _notes(gathered: Gathered, lists: Sequence[str]) -> tuple[str, ...]:
    said = gathered.left_out
    if lists or gathered.changes:
        return said
    return (*said, "No change of a sanctions list is stored; that does not say that none was made.")
