"""The pooled dummy regression with errors clustered by windows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.one_series import LONGEST_UNION, dates_of
from tracker.analysis.pooled import Outcome, Pool
from tracker.analysis.pooled_regression import clustered, dummy_regression
from tracker.analysis.students_t import two_sided


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredDummy:
    r"""Mean abnormal return per event day, with errors that may hang together inside a window.

    Notes
    -----
    The regression of ``hc3``. Each union of windows that overlap is a cluster, every other day one of its own. CR2
    multiplies the residuals of a cluster by :math:`(I - H_{gg})^{-1/2}`, so that the variance is unbiased where
    errors are alike; p two-sided from t(G − 1) with G unions, because they alone tell δ (with few of them CR1 and a
    normal reference reject far too often). With windows of one day it is HC2.

    ``stat`` is t of δ.

    References
    ----------
    Bell and McCaffrey (2002), "Bias reduction in standard errors for linear regression with multi-stage samples",
    *Survey Methodology* 28(2), 169-181; Cameron and Miller (2015), "A practitioner's guide to cluster-robust
    inference", *J. Human Resources* 50(2), section VI (few treated clusters).
    """

    key: str = "cluster"
    title: str = "dummy regression, errors clustered by window"
    null: str = "event days have the mean of other days; separate windows are independent"
    reference: str = "Bell and McCaffrey (2002)"
    minimum_sample: int = 3
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """t of δ, its p and unions − 1."""
        dates = dates_of(pool, least_unions=self.minimum_sample, longest=LONGEST_UNION)
        if isinstance(dates, str):
            return Outcome(because=dates)
        found = dummy_regression(dates)
        if isinstance(found, str):
            return Outcome(because=found)
        fit, dummy, rows = found
        union = np.searchsorted(dates.first, rows, side="right")
        numbers = np.where(dummy, union, len(dates.first) + 1 + np.arange(len(rows)))
        stat = fit.coefficients[-1] / math.sqrt(clustered(fit, numbers, "CR2")[-1, -1])
        df = len(dates.first) - 1
        return Outcome(stat=float(stat), pvalue=float(two_sided(np.array([stat]), df)[0]), df=float(df))


STATISTIC = ClusteredDummy()
