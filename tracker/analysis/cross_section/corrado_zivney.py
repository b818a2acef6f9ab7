"""Corrado and Zivney's rank test, robust to event-induced variance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._ranks import ranks
from tracker.analysis.cross_section._windows import NO_SPREAD, against, against_days, event_days, spread, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorradoZivney:
    r"""Mean rank of the event days, first scaled down by how much windows differ on each of them.

    Notes
    -----
    Ranked are, for each window, the T standardised residuals :math:`e_{it}/s_i` and the R ranked days (the window's
    L, or those of ``rank_window`` around it) as :math:`SAR_{it}/sd_t(SAR)`, with :math:`SAR_{it} =
    AR_{it}/(s_i\sqrt{1 + x_{it}'(X_i'X_i)^{-1}x_{it}})` and its standard deviation across windows (divisor N − 1);
    ties share their mean rank. With :math:`U_{it} = K_{it}/(M+1) - \frac12` and M = T + R,

    .. math:: A_t = \frac{1}{\sqrt N}\sum_i U_{it}, \qquad
        z = \sqrt L\, \frac{\frac1L\sum_{t\in W} A_t}{\sqrt{\frac1M\sum_{t=1}^{M} A_t^2}}

    p two-sided from the normal distribution. All windows must have one T and one L.

    References
    ----------
    Corrado and Zivney (1992), "The specification and power of the sign test in event study hypothesis tests using
    daily stock returns", *J. Financial and Quantitative Analysis* 27, section II; Boehmer, Musumeci and Poulsen
    (1991) for the scaling of event days.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "corrado_zivney"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [2.193, 0.0283]
    """

    key: str = "corrado_zivney"
    title: str = "Corrado–Zivney rank z"
    null: str = "event days, scaled across windows, rank like any other day of their window"
    reference: str = "Corrado and Zivney (1992)"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, ranked=True) or against_days(windows)
        if because:
            return Outcome(because=because)
        s = np.sqrt(windows.variance)[:, None]
        abnormal, scale = windows.ranked_days()
        days = abnormal / (s * np.sqrt(scale))
        across = np.array([spread(days[:, day]) for day in range(days.shape[1])])
        if not across.all():
            return Outcome(because=NO_SPREAD)
        ranked = ranks(np.column_stack([windows.residuals / s, days / across]))
        total = (ranked / (ranked.shape[1] + 1.0) - 0.5).sum(axis=0)
        deviation = math.sqrt(float(np.mean(total**2)))
        if not deviation:
            return Outcome(because=NO_SPREAD)
        inside = event_days(windows)
        return normal(math.sqrt(inside.sum()) * float(total[inside].mean()) / deviation)


STATISTIC = CorradoZivney()
