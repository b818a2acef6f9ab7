"""The answer of a grid as Parquet files with everything beside them that says how they were made."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import ConfigError, UsageError
from tracker.model.instants import format_instant
from tracker.services.executors import versions

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from tracker.analysis.grid_run import GridResult
    from tracker.services.study_grids import Ready

KEY = b"sanctions-pressure-tracker"
"""Under which the description stands in a file's own metadata, as JSON."""


def require_parquet() -> None:
    """``ConfigError`` where Parquet files cannot be written."""
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError:
        raise ConfigError(
            "Parquet files need the package pyarrow, which is not installed.",
            remedy="pip install 'sanctions-pressure-tracker[research]'",
        ) from None


def paths_of(output: str) -> dict[str, Path]:
    """Where each table goes: ``x.parquet``, ``x.aggregate.parquet``, ``x.draws.parquet``, and ``x.json`` beside."""
    path = Path(output)
    stem = path.with_suffix("") if path.suffix == ".parquet" else path
    return {
        "rows": stem.with_name(f"{stem.name}.parquet"),
        "aggregate": stem.with_name(f"{stem.name}.aggregate.parquet"),
        "draws": stem.with_name(f"{stem.name}.draws.parquet"),
        "description": stem.with_name(f"{stem.name}.json"),
    }


def description(ready: Ready, now: datetime) -> dict[str, Any]:
    """How the numbers were made: every cell, the seed, hashes of the data, versions."""
    grid = ready.grid
    return {
        "made_at": format_instant(now),
        "seed": grid.seed,
        "draws": grid.draws,
        "placebo": grid.placebo,
        "units": {"raw": "log points", "car": "log points", "caar": "log points"},
        "direction": "positive: the quote currency weakened",
        "cells": [
            {
                "number": cell.number,
                "series": cell.series,
                "events": cell.events,
                "spec": asdict(cell.spec),
                "because": cell.because or None,
            }
            for cell in grid.cells
        ],
        "events": [
            {"series": series, "events": name, "event_ids": [getattr(one, "event_id", None) for one in chosen]}
            for (series, name), chosen in grid.events.items()
        ],
        "data_sha256": {name: dict(found) for name, found in ready.hashes.items()},
        "versions": versions("pyarrow", *(["arch"] if any(cell.spec.model == "garch" for cell in grid.cells) else [])),
        "credits": list(ready.credits),
        "left_out": list(ready.barred),
    }


def write(result: GridResult, ready: Ready, now: datetime, output: str) -> dict[str, Path]:
    """Write the tables and their description, all whole or none; the paths written, by table.

    Raises ``UsageError`` where they cannot be written, ``ConfigError`` without pyarrow.
    """
    require_parquet()
    told = description(ready, now)
    paths = paths_of(output)
    if not ready.grid.draws:
        del paths["draws"]
    fresh: dict[str, Path] = {}
    try:
        for name in paths:
            if name != "description":
                fresh[name] = _beside(paths[name])
                _parquet(getattr(result, name), told, fresh[name])
        told["files_sha256"] = {
            paths[name].name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in fresh.items()
        }
        fresh["description"] = _beside(paths["description"])
        text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
        fresh["description"].write_text(f"{text}\n", encoding="utf-8", newline="\n")
        for name, path in fresh.items():  # the description last: where it is, its tables are
            path.replace(paths[name])
    except OSError as error:
        raise UsageError(
            f"{paths['rows']} cannot be written: {error.strerror}.", remedy="Name another with -o."
        ) from None
    finally:
        for path in fresh.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return paths


def _parquet(frame: pd.DataFrame, told: Mapping[str, Any], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [(str(name), _type(frame[name], pa)) for name in frame.columns]
    columns = [
        pa.array([None if one is None or one != one else str(one) for one in frame[name].astype(object)], kind)  # noqa: PLR0124 - NaN
        if pa.types.is_string(kind)
        else pa.array(frame[name].to_numpy(), kind)
        for name, kind in fields
    ]
    schema = pa.schema(fields, metadata={KEY: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()})
    pq.write_table(pa.table(columns, schema=schema), path, compression="zstd")


def _type(values: pd.Series, pa: Any) -> Any:
    kinds = {"i": pa.int64(), "u": pa.int64(), "f": pa.float64(), "b": pa.bool_()}
    return kinds.get(getattr(values.dtype, "kind", "O"), pa.string())


def _beside(path: Path) -> Path:
    """A new empty file in the folder of that one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    fresh = Path(name)
    mask = os.umask(0)
    os.umask(mask)
    fresh.chmod(0o666 & ~mask)
    return fresh
