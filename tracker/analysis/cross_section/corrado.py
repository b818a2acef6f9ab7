"""Corrado's rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._ranks import ranks
from tracker.analysis.cross_section._windows import NO_SPREAD, against, against_days, event_days, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrado:
    r"""Mean rank of the event days against the ranks of all days.

    Notes
    -----
    :math:`K_{it}` is the rank of day t among the M days of window i: the T residuals of its estimation and the ranked
    days (the window's L, or those of ``rank_window`` around it), ties sharing their mean rank. With :math:`\bar K_t`
    the mean over windows on each day of event time,

    .. math:: z = \sqrt L\, \frac{\frac1L\sum_{t\in W} \bar K_t - (M+1)/2}{s_K}, \qquad
        s_K^2 = \frac1M \sum_{t=1}^{M} \Big(\bar K_t - \frac{M+1}{2}\Big)^2

    p two-sided from the normal distribution. Because :math:`s_K` comes from the means of days, correlation across
    windows on common dates is in it. All windows must have one T and one L.

    References
    ----------
    Corrado (1989), "A nonparametric test for abnormal security-price performance in event studies", *J. Financial
    Economics* 23, equations 4 and 5; Cowan (1992), *Review of Quantitative Finance and Accounting* 2, for L > 1.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "corrado"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [1.7605, 0.0783]
    """

    key: str = "corrado"
    title: str = "Corrado rank z"
    null: str = "event days rank like any other day of their window"
    reference: str = "Corrado (1989); Cowan (1992) over several days"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, ranked=True) or against_days(windows)
        if because:
            return Outcome(because=because)
        ranked = ranks(np.column_stack([windows.residuals, windows.ranked_days()[0]]))
        away = ranked.mean(axis=0) - (ranked.shape[1] + 1) / 2.0
        deviation = math.sqrt(float(np.mean(away**2)))
        if not deviation:
            return Outcome(because=NO_SPREAD)
        inside = event_days(windows)
        return normal(math.sqrt(inside.sum()) * float(away[inside].mean()) / deviation)


STATISTIC = Corrado()
