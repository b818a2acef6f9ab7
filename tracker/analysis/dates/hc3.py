"""The pooled dummy regression with HC3 standard errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.one_series import LONGEST_UNION, dates_of
from tracker.analysis.pooled import Outcome, Pool
from tracker.analysis.pooled_regression import dummy_regression, heteroskedastic
from tracker.analysis.students_t import two_sided


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledDummy:
    r"""Mean abnormal return per event day, from one regression over the whole series.

    Notes
    -----
    .. math:: r_t = a + b'F_t + \delta D_t + e_t, \qquad D_t = 1 \text{ in any window}, \qquad
              t = \frac{\hat\delta}{\text{HC3}(\hat\delta)}

    p two-sided from t(event days − 1), not t(n − k): δ is told by the event days alone. HC3 allows the variance of
    event days to differ from that of others; it takes days for independent, so windows longer than one day are better
    served by ``cluster``. Refused for a single event day and for a leverage above 1 − 1e-8, where the residual is zero
    and so is the standard error.

    ``stat`` is t; δ itself is the mean own part per day of the windows. HC0 to HC3 are in
    `tracker.analysis.pooled_regression`, Newey and West's in `tracker.analysis.newey_west`, for sensitivity.

    References
    ----------
    MacKinnon and White (1985), "Some heteroskedasticity-consistent covariance matrix estimators with improved finite
    sample properties", *J. Econometrics* 29, 305-325; Long and Ervin (2000), *American Statistician* 54(3).
    """

    key: str = "hc3"
    title: str = "dummy regression, HC3 errors"
    null: str = "event days have the mean of other days; days are independent given the factors"
    reference: str = "MacKinnon and White (1985)"
    minimum_sample: int = 2
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """t of δ, its p and event days − 1."""
        dates = dates_of(pool, least_unions=self.minimum_sample, longest=LONGEST_UNION)
        if isinstance(dates, str):
            return Outcome(because=dates)
        found = dummy_regression(dates)
        if isinstance(found, str):
            return Outcome(because=found)
        fit, dummy, _ = found
        stat = fit.coefficients[-1] / math.sqrt(heteroskedastic(fit, "HC3")[-1, -1])
        df = int(dummy.sum()) - 1
        return Outcome(stat=float(stat), pvalue=float(two_sided(np.array([stat]), df)[0]), df=float(df))


STATISTIC = PooledDummy()
