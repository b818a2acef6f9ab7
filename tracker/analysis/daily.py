"""Every observation of a series judged as a window of its own, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tracker.analysis.column import Column, Positions, column_of
from tracker.analysis.evaluation import Evaluator, Judged
from tracker.analysis.model import factors_of, models
from tracker.analysis.selection import BREAKS, METHOD, NO_FACTOR, Event, Selection, covered, place
from tracker.analysis.spec import StudySpec


def daily_findings(
    returns: pd.DataFrame,
    factors: pd.DataFrame | None,
    column: str,
    spec: StudySpec,
    *,
    labels: Sequence[str] | pd.Index | None = None,
    events: Sequence[Event] = (),
    gaps: pd.DataFrame | None = None,
    method_breaks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What `run_study` says of each observation alone, with ``t`` and ``fhs``, whatever ``spec`` lists.

    Parameters
    ----------
    returns, factors : DataFrame
        As for `tracker.analysis.study.run_study`.
    column : str
        The series.
    spec : StudySpec
        Model, T and gap; windows are single observations.
    labels : sequence, optional
        Only these observations (default all). The past of each is used whole either way.
    events : sequence, optional
        Events whose windows leave estimation and reference (none by default).

    Returns
    -------
    DataFrame, one row per observation, index = label
        ``raw`` (its log return), ``drift`` (the model's constant), ``part_NAME`` (β·F of each factor), ``abnormal``
        (the own part: raw − drift − parts), ``sigma``, ``pvalue`` (fhs), ``pvalue_up``, ``pvalue_down``, ``floor``,
        ``n_reference``, ``sum_weights``, ``bandwidth``, ``critical`` (the smallest own part that would stand out),
        ``mde``, ``interval_lower``, ``interval_upper``, ``variance_ratio``, ``t_stat``, ``t_pvalue``, ``gap_days``,
        ``method_break``, ``because`` (why there is no ``pvalue``; empty where there is). Log points.
    """
    model = models()[spec.model]
    used = factors_of(model, factors)
    series = column_of(returns, column, factors=used, gaps=gaps, method_breaks=method_breaks)
    single = replace(spec, window=(0, 0), statistics=("t", "fhs"))
    excluded = None
    if events:
        placed = place(Selection.of(events), series, spec.window, uses_factors=used is not None)
        excluded = covered(placed, len(series))
    days = _days(series, labels)
    because = np.full(len(days), "", dtype=object)
    obstacles = {BREAKS: series.broken, METHOD: series.method_break, NO_FACTOR: series.factor_missing}
    for why, flags in obstacles.items():
        because[(because == "") & flags[days]] = why
    open_days = np.flatnonzero(because == "")
    judged = Evaluator.of(series, single, excluded=excluded).judge(days[open_days], 1)
    because[open_days] = judged.evaluations["fhs"].because
    names = [str(name) for name in used.columns] if used is not None else []
    found = pd.DataFrame(_numbers(series, days, open_days, judged, names), index=series.index[days])
    return found.assign(method_break=series.method_break[days], because=because)


def _days(series: Column, labels: Sequence[str] | pd.Index | None) -> Positions:
    if labels is None:
        return np.arange(len(series), dtype=np.intp)
    positions = series.positions(list(labels))
    return positions[positions >= 0]


def _numbers(
    series: Column, days: Positions, studied: Positions, judged: Judged, names: list[str]
) -> dict[str, np.ndarray]:
    """Columns in print order, NaN where a day could not be studied."""

    def spread(values: np.ndarray) -> np.ndarray:
        column = np.full(len(days), np.nan)
        column[studied] = values
        return column

    fhs, t = judged.evaluations["fhs"], judged.evaluations["t"]
    moves = series.factors[days[studied]]
    parts = {f"part_{name}": spread(judged.fit.slopes[:, j] * moves[:, j]) for j, name in enumerate(names)}
    return {
        "raw": series.returns[days],
        "drift": spread(np.where(np.isfinite(judged.car), judged.fit.constant, np.nan)),
        **parts,
        "abnormal": spread(judged.car),
        "sigma": spread(fhs.shared["sigma"]),
        "pvalue": spread(fhs.pvalue),
        **{name: spread(values) for name, values in fhs.own.items()},
        **{name: spread(values) for name, values in fhs.shared.items() if name != "sigma"},
        "t_stat": spread(t.stat),
        "t_pvalue": spread(t.pvalue),
        "gap_days": series.gap_days[days],
    }
