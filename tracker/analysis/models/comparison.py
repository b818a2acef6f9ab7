"""Matched placebo dates: what earlier ordinary days of a like volatility brought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats, Positions
from tracker.analysis.regression import Fit, least_squares


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonModel:
    r"""The expected return is the mean of the matched ordinary days before the window.

    Attributes
    ----------
    days : int
        K, matched days per window: ``n_estimation`` of a study's rows.
    depth : int
        They come from so many ordinary observations, the latest that end ``gap`` before the window; T of the study
        must be there at least.
    lowest, highest : float
        Volatility of a matched day, as a share of the window's.

    Notes
    -----
    :math:`AR_t = r_t - K^{-1}\sum_{j \in M} r_j` where M are the K days whose volatility forecast
    (`tracker.analysis.volatility.ewma` of the moves, known the day before) is nearest in logs to that of the window's
    first day, the later of two that are as near. A day matches within 70–130 % of it, as firms of a like size do for
    Barber and Lyon; with fewer than K of them the window is not applicable: at the onset of the worst storm on record
    there is nothing to compare with, and the model says so. It takes no account of the day of the week: that holds for
    one observation of a window, while every observation of it is compared with the same days.

    The variance is that of the matched days, :math:`s^2 = e'e/(K-1)`, and the CAR's :math:`s^2(L + L^2/K)`, so the
    standard error follows the volatility of the time. Residuals are not of neighbouring days: for L > 1 ``sq`` ranks
    sums of L of them as if they were independent.

    References
    ----------
    Barber and Lyon (1997), "Detecting long-run abnormal stock returns", *J. Financial Economics* 43(3)
    (control firms); Cochran and Rubin (1973), "Controlling bias in observational studies: a review", *Sankhyā* A 35(4)
    (nearest match within a caliper); Hull and White (1998), *J. Risk* 1(1) (volatility as what makes days alike).

    Examples
    --------
    >>> one = ComparisonModel(days=2, depth=4)
    >>> chosen, because = one.choose(np.log([[0.010, 0.030, 0.011, 0.009]]), np.log([0.010]))
    >>> chosen.tolist(), because.tolist()
    ([[0, 2]], [''])
    >>> one.fit(np.array([[0.004, 0.002]]), np.empty((1, 2, 0))).constant.round(4).tolist()
    [0.003]
    """

    key: str = "comparison"
    title: str = "the average move of earlier days of a like volatility"
    formula: str = "E[r] = mean of r over matched ordinary days before the window"
    reference: str = "Barber and Lyon (1997); Cochran and Rubin (1973)"
    uses_factors: bool = False
    least_factors: int = 0
    most_factors: int | None = 0
    estimated: bool = True
    refit_every: int = 1
    days: int = 30
    depth: int = 3_000
    lowest: float = 0.7
    highest: float = 1.3

    def choose(self, pool: Floats, level: Floats) -> tuple[Positions, NDArray[np.object_]]:
        """The K nearest of each row.

        Parameters
        ----------
        pool : array, shape (m, P)
            Log volatility of the days to choose from, in time order; NaN where there is none.
        level : array, shape (m,)
            Log volatility to match.

        Returns
        -------
        places : array of int, shape (m, K)
            In the pool, increasing. Without meaning where there is a reason.
        because : array of str, shape (m,)
            Why there are too few; empty where there are enough.
        """
        away = pool - level[:, None]
        like = (away >= np.log(self.lowest)) & (away <= np.log(self.highest))
        distance = np.where(like, np.abs(away), np.inf)[:, ::-1]  # the latest first: a stable order prefers it
        width = min(self.days, distance.shape[1])
        limit = np.partition(distance, width - 1, axis=1)[:, width - 1 : width]
        near, level_with = distance < limit, distance == limit
        spare = width - near.sum(axis=1, keepdims=True)
        taken = near | (level_with & (np.cumsum(level_with, axis=1) <= spare))
        places = np.nonzero(taken[:, ::-1])[1].reshape(len(pool), width)
        because = np.full(len(pool), "", dtype=object)
        enough = like.sum(axis=1)
        few = enough < self.days
        because[few] = [
            f"{self.days} ordinary days of a like volatility are needed before the window, there are {count}"
            for count in enough[few]
        ]
        because[np.isnan(level)] = "the volatility of the window cannot be known the day before"
        return places, because

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Mean of each row of matched returns ``y``, shape (m, K); ``x`` is not looked at."""
        return least_squares(y, x[:, :, :0])


MODEL = ComparisonModel()
