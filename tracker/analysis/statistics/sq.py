"""The sample-quantile test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.statistic import Evaluation, Sample, because


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleQuantile:
    r"""Rank of the CAR among the sums of the estimation residuals: no normality needed.

    Notes
    -----
    .. math:: p = \frac{1 + \#\{|\sum_L e| \ge |CAR|\}}{m + 1}, \qquad m = T - L + 1

    over the m overlapping sums of L consecutive residuals. ``stat`` is the CAR itself and there are no degrees of
    freedom.

    References
    ----------
    Gelbach, Helland and Klick (2013), "Valid inference in single-firm, single-event studies", *American Law and
    Economics Review* 15(2).
    """

    key: str = "sq"
    title: str = "rank among the estimation residuals"
    null: str = "the cumulative abnormal return comes from the distribution of the estimation residuals"
    reference: str = "Gelbach, Helland and Klick (2013)"
    minimum_sample: int = 19
    needs_history: bool = False
    needs_residuals: bool = True

    def evaluate(self, sample: Sample) -> Evaluation:
        """CAR and its rank p. Needs 19 sums: with fewer, p ≤ 0.05 cannot be had."""
        length, residuals = sample.length, sample.fit.residuals
        sums = residuals.shape[1] - length + 1
        few = np.full(len(sample.car), sums < self.minimum_sample)
        reasons = because(
            sample,
            (sample.fit.because != "", sample.fit.because),
            (few, f"the rank needs {self.minimum_sample} sums of residuals, there are {max(sums, 0)}"),
        )
        nothing = np.full(len(sample.car), np.nan)
        if sums < self.minimum_sample:
            return Evaluation(stat=nothing, pvalue=nothing, df=nothing, because=reasons)
        summed = residuals[:, :sums].copy()
        for offset in range(1, length):  # L long additions take a fifth of the time of as many short sums as there are
            summed += residuals[:, offset : offset + sums]
        as_large = (np.abs(summed) >= np.abs(sample.car)[:, None]).sum(axis=1)
        applicable = reasons == ""
        return Evaluation(
            stat=np.where(applicable, sample.car, np.nan),
            pvalue=np.where(applicable, (1.0 + as_large) / (sums + 1.0), np.nan),
            df=nothing,
            because=reasons,
        )


STATISTIC = SampleQuantile()
