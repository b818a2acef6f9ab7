"""Placebo dates for a study: all its dates shifted together along their series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.circle import TIES
from tracker.analysis.column import Column, Floats, Positions, column_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.model import factors_of, models
from tracker.analysis.selection import Event, Selection, covered, place
from tracker.analysis.spec import StudySpec

_SHIFTS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placebo:
    r"""The mean of a statistic over the windows of one series, there and at shifted dates.

    Day 0 of every window moves by the same k observations, modulo the m observations that can be judged:
    :math:`s' = f + (s - f + k) \bmod m`. Spacing and overlap of the windows are kept, and so is the dependence of the
    series (Politis and Romano 1994 for the circle). A window that cannot be studied at a shifted date leaves its mean;
    a shift at which fewer than half can be has none.

    Attributes
    ----------
    judged : array, shape (number of different spans, n)
        The statistic of the window whose day 0 is at each observation; NaN where it cannot be studied.
    kind, day0 : arrays, shape (W,)
        Of each distinct window its row of ``judged``, and where its day 0 is.
    first : int
        f, the first observation that can be judged.
    events : array, shape (W,)
        How many events have that window.
    before : int
        Distinct windows left out, because their day 0 lies before f.
    because : str
        Why there is no placebo distribution; empty where there is one.
    """

    judged: Floats
    kind: Positions
    day0: Positions
    first: int
    events: Positions
    before: int = 0
    because: str = ""

    @classmethod
    def of(
        cls,
        returns: pd.DataFrame,
        events: Sequence[Event],
        spec: StudySpec,
        factors: pd.DataFrame | None = None,
        *,
        gaps: pd.DataFrame | None = None,
        method_breaks: pd.DataFrame | None = None,
        statistic: str | None = None,
    ) -> Placebo:
        """Judge every observation of the series as if an event of each span had its day 0 there.

        ``statistic`` is the key of a statistic of one window, whose mean is taken; None for the own part itself, in
        log points. The windows of the events themselves leave estimation and reference where the choices say so.

        Raises
        ------
        ValueError
            The events are of several series, a column is missing, or the model needs factors and has none.

        Examples
        --------
        >>> moves = np.random.default_rng(1).normal(0, 0.01, 600)
        >>> moves[500] = 0.06
        >>> days = pd.bdate_range("2020-01-01", periods=600).strftime("%Y-%m-%d")
        >>> spec = StudySpec(statistics=("t",))
        >>> found = Placebo.of(pd.DataFrame({"x": moves}, index=days), [("x", days[500])], spec)
        >>> pvalue_of(found.observed, found.values(found.shifts(np.random.default_rng(0), 999)))
        0.001
        """
        used = factors_of(models()[spec.model], factors)
        selection = Selection.of(events)
        names = list(dict.fromkeys(selection.column.tolist()))
        if len(names) != 1:
            raise ValueError("placebo dates are of one series; these events name several, or there are none")
        column = column_of(returns, names[0], factors=used, gaps=gaps, method_breaks=method_breaks)
        placed = place(selection, column, spec.window, uses_factors=used is not None)
        excluded = covered(placed, len(column)) if spec.exclude_events else None
        evaluator = Evaluator.of(column, spec, excluded=excluded)
        ready = placed.because == ""
        every = np.column_stack([selection.spans[placed.rows], placed.day0])[ready]
        windows, events_there = np.unique(every, axis=0, return_counts=True)
        if not len(windows):
            return cls(
                judged=np.empty((0, len(column))),
                kind=np.empty(0, dtype=np.intp),
                day0=np.empty(0, dtype=np.intp),
                first=0,
                events=np.empty(0, dtype=np.intp),
                because="no event could be studied",
            )
        spans, kind = np.unique(windows[:, 0], return_inverse=True)
        judged = np.stack([_judged(evaluator, column, int(span), statistic) for span in spans])
        known = np.isfinite(judged).all(axis=0)
        first = int(np.argmax(known)) if known.any() else len(column)
        inside = windows[:, 1] >= first
        found = cls(
            judged=judged,
            kind=kind[inside],
            day0=windows[inside, 1],
            first=first,
            events=events_there[inside],
            before=int((~inside).sum()),
        )
        if not np.isfinite(found.observed):
            return replace(
                found,
                kind=kind[:0],
                day0=found.day0[:0],
                events=found.events[:0],
                before=len(windows),
                because="no event could be studied",
            )
        return found

    @property
    def observed(self) -> float:
        """The mean over the events' own windows; NaN where none can be studied."""
        own = self.judged[self.kind, self.day0][self._known]
        return float(own.mean()) if len(own) else float("nan")

    @property
    def n_windows(self) -> int:
        """Windows in the observed mean."""
        return int(self._known.sum())

    @property
    def n_events(self) -> int:
        """Events in the observed mean."""
        return int(self.events[self._known].sum())

    @property
    def n_left_out(self) -> int:
        """Distinct windows of the study that are not in the observed mean."""
        return self.before + len(self.day0) - self.n_windows

    @property
    def _known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.judged[self.kind, self.day0])

    def shifts(self, rng: np.random.Generator, number: int) -> NDArray[np.int64]:
        """That many shifts, drawn with replacement, none of them zero."""
        m = self.judged.shape[1] - self.first
        return rng.integers(1, max(m, 2), size=number, dtype=np.int64)

    def values(self, shifts: NDArray[np.int64]) -> Floats:
        """The mean at each shift, in bounded memory."""
        m = self.judged.shape[1] - self.first
        found = np.full(len(shifts), np.nan)
        for begin in range(0, len(shifts), _SHIFTS_AT_ONCE):
            some = shifts[begin : begin + _SHIFTS_AT_ONCE]
            there = self.first + (self.day0[None, :] - self.first + some[:, None]) % m
            each = self.judged[self.kind[None, :], there]
            known = np.isfinite(each)
            count = known.sum(axis=1)
            enough = 2 * count >= len(self.day0)
            total = np.where(known, each, 0.0).sum(axis=1)
            found[begin : begin + len(some)][enough] = total[enough] / count[enough]
        return found


