"""Wilcoxon's signed-rank test of the CARs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.cross_section._ranks import ranks
from tracker.analysis.cross_section._windows import against, windows_of
from tracker.analysis.normal import two_sided_normal
from tracker.analysis.pooled import Outcome, Pool

_EXACT = 50  # windows up to which every sum of ranks is counted: the counts stay below 2^53


@dataclass(frozen=True, slots=True, kw_only=True)
class Wilcoxon:
    r"""Signed ranks of the CARs.

    Notes
    -----
    CARs of exactly zero are left out; the n others are ranked by size, ties sharing their mean rank, and
    :math:`W_+` is the sum of the ranks of the positive ones.

    .. math:: z = \frac{W_+ - n(n+1)/4}{\sqrt{n(n+1)(2n+1)/24 - \sum_g (t_g^3 - t_g)/48}}

    with :math:`t_g` the sizes of the groups of ties. Up to n = 50 p is exact: twice the smaller tail, both with the
    observed sum, of the distribution of :math:`W_+` over all :math:`2^n` signs of these very ranks; above that it is
    from the normal distribution, without a correction for continuity. :math:`W_+` is the statistic times its
    denominator plus n(n + 1)/4. It takes windows to be independent and an ordinary CAR to be symmetric around zero.

    References
    ----------
    Wilcoxon (1945), "Individual comparisons by ranking methods", *Biometrics Bulletin* 1; Hollander and Wolfe (1999),
    *Nonparametric Statistical Methods*, section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec, run_study
    >>> moves = np.random.default_rng(1).normal(0.0, 0.01, (300, 8))
    >>> moves[280] += 0.01  # eight currencies, each a standard deviation weaker on one day
    >>> frame = pd.DataFrame(moves, index=pd.bdate_range("2020-01-01", periods=300), columns=list("ABCDEFGH"))
    >>> spec = StudySpec(statistics=("t", "wilcoxon"))
    >>> result = run_study(frame, [(name, frame.index[280]) for name in frame], spec)
    >>> result.aggregate.loc[1, ["stat", "pvalue"]].astype(float).round(4).tolist()
    [2.3805, 0.0156]
    """

    key: str = "wilcoxon"
    title: str = "Wilcoxon signed rank"
    null: str = "cumulative abnormal returns are symmetric around zero; windows are independent"
    reference: str = "Wilcoxon (1945)"
    minimum_sample: int = 6
    needs_history: bool = False
    needs_residuals: bool = False

    def evaluate(self, pool: Pool) -> Outcome:
        """z, and its p: exact up to 50 windows."""
        windows = windows_of(pool)
        because = against(windows, self.minimum_sample)
        if because:
            return Outcome(because=because)
        car = windows.car[windows.car != 0]
        if not len(car):
            return Outcome(because="every cumulative abnormal return is exactly zero")
        ranked, total = signed_ranks(car)
        n = len(ranked)
        _, groups = np.unique(ranked, return_counts=True)
        variance = n * (n + 1) * (2 * n + 1) / 24.0 - float((groups**3 - groups).sum()) / 48.0
        stat = (total - n * (n + 1) / 4.0) / math.sqrt(variance)
        return Outcome(stat=stat, pvalue=exact(ranked, total) if n <= _EXACT else two_sided_normal(stat))


def signed_ranks(values: Floats) -> tuple[Floats, float]:
    """Ranks by size, and the sum of those of positive values."""
    ranked = ranks(np.abs(values)[None, :])[0]
    return ranked, float(ranked[values > 0].sum())


def exact(ranked: Floats, total: float) -> float:
    """Two-sided p of a sum of ranks, each counted or not with one chance in two; at most 50 ranks, whole or halves.

    >>> exact(np.array([1.0, 2.0, 3.0]), 6.0), exact(np.array([1.0, 2.5, 2.5]), 3.5)
    (0.25, 1.0)
    """
    halves = np.rint(2.0 * ranked).astype(np.intp)
    ways = np.zeros(int(halves.sum()) + 1)
    ways[0] = 1.0
    for half in halves.tolist():
        ways[half:] = ways[half:] + ways[: len(ways) - half]  # whole numbers below 2^53: exact
    reached = round(2.0 * total)
    smaller = min(ways[: reached + 1].sum(), ways[reached:].sum())
    return min(1.0, 2.0 * float(smaller) / 2.0 ** len(ranked))


STATISTIC = Wilcoxon()
