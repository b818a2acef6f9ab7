"""The sign test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.cross_section._windows import against, windows_of
from tracker.analysis.pooled import Outcome, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    r"""How many CARs are positive, against a fair coin.

    Notes
    -----
    .. math:: z = \frac{N_+ - N/2}{\sqrt N/2}

    and, because N is often small, p two-sided from the binomial distribution itself: twice the smaller tail, both with
    the observed count. CARs of exactly zero are left out of both counts. It takes windows to be independent and an
    ordinary CAR to be as often positive as negative; `generalised_sign` needs only the first.

    References
    ----------
    Brown and Warner (1980), "Measuring security price performance", *J. Financial Economics* 8, appendix A.4; Corrado
    and Zivney (1992), *J. Financial and Quantitative Analysis* 27.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "sign"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [2.1213, 0.0703]
    """

    key: str = "sign"
    title: str = "sign test"
    null: str = "a cumulative abnormal return is as often positive as negative; windows are independent"
    reference: str = "Brown and Warner (1980)"
    minimum_sample: int = 6
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """z, and its p from the binomial distribution."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        positive, count = int((windows.car > 0).sum()), int((windows.car != 0).sum())
        if not count:
            return Outcome(because="every cumulative abnormal return is exactly zero")
        stat = (positive - count / 2.0) / (math.sqrt(count) / 2.0)
        return Outcome(stat=stat, pvalue=two_sided_binomial(positive, count))


def two_sided_binomial(positive: int, count: int) -> float:
    """Chance that a fair coin tossed ``count`` times falls as far from one half as ``positive`` heads.

    >>> round(two_sided_binomial(3, 3), 12), two_sided_binomial(2, 4)
    (0.25, 1.0)
    """
    fewer = min(positive, count - positive)
    log_chance = (
        math.lgamma(count + 1) - math.lgamma(fewer + 1) - math.lgamma(count - fewer + 1) - count * math.log(2.0)
    )
    steps = np.arange(fewer, 0, -1.0)
    tail = math.exp(log_chance) * (1.0 + float(np.cumprod(steps / (count + 1.0 - steps)).sum()))
    return min(1.0, 2.0 * tail)


STATISTIC = Sign()
