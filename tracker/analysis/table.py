"""The rows of a study while they are being filled: numbers by column, reasons by statistic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.blocks import Block
from tracker.analysis.column import Floats, Positions
from tracker.analysis.evaluation import Judged
from tracker.analysis.pooled import Outcome
from tracker.analysis.selection import Placed, Selection
from tracker.analysis.spec import StudySpec
from tracker.analysis.statistic import Evaluation

_MEASURES = ("sigma", "critical", "interval_lower", "interval_upper", "mde", "variance_ratio")
_NO_MDE = "even the largest comparable move has p above 0.05, so nothing could stand out"
_NO_TEST = "no test over many windows was asked for"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Arrays of one number per event; a number is NaN until it is known, a reason empty unless there is one."""

    spec: StudySpec
    number: dict[str, Floats]
    because: dict[str, NDArray[np.object_]]

    @classmethod
    def of(cls, size: int, spec: StudySpec) -> Table:
        """An empty table for so many events."""
        wanted = ["n_estimation", "n_excluded", "raw", "car", "se", "gap_days", "method_break", *_MEASURES]
        wanted += ["pvalue", "pvalue_earliest", "pvalue_latest", "pvalue_span"]
        wanted += [f"{key}_{name}" for key in spec.single for name in ("stat", "pvalue", "df")]
        number = {name: np.full(size, np.nan) for name in wanted}
        keys = ("car", *spec.single, "pvalue", "mde")
        return cls(spec=spec, number=number, because={key: _blank(size) for key in keys})

    def place(self, placed: Placed) -> None:
        """What is known of a window before it is studied, and why some cannot be."""
        self.number["gap_days"][placed.rows] = placed.gap_days
        self.number["method_break"][placed.rows] = placed.method_break
        for name in ("n_estimation", "n_excluded"):
            self.number[name][placed.rows] = 0
        for reasons in self.because.values():
            reasons[placed.rows] = placed.because
        if "fhs" not in self.spec.statistics:
            self.because["mde"][placed.rows] = ""

    def fill(self, rows: Positions, judged: Judged, skipped: Positions) -> None:
        """Numbers and reasons of windows that were studied."""
        number = self.number
        studied = np.isfinite(judged.car)
        number["n_estimation"][rows] = np.where(judged.because == "", judged.fit.nobs, 0)
        number["n_excluded"][rows] = skipped
        number["car"][rows] = judged.car
        number["se"][rows] = np.sqrt(np.where(studied, judged.fit.variance * judged.forecast_scale, np.nan))
        self.because["car"][rows] = np.where(
            studied, "", np.where(judged.because == "", judged.fit.because, judged.because)
        )
        for key, evaluation in judged.evaluations.items():
            self._statistic(rows, key, evaluation)

    def _statistic(self, rows: Positions, key: str, evaluation: Evaluation) -> None:
        size = len(self.number["car"])
        self.number[f"{key}_stat"][rows] = evaluation.stat
        self.number[f"{key}_pvalue"][rows] = evaluation.pvalue
        self.number[f"{key}_df"][rows] = evaluation.df
        self.because[key][rows] = evaluation.because
        for name, values in evaluation.own.items():
            self.number.setdefault(f"{key}_{name}", np.full(size, np.nan))[rows] = values
        for name, values in evaluation.shared.items():
            self.number[name][rows] = values
        if "mde" in evaluation.shared:
            nothing = (evaluation.because == "") & ~np.isfinite(evaluation.shared["mde"])
            self.because["mde"][rows] = np.where(nothing, _NO_MDE, evaluation.because)

    def rows(self, selection: Selection, blocks: list[Block], factors: list[str]) -> pd.DataFrame:
        """The rows as a frame, in the order of the events."""
        number = self.number
        for block in blocks:
            number["raw"][block.rows] = block.raw
            for j, name in enumerate(factors):
                column = number.setdefault(f"move_{name}", np.full(len(selection), np.nan))
                column[block.rows] = block.factor_moves[:, j]
        head = {
            "event_id": selection.event_id,
            "column": selection.column,
            "pre": selection.pre,
            "label": selection.label,
            "spans": selection.spans.astype(np.int64),
            "ambiguous": selection.ambiguous,
            "n_estimation": number.pop("n_estimation").astype(np.int64),
            "n_excluded": number.pop("n_excluded").astype(np.int64),
            "method_break": number.pop("method_break").astype(bool),
        }
        return pd.DataFrame(head | number)

    def not_applicable(
        self, pooled: Mapping[str, Outcome], reasons: Sequence[tuple[int, str, str]] = ()
    ) -> pd.DataFrame:
        """Every missing number with its reason, by row, then by statistic; row −1 is the aggregate.

        ``reasons`` are added as they are: of columns that are missing in every row, and of the path.
        """
        found = [
            (int(row), order, key, str(reasons[row]))
            for order, (key, reasons) in enumerate(self.because.items())
            for row in np.flatnonzero(reasons != "")
        ]
        entries = [(row, key, why) for row, _, key, why in sorted(found)]
        entries += [(-1, key, outcome.because) for key, outcome in pooled.items() if outcome.because]
        if not self.spec.pooled:
            entries.append((-1, "caar", _NO_TEST))
        elif not np.isfinite(self.number["car"]).any():
            entries.append((-1, "caar", "no event could be studied"))
        entries += reasons
        return pd.DataFrame(entries, columns=["row", "statistic", "because"])


def _blank(size: int) -> NDArray[np.object_]:
    return np.full(size, "", dtype=object)
