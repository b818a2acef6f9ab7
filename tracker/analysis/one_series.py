"""What the tests for one series and many dates start from: each window once, in time order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.blocks import distinct
from tracker.analysis.column import Flags, Floats, Positions
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.merging import cars_of, one_event_each, unions
from tracker.analysis.pooled import Pool

LONGEST_UNION = 15
"""Observations of a union of windows beyond which dates that crowd together are tested by shifts alone."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dates:
    """Windows on one series.

    Attributes
    ----------
    judge, number : Evaluator, int
        The series and its number in the study.
    start, stop : array of int, shape (K,)
        First and last position of each window, both inside; windows that end at one rate are one event.
    first, last : array of int, shape (G,)
        The same for unions of windows that overlap.
    known : mapping
        Known CARs by (series, start, stop).
    """

    judge: Evaluator
    number: int
    start: Positions
    stop: Positions
    first: Positions
    last: Positions
    known: dict[tuple[int, int, int], float]

    @property
    def length(self) -> Positions:
        """L of each window."""
        return self.stop - self.start + 1

    def inside(self) -> Flags:
        """Which observations of the series lie in a window, shape (N,)."""
        edges = np.zeros(len(self.judge.column) + 1, dtype=np.intp)
        np.add.at(edges, self.first, 1)
        np.add.at(edges, self.last + 1, -1)
        return np.asarray(np.cumsum(edges)[:-1] > 0)

    def union_cars(self) -> Floats:
        """CAR of each union, judged like any window of its length, log points; NaN where it has none."""
        windows = np.column_stack([np.full(len(self.first), self.number), self.first, self.last])
        return cars_of(windows, self.known, {self.number: self.judge})


def dates_of(pool: Pool, *, least_windows: int = 1, least_unions: int = 1, longest: int | None = None) -> Dates | str:
    """The windows of a pool on its one series, or why a test that needs so many cannot be made.

    ``longest`` is the most observations a union may run over.
    """
    windows, cars = distinct(list(pool.blocks))
    series = np.unique(windows[:, 0])
    if not len(series):
        return "no event could be studied"
    if len(series) > 1:
        return f"it is a test for one series, and the windows lie on {len(series)}"
    single, merged = one_event_each(windows), unions(windows)
    if len(single) < least_windows:
        return _few(len(single), least_windows, "window")
    reach = int((merged[:, 2] - merged[:, 1]).max()) + 1
    if longest is not None and reach > longest:
        return f"windows that overlap run over {reach} observations together, more than {longest}"
    if len(merged) < least_unions:
        return _few(len(merged), least_unions, "separate window")
    return Dates(
        judge=pool.judges[int(series[0])],
        number=int(series[0]),
        start=single[:, 1],
        stop=single[:, 2],
        first=merged[:, 1],
        last=merged[:, 2],
        known={(s, a, b): car for (s, a, b), car in zip(windows.tolist(), cars.tolist(), strict=True)},
    )


def _few(there: int, needed: int, noun: str) -> str:
    return f"it needs {needed} {noun}s, and there {'is' if there == 1 else 'are'} {there}"
