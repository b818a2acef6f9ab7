"""Patell's test with Kolari and Pynnönen's correction for cross-correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._correlation import against_correlation, correlation_of
from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._windows import against, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class KpPatell:
    r"""Patell's Z, shrunk for windows that move together.

    Notes
    -----
    .. math:: Z_{KP} = \frac{Z_d}{\sqrt{1 + (N-1)\bar r}}, \qquad
        Z_d = \frac{\sum_i \sum_{t \in W_i} SAR_{it}/\sqrt{L_i}}{\sqrt{\sum_i \nu_i/(\nu_i - 2)}}, \qquad
        SAR_{it} = \frac{AR_{it}}{s_i\sqrt{1 + x_{it}'(X_i'X_i)^{-1}x_{it}}}

    :math:`Z_d` is Patell's own sum of standardised days, which over several of them leaves out that they share the
    error of the coefficients (`patell` does not; over one day they are equal), and :math:`\bar r` is the mean over
    all N(N − 1)/2 pairs of the correlation of estimation residuals on the dates both windows have; a pair with fewer
    than 30 such dates counts as 0, and so do two windows on one series, which share no observation. p two-sided from
    the normal distribution. It takes the event to leave the variance as it was.

    References
    ----------
    Kolari and Pynnönen (2010), "Event study testing with cross-sectional correlation of abnormal returns", *Review of
    Financial Studies* 23, section 2.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "kp_patell"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [1.4833, 0.138]
    """

    key: str = "kp_patell"
    title: str = "Patell Z, corrected for cross-correlation"
    null: str = (
        "cumulative abnormal returns are zero and as variable as in estimation; windows correlate as residuals do"
    )
    reference: str = "Kolari and Pynnönen (2010)"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """Z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, scaled=True) or against_correlation(windows)
        if because:
            return Outcome(because=because)
        inflation = 1.0 + (len(windows) - 1) * correlation_of(windows)
        variance = (windows.df / (windows.df - 2.0)).sum()
        return normal(windows.daily_scaled.sum() / math.sqrt(variance * inflation))


STATISTIC = KpPatell()
