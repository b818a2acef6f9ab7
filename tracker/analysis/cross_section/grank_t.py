"""Kolari and Pynnönen's generalised rank t."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.cross_section._generalised_ranks import against_ranks, generalised_ranks
from tracker.analysis.cross_section._outcomes import student
from tracker.analysis.cross_section._windows import NO_SPREAD, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrankT:
    r"""Rank of the whole CAR among the days of estimation, against how mean ranks vary over days.

    Notes
    -----
    For each window the T standardised residuals :math:`e_{it}/s_i` and, as one day more, :math:`SCAR_i/sd(SCAR)`
    (SCAR as in `patell`, its standard deviation across windows with divisor N − 1) are ranked together, ties sharing
    their mean rank: :math:`U_{it} = K_{it}/(T'+1) - \frac12` with T' = T + 1. With :math:`\bar U_0` the mean over
    windows on the event's day and :math:`\bar U_t` on each day,

    .. math:: Z = \frac{\bar U_0}{\sqrt{\frac{1}{T'}\sum_t \bar U_t^2}}, \qquad
        t = Z \sqrt{\frac{T'-2}{T'-1-Z^2}}

    p two-sided from t(T' − 2). Correlation across windows on common dates, and a variance raised by the event, are
    allowed for; the length of a window does not matter. All windows must have one T.

    References
    ----------
    Kolari and Pynnönen (2011), "Nonparametric rank tests for event studies", *J. Empirical Finance* 18, equations 5 to
    14.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "grank_t"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue", "df"]].astype(float).round(4).tolist()
    [2.21, 0.028, 249.0]
    """

    key: str = "grank_t"
    title: str = "generalised rank t"
    null: str = "the cumulative abnormal return, scaled across windows, ranks like any day of estimation"
    reference: str = "Kolari and Pynnönen (2011)"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """t and its p from t(T' − 2)."""
        windows = windows_of(pool)
        because = against_ranks(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        mean = generalised_ranks(windows).mean(axis=0)
        days = len(mean)
        deviation = math.sqrt(float(np.mean(mean**2)))
        z = float(mean[-1]) / deviation if deviation else math.nan
        if not z * z < days - 1:
            return Outcome(because=NO_SPREAD)
        return student(z * math.sqrt((days - 2) / (days - 1 - z * z)), days - 2)


STATISTIC = GrankT()