def pvalue_of(observed: float, drawn: Floats) -> float:
    """(1 + number of draws at least as large in size) / (1 + number of draws); NaN draws are none.

    >>> pvalue_of(2.0, np.array([-3.0, 1.0, 0.5]))
    0.5
    """
    known = drawn[np.isfinite(drawn)]
    return float((1 + np.count_nonzero(np.abs(known) >= abs(observed) * (1 - TIES))) / (1 + len(known)))


def _judged(evaluator: Evaluator, column: Column, span: int, statistic: str | None) -> Floats:
    """The statistic of every window of events with that many spans, by the position of their day 0."""
    n = len(column)
    spec = evaluator.spec
    nothing = np.full(n, None, dtype=object)
    every = Selection(
        event_id=nothing,
        column=np.full(n, column.name, dtype=object),
        pre=nothing,
        label=column.labels,
        spans=np.full(n, span, dtype=np.intp),
        ambiguous=np.zeros(n, dtype=bool),
        method_break=np.zeros(n, dtype=bool),
        gap_days=np.zeros(n),
        because=np.full(n, "", dtype=object),
    )
    placed = place(every, column, spec.window, uses_factors=column.factors.shape[1] > 0)
    ready = np.flatnonzero(placed.because == "")
    values = np.full(n, np.nan)
    if len(ready):
        length = int(placed.length[ready[0]])
        judged = evaluator.judge(placed.start[ready], length, () if statistic is None else (statistic,))
        values[ready] = judged.car if statistic is None else judged.evaluations[statistic].stat
        if statistic is None:
            values[ready[judged.because != ""]] = np.nan
    return values
