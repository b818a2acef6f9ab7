"""Shares of windows, with standard errors that know that one day is one day for all currencies."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import pandas as pd

from tests.calibration.judging import FIFTHS
from tracker.analysis.column import Flags, Floats


class Share(TypedDict):
    """A share as a plain fraction; ``se`` is clustered by date, ``se_binomial`` takes all windows as independent."""

    n: int
    share: float | None
    se: float | None
    se_binomial: float | None


def share(flags: Flags, dates: pd.Series, length: int) -> Share:
    r"""How often something is true.

    Windows that begin on one date form one cluster, across all currencies. Windows of L observations overlap those of
    the L − 1 working days after them, so the clusters' covariances enter with Bartlett weights up to there:

    .. math:: se^2 = \frac{1}{n^2} \Big[ \sum_d e_d^2 + 2 \sum_{l=1}^{L-1} (1 - \tfrac{l}{L}) \sum_d e_d e_{d-l} \Big]

    with :math:`e_d` the sum of a date's deviations from the share. Storms last longer than that: it is still a little
    too small.

    >>> dates = pd.Series(["2014-11-10", "2014-11-10", "2014-11-11", "2014-11-11"])
    >>> one = share(np.array([True, True, False, False]), dates, 1)
    >>> round(one["se"], 4), one["se_binomial"]
    (0.3536, 0.25)
    """
    n = len(flags)
    if not n:
        return {"n": 0, "share": None, "se": None, "se_binomial": None}
    mean, se = mean_of(flags.astype(np.float64), dates, length)
    binomial = (mean * (1 - mean) / n) ** 0.5
    return {"n": n, "share": round(mean, 6), "se": round(se, 6), "se_binomial": round(binomial, 6)}


def mean_of(values: Floats, dates: pd.Series, length: int) -> tuple[float, float]:
    """Mean of any numbers, and its standard error as in `share`."""
    mean = float(values.mean())
    days = np.busday_count("1970-01-01", dates.to_numpy(dtype="datetime64[D]"))
    totals = np.bincount(days - days.min(), weights=values - mean)
    variance = float(totals @ totals)
    for lag in range(1, min(length, len(totals))):
        variance += 2 * (1 - lag / length) * float(totals[lag:] @ totals[:-lag])
    return mean, max(variance, 0.0) ** 0.5 / len(values)


def by_fifth(flags: Flags, frame: pd.DataFrame, length: int) -> list[Share]:
    """The same in each fifth of the forecast before the window, calmest first."""
    places = [(frame["fifth"] == fifth).to_numpy() for fifth in range(FIFTHS)]
    return [share(flags[here], frame.loc[here, "label"], length) for here in places]


def by_group(flags: Flags, frame: pd.DataFrame, groups: pd.Series, length: int) -> dict[str, Share]:
    """The same for each value of ``groups``, in order."""
    names = groups.to_numpy()
    return {
        str(name): share(flags[names == name], frame.loc[names == name, "label"], length) for name in sorted(set(names))
    }
