"""Hall's t of the mean CAR, adjusted for skewness."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._outcomes import student
from tracker.analysis.cross_section._windows import NO_SPREAD, against, spread, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Skewness:
    r"""The cross-sectional t with the skewness of the CARs taken out.

    Notes
    -----
    .. math:: t = \sqrt N\Big(S + \frac{\gamma S^2}{3} + \frac{\gamma^2 S^3}{27} + \frac{\gamma}{6N}\Big), \qquad
        S = \frac{\overline{CAR}}{s_{CS}}, \qquad
        \gamma = \frac{N}{(N-1)(N-2)} \sum_i \Big(\frac{CAR_i - \overline{CAR}}{s_{CS}}\Big)^3

    with :math:`s_{CS}` of divisor N − 1. p two-sided from t(N − 1), to which it goes back without skewness. It takes
    the windows to be independent draws from one distribution, of any shape.

    References
    ----------
    Hall (1992), "On the removal of skewness by transformation", *J. Royal Statistical Society B* 54.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "skewness"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue", "df"]].astype(float).round(4).tolist()
    [3.8399, 0.0064, 7.0]
    """

    key: str = "skewness"
    title: str = "skewness-adjusted t"
    null: str = "the mean cumulative abnormal return is zero; windows are independent draws from one distribution"
    reference: str = "Hall (1992)"
    minimum_sample: int = 5
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """t and its p from t(N − 1)."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        car, count, deviation = windows.car, len(windows), spread(windows.car)
        if not deviation:
            return Outcome(because=NO_SPREAD)
        mean = float(car.mean())
        skew = count / ((count - 1) * (count - 2)) * float((((car - mean) / deviation) ** 3).sum())
        s = mean / deviation
        stat = math.sqrt(count) * (s + skew * s**2 / 3.0 + skew**2 * s**3 / 27.0 + skew / (6.0 * count))
        return student(stat, count - 1)


STATISTIC = Skewness()
