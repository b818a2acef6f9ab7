"""The windows that were studied, observation by observation, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.column import Column, Flags, Floats, Positions
from tracker.analysis.evaluation import Evaluator, Judged
from tracker.analysis.merging import cars_of, one_event_each, places_of_events, unions
from tracker.analysis.pooled import Outcome
from tracker.analysis.regression import Fit
from tracker.analysis.sample_size import effective_count, path_means
from tracker.analysis.selection import Placed
from tracker.analysis.spec import StudySpec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Windows of one length on one series that could be studied; E of them, L observations each.

    ``rows`` are the places of their events in the selection; ``abnormal`` has shape (E, L), ``raw`` (E,) and
    ``factor_moves`` (E, k). All in log points. ``fit`` is the estimation of each window (its residuals are there only
    where a test over many windows needs them), ``scale`` (E,) the variance of the CAR in units of its s², and
    ``because`` (E,) why a window cannot be scaled by it; empty where it can.
    """

    number: int
    column: Column
    rows: Positions
    day0: Positions
    start: Positions
    abnormal: Floats
    raw: Floats
    factor_moves: Floats
    fit: Fit
    scale: Floats
    because: NDArray[np.object_]

    @property
    def length(self) -> int:
        """L."""
        return int(self.abnormal.shape[1])

    @property
    def stop(self) -> Positions:
        """Position of each window's last observation."""
        return self.start + self.length - 1

    @classmethod
    def of(cls, number: int, column: Column, placed: Placed, rows: Positions, judged: Judged) -> Block:
        """Abnormal returns of windows that were judged."""
        start = placed.start[rows]
        inside = start[:, None] + np.arange(int(placed.length[rows[0]]))
        slopes = judged.fit.slopes
        moves = column.factors[inside] if slopes.shape[1] else np.empty((*inside.shape, 0))
        expected = judged.fit.constant[:, None] + (moves @ slopes[:, :, None])[:, :, 0]
        abnormal = np.where(np.isfinite(judged.car)[:, None], column.returns[inside] - expected, np.nan)
        return cls(
            number=number,
            column=column,
            rows=placed.rows[rows],
            day0=placed.day0[rows],
            start=start,
            abnormal=abnormal,
            raw=column.returns[inside].sum(axis=1),
            factor_moves=moves.sum(axis=1),
            fit=judged.fit,
            scale=judged.forecast_scale,
            because=np.where(judged.because == "", judged.fit.because, judged.because),
        )


def distinct(blocks: list[Block]) -> tuple[NDArray[np.intp], Floats]:
    """Distinct windows as (series number, start, stop) rows, and their CARs."""
    windows = [np.column_stack([np.full(len(b.rows), b.number), b.start, b.stop]) for b in blocks]
    if not windows:
        return np.empty((0, 3), dtype=np.intp), np.empty(0)
    cars = np.concatenate([b.abnormal.sum(axis=1) for b in blocks])
    unique, first = np.unique(np.concatenate(windows), axis=0, return_index=True)
    known: Flags = np.isfinite(cars[first])
    return unique[known], cars[first][known]


def aggregate_of(
    blocks: list[Block],
    judges: Mapping[int, Evaluator],
    pooled: Mapping[str, Outcome],
    *,
    adjusted: Mapping[str, float],
    family_size: int,
    expected_false_flags: float,
) -> pd.DataFrame:
    """Counts and mean CAR over windows that share no observation, and a row for each test over many windows.

    ``judges`` by series number give a union of overlapping windows its CAR; ``adjusted`` are p-values of tests by key.
    """
    windows, each = distinct(blocks)
    n_events = sum(int(np.isfinite(b.abnormal).all(axis=1).sum()) for b in blocks)
    known = {(s, a, b): car for (s, a, b), car in zip(windows.tolist(), each.tolist(), strict=True)}
    separate, single = unions(windows), one_event_each(windows)
    cars = cars_of(separate, known, judges)
    cars = cars[np.isfinite(cars)]
    nothing = float("nan")
    row = {
        "statistic": "caar",
        "n_events": n_events,
        "n_windows": len(separate),
        "k_effective": effective_count(single[:, 0], single[:, 1], single[:, 2]),
        "family_size": family_size,
        "caar": float(cars.mean()) if len(cars) else nothing,
        "stat": nothing,
        "pvalue": nothing,
        "adjusted_pvalue": nothing,
        "df": nothing,
        "expected_false_flags": expected_false_flags,
    }
    tests = [
        {
            **row,
            "statistic": key,
            "n_windows": row["n_windows"] if outcome.n_windows is None else outcome.n_windows,
            "stat": outcome.stat,
            "pvalue": outcome.pvalue,
            "adjusted_pvalue": adjusted.get(key, nothing),
            "df": outcome.df,
        }
        for key, outcome in pooled.items()
    ]
    return pd.DataFrame([row, *tests])


def abnormal_of(blocks: list[Block], spec: StudySpec) -> pd.DataFrame:
    """Long frame of every observation of every window, in the order of the events."""
    parts = []
    for block in blocks:
        length, events = block.length, len(block.rows)
        inside = (block.start[:, None] + np.arange(length)).ravel()
        labels = block.column.labels
        parts.append(
            pd.DataFrame(
                {
                    "row": np.repeat(block.rows, length).astype(np.int64),
                    "column": np.full(events * length, block.column.name, dtype=object),
                    "label": np.repeat(labels[block.day0], length),
                    "tau": np.tile(np.arange(length) + spec.window[1] - length + 1, events).astype(np.int64),
                    "label_tau": labels[inside],
                    "abnormal": block.abnormal.ravel(),
                }
            )
        )
    if not parts:
        return pd.DataFrame(columns=["row", "column", "label", "tau", "label_tau", "abnormal"])
    long = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return long.sort_values("row", kind="stable", ignore_index=True)


def path_of(blocks: list[Block], spec: StudySpec) -> pd.DataFrame:
    """Mean cumulative abnormal return over the τ every event has; windows that end at one rate count once."""
    width = spec.length
    keys = [np.column_stack([np.full(len(b.rows), b.number), b.start, b.stop]) for b in blocks]
    tails = [b.abnormal[:, -width:] for b in blocks]
    abnormal = np.empty((0, width))
    if keys:
        abnormal = np.concatenate(tails)[places_of_events(np.concatenate(keys))]
        abnormal = abnormal[np.isfinite(abnormal).all(axis=1)]
    mean, n = path_means(abnormal, spec.window[0])
    taus = np.arange(spec.window[0], spec.window[1] + 1)
    return pd.DataFrame({"tau": taus.astype(np.int64), "mean": mean, "n": n.astype(np.int64)})
