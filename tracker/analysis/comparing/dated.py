"""Events of one series with what is needed to judge any window around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.column import Floats, Positions, column_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.model import factors_of, models
from tracker.analysis.selection import Event, Selection, covered, place
from tracker.analysis.spec import StudySpec
from tracker.analysis.volatility import START_UP, OutOfSample

TOO_EARLY = "too early for a volatility forecast"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dated:
    """K events on one series; arrays of shape (K,), in the order of the events.

    Attributes
    ----------
    judge : Evaluator
        The series, its ordinary days and every day out of sample.
    start, stop : array of int
        First and last position of each window, both inside.
    first : array of int
        Position of the first rate that could know the event.
    car : array
        Own part over the window, log points; NaN exactly where ``because`` says why.
    because : array of str
        Why an event could not be studied.
    """

    judge: Evaluator
    start: Positions
    stop: Positions
    first: Positions
    car: Floats
    because: NDArray[np.object_]

    def windows(self, rows: Sequence[int] | NDArray[np.bool_] | None = None) -> Positions:
        """Distinct windows of these events that were studied, as (0, start, stop) rows in time order."""
        chosen = np.zeros(len(self.car), dtype=bool)
        chosen[slice(None) if rows is None else np.asarray(rows)] = True
        here = chosen & (self.because == "")
        found = np.column_stack([np.zeros(int(here.sum()), dtype=np.intp), self.start[here], self.stop[here]])
        return np.unique(found, axis=0)

    def cars(self, windows: Positions) -> Floats:
        """Own part over any windows (rows as above), log points; NaN where it cannot be had."""
        cars = np.full(len(windows), np.nan)
        length = windows[:, 2] - windows[:, 1] + 1
        for size in np.unique(length).tolist():
            here = length == size
            cars[here] = self.judge.judge(windows[here, 1], size, ()).car
        return cars

    def scores(self, windows: Positions) -> Floats:
        r""":math:`z = \sum u/(\sqrt L\,\sigma)` of each window, as in the default test.

        NaN where it cannot be had, as for those `too_early`.
        """
        history = self._history
        scores = np.full(len(windows), np.nan)
        length = windows[:, 2] - windows[:, 1] + 1
        for size in np.unique(length).tolist():
            here = np.flatnonzero(length == size)
            starts = windows[here, 1]
            scores[here] = history.cumulative(size)[starts] / (np.sqrt(size) * history.sigma[starts])
        return np.where(self.too_early(windows), np.nan, scores)

    def too_early(self, windows: Positions) -> NDArray[np.bool_]:
        """Which windows (rows as above) begin where σ is still the mean square that their own moves are a part of."""
        return np.asarray(windows[:, 1] < self._history.first + START_UP)

    @property
    def _history(self) -> OutOfSample:
        history = self.judge.out_of_sample
        if history is None:
            raise ValueError("scores need the out-of-sample abnormal returns of the whole series")
        return history


def dated(
    returns: pd.DataFrame,
    events: Sequence[Event],
    spec: StudySpec,
    factors: pd.DataFrame | None = None,
    *,
    gaps: pd.DataFrame | None = None,
    method_breaks: pd.DataFrame | None = None,
) -> Dated:
    """Place events of one series as `tracker.analysis.run_study` does; arguments are those of it.

    Raises
    ------
    ValueError
        The events lie on several series, or the study could not be made.

    Examples
    --------
    >>> days = pd.bdate_range("2019-01-01", periods=400).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 400)
    >>> frame = pd.DataFrame({"USD/RUB@ecb": moves}, index=days)
    >>> found = dated(frame, [("USD/RUB@ecb", days[380])], StudySpec(model="mean"))
    >>> found.windows().tolist(), found.because.tolist()
    ([[0, 380, 380]], [''])
    """
    selection = Selection.of(events)
    names = set(selection.column.tolist())
    if len(names) != 1:
        raise ValueError(f"events of one series are compared, and these lie on {len(names)}")
    used = factors_of(models()[spec.model], factors)
    column = column_of(returns, names.pop(), factors=used, gaps=gaps, method_breaks=method_breaks)
    placed = place(selection, column, spec.window, uses_factors=used is not None)
    excluded = covered(placed, len(column)) if spec.exclude_events else None
    judge = Evaluator.of(column, spec, excluded=excluded)
    car, because = np.full(len(selection), np.nan), placed.because.copy()
    ready = np.flatnonzero(because == "")
    for length in np.unique(placed.length[ready]).tolist():
        rows = ready[placed.length[ready] == length]
        judged = judge.judge(placed.start[rows], length, ())
        car[rows] = judged.car
        why = np.where(judged.because == "", judged.fit.because, judged.because)
        because[rows] = np.where(np.isfinite(judged.car), "", why)
    return Dated(
        judge=judge,
        start=placed.start,
        stop=placed.stop,
        first=placed.day0 - selection.spans + 1,
        car=car,
        because=because,
    )
