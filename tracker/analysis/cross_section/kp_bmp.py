"""The standardised cross-sectional test with Kolari and Pynnönen's correction for cross-correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._correlation import against_correlation, correlation_of
from tracker.analysis.cross_section._outcomes import student
from tracker.analysis.cross_section._windows import NO_SPREAD, against, windows_of
from tracker.analysis.cross_section.bmp import bmp_t
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class KpBmp:
    r"""The t of `bmp`, shrunk for windows that move together.

    Notes
    -----
    .. math:: t_{KP} = t_{BMP} \sqrt{\frac{1 - \bar r}{1 + (N-1)\bar r}}

    with :math:`\bar r` the mean over all N(N − 1)/2 pairs of the correlation of estimation residuals on the dates
    both windows have; a pair with fewer than 30 such dates counts as 0, and so do two windows on one series, which
    share no observation. p two-sided from t(N − 1).

    References
    ----------
    Kolari and Pynnönen (2010), "Event study testing with cross-sectional correlation of abnormal returns", *Review of
    Financial Studies* 23, equation 11.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "kp_bmp"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue", "df"]].astype(float).round(4).tolist()
    [2.287, 0.0561, 7.0]
    """

    key: str = "kp_bmp"
    title: str = "standardised cross-sectional t, corrected for cross-correlation"
    null: str = "the mean standardised abnormal return is zero; windows correlate as residuals do"
    reference: str = "Kolari and Pynnönen (2010), equation 11"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, pool: Pool) -> Outcome:
        """t and its p from t(N − 1)."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample, scaled=True) or against_correlation(windows)
        if because:
            return Outcome(because=because)
        stat, count, together = bmp_t(windows), len(windows), correlation_of(windows)
        if math.isnan(stat):
            return Outcome(because=NO_SPREAD)
        return student(stat * math.sqrt((1.0 - together) / (1.0 + (count - 1) * together)), count - 1)


STATISTIC = KpBmp()
