"""Which past windows of a series a tested one may be held against."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.column import Floats, Positions
from tracker.analysis.volatility import START_UP, OutOfSample


def ordinary_starts(history: OutOfSample, sums: Floats, length: int) -> Positions:
    """Starts of the ordinary windows of L observations, increasing.

    Complete, after the start-up of the volatility forecast, and without a selected event, a long gap or a flat
    volatility. ``sums`` are `OutOfSample.cumulative` of that length, which the callers have at hand.
    """
    if not len(sums):
        return np.empty(0, dtype=np.intp)
    sigma = history.sigma[: len(sums)]
    whole = sliding_window_view(history.ordinary, length).all(axis=1)
    late = np.arange(len(sums)) >= history.first + START_UP
    return np.flatnonzero(whole & np.isfinite(sums) & (sigma > 0) & late)


def square_sums(history: OutOfSample, length: int) -> Floats:
    """Σu² over the L observations from each start, shape (n − L + 1,); NaN where one is missing."""
    if len(history.abnormal) < length:
        return np.empty(0)
    total: Floats = sliding_window_view(history.abnormal**2, length).sum(axis=1)
    return total
