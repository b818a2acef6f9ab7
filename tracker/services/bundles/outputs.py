"""What follows from the files a bundled study rests on: its tables, figures, method note and index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tracker.analysis import StudyResult, run_study
from tracker.analysis.spec import StudySpec
from tracker.errors import UsageError
from tracker.services.bundles.figures import figures_of
from tracker.services.bundles.inputs import Held
from tracker.services.bundles.method import method_note
from tracker.services.bundles.readme import readme
from tracker.services.executors import versions
from tracker.services.studies import verdict_of
from tracker.services.studying.figures import Drawn, wider, windows_of

if TYPE_CHECKING:
    import pandas as pd

    from tracker.services.bundles.reading import Study

MANIFEST = "manifest.json"
VERSIONS = "versions.json"
_DRAWN_BY = ("altair", "pillow", "vl-convert-python")


def outputs_of(study: Study, held: Held) -> dict[str, bytes]:
    """Every file of the bundle, those it rests on included.

    Raises ``UsageError`` where the study cannot be computed.
    """
    try:
        result = _run(study, study.spec)
        wide = replace(study.spec, window=wider(study.spec.window), statistics=(study.spec.headline,))
        around = _run(study, wide) if wide.window != study.spec.window else result
    except (ValueError, MemoryError) as error:
        said = " ".join(str(error).split()) or "it is too large for this machine"
        raise UsageError(f"The study cannot be made: {said}.") from None
    rows = _rows(study, result)
    tables: dict[str, pd.DataFrame] = {
        "events": rows,
        "aggregate": result.aggregate,
        "abnormal": result.abnormal,
        "path": result.path,
        "path-around": around.path,
        "not-applicable": result.not_applicable,
    }
    found = dict(held.files)
    found |= {f"tables/{name}.csv": _csv(table) for name, table in tables.items()}
    found["spec.json"] = _json(asdict(study.spec))
    found["method.md"] = method_note(study).encode()
    found[VERSIONS] = _json(
        versions("altair", "pillow", "vl-convert-python", *(("arch",) if study.spec.model == "garch" else ()))
    )
    found |= figures_of(
        Drawn(
            series=study.column,
            rows=rows,
            path=around.path,
            windows=windows_of(around, wide),
            levels=study.levels,
            alignments=study.alignments,
            unit=str(study.question["series"]["unit"]),
            model=study.spec.model,
            show_levels=not study.withheld,
        )
    )
    found["README.md"] = readme(study, rows, result, found).encode()
    found[MANIFEST] = _json({name: hashlib.sha256(found[name]).hexdigest() for name in sorted(found)})
    return found


def _run(study: Study, spec: StudySpec) -> StudyResult:
    return run_study(
        study.returns,
        study.alignments,
        spec,
        study.factors,
        gaps=study.gaps,
        method_breaks=study.method_breaks,
    )


def _rows(study: Study, result: StudyResult) -> pd.DataFrame:
    """One event per row, with the verdict in words and the reason where there is no p."""
    rows = result.to_frame()
    why = result.not_applicable
    reasons = why[why["statistic"] == "pvalue"].drop_duplicates("row").set_index("row")["because"]
    judged = [verdict_of(row, study.plausible_effect, study.longest_gap) for row in result.rows.to_dict("records")]
    rows["verdict"] = [str(one) for one in judged]
    rows["because"] = [str(reasons.get(number, "")) for number in range(len(rows))]
    return rows


def _csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
