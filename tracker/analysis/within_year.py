"""One day among the days of the year before it: how large its move was, and how nervous the market."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import pandas as pd

_HALF_A_YEAR = 126


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinYear:
    """A day among those of the year up to and including it.

    Attributes
    ----------
    position, of : int
        Rank of the absolute raw move, 1 = largest, among so many.
    sigma : float or None
        Forecast standard deviation of the own part for the day, log points.
    median : float or None
        Median of that forecast over the year.
    calmer : float or None
        Share of the year's days with a smaller forecast.
    """

    position: int
    of: int
    sigma: float | None
    median: float | None
    calmer: float | None


def within_year(daily: pd.DataFrame, label: str) -> WithinYear | None:
    """Rank and volatility of one row of `tracker.analysis.daily.daily_findings`; None with under half a year of days.

    Examples
    --------
    >>> index = [f"2014-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
    >>> daily = pd.DataFrame({"raw": range(336), "sigma": 0.01}, index=index, dtype=float)
    >>> found = within_year(daily, "2014-12-28")
    >>> found.position, found.of, found.calmer
    (1, 336, 0.0)
    """
    labels = [str(one) for one in daily.index]
    last = bisect_right(labels, label)
    first = bisect_right(labels, f"{int(label[:4]) - 1}{label[4:10]}")
    year = daily.iloc[first:last]
    sizes = year["raw"].abs().dropna()
    if label not in sizes.index or len(sizes) < _HALF_A_YEAR:
        return None
    sigmas = year["sigma"].dropna()
    sigma = float(sigmas.loc[label]) if label in sigmas.index else None
    return WithinYear(
        position=int((sizes > sizes.loc[label] * (1 + 1e-12)).sum()) + 1,
        of=len(sizes),
        sigma=sigma,
        median=float(sigmas.median()) if sigma is not None else None,
        calmer=float(np.mean(sigmas < sigma)) if sigma is not None else None,
    )
