"""The description of a data package: Frictionless Data Package 2, readable as version 1 too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker import __version__
from tracker.model.instants import format_instant
from tracker.model.tidy import DAY, INSTANT, INTEGER, NUMBER, TEXT, YES_NO, Column, Shape
from tracker.reports.used_sources import UsedSource
from tracker.services.exporting.written import Written

NAME = "sanctions-pressure-tracker"
DESCRIPTION = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {TEXT: "string", NUMBER: "number", INTEGER: "integer", YES_NO: "boolean", DAY: "date", INSTANT: "datetime"}
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def descriptor(
    resources: Sequence[dict[str, object]],
    used: Sequence[UsedSource],
    now: datetime,
    *,
    ledger: str,
    notes: Sequence[str],
) -> dict[str, object]:
    """The whole description.

    ``ledger``: its version; ``used``: the sources of its rates and lists; ``notes``: what is missing, in sentences.
    """
    infos = [one.info for one in used if one.info is not None]
    return {
        "$schema": _PROFILE,
        "profile": "tabular-data-package",
        "name": NAME,
        "title": "Sanctions announcements and rouble rates, joined by the instant each rate was made",
        "description": "Tables of the sanctions pressure tracker. See README.md for what columns mean and how to cite.",
        "version": f"{__version__}+{ledger}",
        "created": format_instant(now.replace(microsecond=0)),
        "keywords": ["sanctions", "exchange rates", "rouble", "event study"],
        "licenses": [_licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0", "the ledger of events")],
        "sources": [{"title": one.title, "path": one.homepage} for one in infos],
        "rights": [
            {
                "source": one.key,
                "publisher": one.publisher,
                "licence": one.rights.licence,
                "path": one.rights.url or None,
                "credit": one.rights.credit,
                "may_republish": one.rights.republish,
                "because": one.rights.because or None,
            }
            for one in infos
        ],
        "notes": list(notes),
        "resources": list(resources),
    }


def resource(table: Written, used: Sequence[UsedSource]) -> dict[str, object]:
    """The description of one table: of its CSV, and of the same as Parquet, which is no resource of its own.

    (The usual validator reads Parquet, but cannot count its bytes, and calls a package with it invalid.)
    """
    shape = table.shape
    infos = [one.info for one in used if one.info is not None]
    found: dict[str, object] = {
        "name": shape.name,
        "title": shape.title,
        "description": shape.about,
        "profile": "tabular-data-resource",
        "type": "table",
        **_file(shape.name, "csv", table.csv),
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "rows": table.count,
        "schema": _schema(shape),
    }
    if table.parquet is not None:
        found["alternates"] = [_file(shape.name, "parquet", table.parquet)]
    if infos:
        found["licenses"] = [_licence("", one.rights.url or one.homepage, one.rights.licence) for one in infos]
        found["sources"] = [{"title": one.title, "path": one.homepage} for one in infos]
    if table.credits:
        found["credits"] = list(table.credits)
    return found


def _file(name: str, form: str, content: bytes) -> dict[str, object]:
    return {
        "path": f"{name}.{form}",
        "format": form,
        "mediatype": _MEDIA[form],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _schema(shape: Shape) -> Mapping[str, object]:
    return {
        "fields": [_field(one, shape) for one in shape.columns],
        "missingValues": [""],
        "primaryKey": list(shape.key),
        **(
            {
                "foreignKeys": [
                    {"fields": [name], "reference": {"resource": table, "fields": [column]}}
                    for name, (table, column) in shape.refers.items()
                ]
            }
            if shape.refers
            else {}
        ),
    }


def _field(column: Column, shape: Shape) -> dict[str, object]:
    return {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.about,
        **({"unit": column.unit} if column.unit else {}),
        **({"timezone": "UTC"} if column.kind == INSTANT else {}),
        **({"constraints": {"required": True}} if column.name in shape.key else {}),
    }


def _licence(name: str, path: str, title: str) -> dict[str, str]:
    return {**({"name": name} if name else {}), **({"path": path} if path else {}), "title": title}
