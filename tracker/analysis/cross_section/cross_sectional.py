"""The cross-sectional t test of the mean CAR."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracker.analysis.cross_section._outcomes import student
from tracker.analysis.cross_section._windows import NO_SPREAD, against, spread, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossSectional:
    r"""Mean CAR over its standard error across windows.

    Notes
    -----
    .. math:: t = \frac{\overline{CAR}}{s_{CS}/\sqrt N}, \qquad
        s_{CS}^2 = \frac{1}{N-1}\sum_i (CAR_i - \overline{CAR})^2

    p two-sided from t(N − 1). It lets the event change the variance, but takes the windows to be independent draws from
    one distribution: a currency that always moves more weighs more.

    References
    ----------
    Brown and Warner (1980), "Measuring security price performance", *J. Financial Economics* 8, appendix A.3;
    Boehmer, Musumeci and Poulsen (1991), *J. Financial Economics* 30, equation 6.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "cross_sectional"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue", "df"]].astype(float).round(4).tolist()
    [2.4515, 0.044, 7.0]
    """

    key: str = "cross_sectional"
    title: str = "cross-sectional t"
    null: str = "the mean cumulative abnormal return is zero; windows are independent draws from one distribution"
    reference: str = "Brown and Warner (1980); Boehmer, Musumeci and Poulsen (1991), equation 6"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """t and its p from t(N − 1)."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        deviation = spread(windows.car)
        if not deviation:
            return Outcome(because=NO_SPREAD)
        count = len(windows)
        return student(windows.car.mean() / (deviation / math.sqrt(count)), count - 1)


STATISTIC = CrossSectional()
