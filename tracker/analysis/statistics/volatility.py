"""Whether a window was more volatile than its forecast, whichever way it went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.localised import Reference, rank
from tracker.analysis.ordinary import ordinary_starts, square_sums
from tracker.analysis.statistic import Evaluation, Sample, because
from tracker.analysis.volatility import OutOfSample


@dataclass(frozen=True, slots=True, kw_only=True)
class AbnormalVolatility:
    r"""Rank of a window's sum of squares among those of past ordinary windows of a like volatility.

    Notes
    -----
    .. math:: V_t = \frac{\sum u^2}{L\,\sigma_t^2}, \qquad
              p = \frac{1 + \sum_j w_j 1\{V_j \ge V_t\}}{1 + \sum_j w_j}

    with u out-of-sample abnormal returns of the window, σ their forecast at its first observation, and the reference
    windows and weights of `tracker.analysis.localised`, as for ``fhs``. One-sided: a calm window has a p near 1. For
    L = 1 it orders days as ``fhs`` does; for longer windows it also finds moves that took themselves back. Sanctions
    are found to move the variance more often than the level.

    References
    ----------
    Beaver (1968), "The information content of annual earnings announcements", *J. Accounting Research* 6, 67-92 (the
    squared abnormal return over its forecast variance); Hull and White (1998), *J. Risk* 1(1) (the scaling).
    """

    key: str = "volatility"
    title: str = "abnormal volatility"
    null: str = "the window is no more volatile than ordinary windows of its forecast volatility"
    reference: str = "Beaver (1968), ranked among windows of a like volatility"
    minimum_sample: int = 100
    needs_history: bool = True
    needs_residuals: bool = False

    def evaluate(self, sample: Sample) -> Evaluation:
        """V, its one-sided p and what it rests on; ``variance_ratio`` is V, no unit."""
        history = sample.out_of_sample
        if history is None:
            raise ValueError("volatility needs the out-of-sample abnormal returns of the whole series")
        length, starts = sample.length, sample.starts
        sums, squares = history.cumulative(length), np.append(square_sums(history, length), np.nan)
        inside = (starts >= 0) & (starts < len(sums))
        total = squares[np.where(inside, starts, -1)]
        sigma = np.append(history.sigma, np.nan)[np.where(inside, starts, -1)]
        ratio = total / (length * sigma**2)
        ranked = rank(
            _reference(history, sums, squares, length),
            starts=starts,
            length=length,
            scores=np.nan_to_num(ratio),
            log_sigma=np.log(np.where(sigma > 0, sigma, 1.0)),
        )
        reasons = because(
            sample,
            (np.isnan(total) & (sample.fit.because != ""), sample.fit.because),
            (np.isnan(total), "an observation of the window has no out-of-sample abnormal return"),
            (np.isnan(sigma), "the series was held flat: its volatility forecast is zero"),
            (
                ranked.n_reference < self.minimum_sample,
                f"fewer than {self.minimum_sample} comparable windows lie before it",
            ),
        )
        applicable = reasons == ""

        def kept(values: Floats) -> Floats:
            return np.where(applicable, values, np.nan)

        return Evaluation(
            stat=kept(ratio),
            pvalue=kept(ranked.pvalue_up),
            df=np.full(len(starts), np.nan),
            because=reasons,
            own={
                "floor": kept(ranked.floor),
                "n_reference": ranked.n_reference,
                "sum_weights": kept(ranked.sum_weights),
                "bandwidth": kept(ranked.bandwidth),
            },
            shared={"variance_ratio": kept(ratio)},
        )


def _reference(history: OutOfSample, sums: Floats, squares: Floats, length: int) -> Reference:
    chosen = ordinary_starts(history, sums, length)
    sigma = history.sigma[chosen]
    return Reference(positions=chosen, scores=squares[chosen] / (length * sigma**2), log_sigma=np.log(sigma))


STATISTIC = AbnormalVolatility()
