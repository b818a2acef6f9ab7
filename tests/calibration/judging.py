"""Windows of one currency judged by every declared statistic: as they were, and with a known effect put into them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tests.calibration.rates import Rates
from tracker.analysis import StudySpec
from tracker.analysis.column import Column, Flags, Floats, Positions, column_of
from tracker.analysis.evaluation import Evaluator, Judged
from tracker.analysis.localised import DEPTH
from tracker.analysis.model import factors_of, models
from tracker.analysis.statistic import statistics
from tracker.analysis.volatility import DECAY

DEFAULT, TEXTBOOK = "fhs", "t"
FIFTHS = 5
ENOUGH_PAST = 100
"""Forecasts needed before a day for its fifth; the default test needs as many reference windows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bench:
    """One currency under one model, ready for any window.

    ``fifth`` of shape (n,): 0 (calmest) … 4 (stormiest), −1 where too little came before; see `past_fifths`.
    """

    currency: str
    column: Column
    evaluator: Evaluator
    fifth: Positions

    @classmethod
    def of(cls, rates: Rates, model: str, *, excluded: Flags | None = None) -> Bench:
        """Every declared statistic is asked for, so that one added later is calibrated without a word here."""
        spec = StudySpec(model=model, statistics=tuple(sorted(statistics())), exclude_events=excluded is not None)
        factors = factors_of(models()[model], rates.factors)
        column = column_of(rates.returns, rates.currency, factors=factors)
        evaluator = Evaluator.of(column, spec, excluded=excluded)
        history = evaluator.out_of_sample
        if history is None:
            raise ValueError("no declared statistic needs the volatility forecast, so there are no fifths")
        return cls(
            currency=rates.currency, column=column, evaluator=evaluator, fifth=past_fifths(history.sigma, history.first)
        )

    def starts(self, length: int) -> Positions:
        """First observation of every window that a study would accept."""
        n = max(len(self.column) - length + 1, 0)
        barred = self.column.broken | self.column.method_break | self.column.factor_missing
        counted = np.concatenate([[0], np.cumsum(barred)])
        return np.flatnonzero(counted[length:][:n] == counted[:n])

    def frame(self, starts: Positions, length: int) -> pd.DataFrame:
        """One row per window that the default test could judge, in time order; NaN where another could not."""
        return self._frame(self.evaluator.judge(starts, length), starts)

    def shifted(self, starts: Positions, length: int, shift: Floats, *, at: int = 0) -> pd.DataFrame:
        """The same windows after ``shift`` log points were added, each as if it were the only one.

        Parameters
        ----------
        starts : array of int
            Windows that lie at least ``length + 1`` observations apart.
        shift : array
            Put in equal parts on the observations of each window, so that a variance statistic sees it too.
        at : int
            Judge the windows that begin this many observations later; 1 asks what an effect at the first of two
            admissible fixings does to the second.

        Notes
        -----
        Coefficients, reference and forecast come from before a window, so none of them moves with it. The windows
        leave the reference of one another, as the events of one study do.
        """
        history = self.evaluator.out_of_sample
        assert history is not None
        inside = starts[:, None] + np.arange(length)
        part = (shift / length)[:, None]
        returns, abnormal, sigma = self.column.returns.copy(), history.abnormal.copy(), history.sigma.copy()
        ordinary = history.ordinary.copy()
        if at == 1 and length == 1:
            before = history.abnormal[starts]
            sigma[starts + 1] = np.sqrt(sigma[starts + 1] ** 2 + (1 - DECAY) * ((before + shift) ** 2 - before**2))
        returns[inside] += part
        abnormal[inside] += part
        ordinary[inside] = False
        evaluator = replace(
            self.evaluator,
            column=replace(self.column, returns=returns),
            out_of_sample=replace(history, abnormal=abnormal, sigma=sigma, ordinary=ordinary),
        )
        return self._frame(evaluator.judge(starts + at, length), starts + at)

    def _frame(self, judged: Judged, starts: Positions) -> pd.DataFrame:
        shared = {name: values for one in judged.evaluations.values() for name, values in one.shared.items()}
        found = pd.DataFrame(
            {
                "currency": self.currency,
                "label": self.column.labels[starts],
                "start": starts,
                "fifth": self.fifth[starts],
                "gap_days": self.column.gap_days[starts],
                "car": judged.car,
                **shared,
                **{f"{key}_pvalue": one.pvalue for key, one in judged.evaluations.items()},
            }
        )
        studied = found[f"{DEFAULT}_pvalue"].notna() & (found["fifth"] >= 0)
        return found[studied].reset_index(drop=True)


def past_fifths(sigma: Floats, first: int) -> Positions:
    """In which fifth of its own past each day's forecast lies; the future can change none of them.

    Parameters
    ----------
    sigma : array, shape (n,)
        Forecast for each day, made the day before.
    first : int
        Days before this one have no forecast of their own.

    Examples
    --------
    >>> past_fifths(np.concatenate([np.arange(1.0, 101.0), [0.5, 50.0, 500.0]]), 0)[100:].tolist()
    [0, 2, 4]
    """
    fifth = np.full(len(sigma), -1, dtype=np.intp)
    past: list[float] = []  # in order, so that a day's place in it is found without looking at all of it
    values = sigma.tolist()
    for day in range(first, len(sigma)):
        if day - DEPTH > first and np.isfinite(leaves := values[day - DEPTH - 1]):
            del past[bisect_left(past, leaves)]
        if not np.isfinite(values[day]):
            continue
        place = bisect_left(past, values[day])
        if day >= first + ENOUGH_PAST and len(past) >= ENOUGH_PAST:
            fifth[day] = int(FIFTHS * ((place + 0.5) / (len(past) + 1)))
        past.insert(place, values[day])
    return fifth
