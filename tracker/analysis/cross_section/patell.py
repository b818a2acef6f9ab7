"""Patell's test of standardised abnormal returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.cross_section._outcomes import normal
from tracker.analysis.cross_section._windows import against, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Patell:
    r"""Sum of the standardised CARs over its standard deviation.

    Notes
    -----
    .. math:: Z = \sum_i SCAR_i \Big/ \sqrt{\sum_i \frac{\nu_i}{\nu_i - 2}}, \qquad
        SCAR_i = \frac{CAR_i}{s_i\sqrt{L_i + g_i'(X_i'X_i)^{-1}g_i}}

    with :math:`\nu_i = T_i - k_i`, so (T − 2)/(T − 4) for a constant and one factor and (T − 1)/(T − 3) for the mean
    alone: the variance of Student's t. With one T it is J₂ of Campbell, Lo and MacKinlay. p two-sided from the normal
    distribution. It takes the event to leave the variance as it was, and windows to be independent: where either
    fails it rejects too often. The error of the coefficients is that of the whole CAR; summing daily standardised
    returns over :math:`\sqrt L` instead leaves out that they share one error.

    References
    ----------
    Patell (1976), "Corporate forecasts of earnings per share and stock price behavior", *J. Accounting Research* 14;
    Campbell, Lo and MacKinlay (1997), *The Econometrics of Financial Markets*, equation 4.4.24.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "patell"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [1.5667, 0.1172]
    """

    key: str = "patell"
    title: str = "Patell Z"
    null: str = "cumulative abnormal returns are zero and as variable as in estimation; windows are independent"
    reference: str = "Patell (1976); Campbell, Lo and MacKinlay (1997), equation 4.4.24"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """Z and its p from the normal distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, scaled=True)
        if because:
            return Outcome(because=because)
        return normal(windows.scaled.sum() / np.sqrt((windows.df / (windows.df - 2.0)).sum()))


STATISTIC = Patell()
