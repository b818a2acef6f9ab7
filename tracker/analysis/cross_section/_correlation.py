"""How much the estimation residuals of different windows move together."""

from __future__ import annotations

import numpy as np

from tracker.analysis.column import Floats, Positions
from tracker.analysis.cross_section._windows import Windows

ENOUGH = 30
"""Common observations from which the residuals of two windows are correlated at all; with fewer they count as 0."""

_STEP = 128  # windows correlated with those after them at a time: bounds memory


def mean_correlation(residuals: Floats, places: Positions, series: Positions) -> float:
    r"""Average correlation of estimation residuals over all pairs of windows, on the dates both have.

    .. math:: \bar r = \frac{2}{N(N-1)} \sum_{i<j} \hat\rho_{ij}

    Parameters
    ----------
    residuals : array, shape (N, T)
        NaN where a window has fewer.
    places : array of int, shape (N, T)
        Date of each, as a number that is the same for all series; −1 where there is none.
    series : array of int, shape (N,)
        Series of each window.

    Returns
    -------
    float
        Pearson's correlation over the dates both windows have residuals of, means taken over these dates. It is 0 for
        a pair with fewer than `ENOUGH` common dates, and for two windows on one series: they share no observation.

    Examples
    --------
    >>> wave = np.tile([1.0, -1.0, 2.0, -2.0], 10)
    >>> dates = np.tile(np.arange(40), (2, 1))
    >>> round(mean_correlation(np.array([wave, 3 * wave]), dates, np.array([0, 1])), 12)
    1.0
    >>> mean_correlation(np.array([wave, 3 * wave]), dates + [[0], [15]], np.array([0, 1]))
    0.0
    """
    count = len(residuals)
    scale = np.sqrt(np.nanmean(residuals**2, axis=1))
    sized = residuals / scale[:, None]
    known = places >= 0
    if known.all() and (places == places[0]).all() and len(np.unique(series)) == count:
        return _on_one_calendar(sized)
    first = np.where(known, places, np.iinfo(places.dtype).max).min(axis=1)
    order = np.argsort(first, kind="stable")
    sized, places, known, series, first = sized[order], places[order], known[order], series[order], first[order]
    last = places.max(axis=1)
    total = 0.0
    for begin in range(0, count, _STEP):
        end = min(begin + _STEP, count)
        low, high = int(first[begin]), int(last[begin:end].max())
        reach = int(np.searchsorted(first, high, side="right"))
        here = slice(begin, reach)
        dense, there = _laid_out(sized[here], places[here], known[here] & (places[here] <= high), low, high)
        pairs = _pairwise(dense, there, end - begin)
        later = np.arange(begin, reach)[None, :] > np.arange(begin, end)[:, None]
        total += float(pairs[later & (series[None, here] != series[begin:end, None])].sum())
    return 2.0 * total / (count * (count - 1))


def _on_one_calendar(sized: Floats) -> float:
    """All windows on the same dates: the sum over all pairs from the sum of the unit vectors."""
    if sized.shape[1] < ENOUGH:
        return 0.0
    away = sized - sized.mean(axis=1, keepdims=True)
    unit = away / np.sqrt(np.einsum("nt,nt->n", away, away))[:, None]
    together, count = unit.sum(axis=0), len(sized)
    return float((together @ together - count) / (count * (count - 1)))


def _laid_out(sized: Floats, places: Positions, known: np.ndarray, low: int, high: int) -> tuple[Floats, Floats]:
    """Residuals by date from ``low`` to ``high``, and 1 where there is one; both (n, dates), 0 elsewhere."""
    dense = np.zeros((len(sized), high - low + 1))
    there = np.zeros_like(dense)
    row, column = np.nonzero(known)
    at = places[row, column] - low
    dense[row, at] = sized[row, column]
    there[row, at] = 1.0
    return dense, there


def _pairwise(dense: Floats, there: Floats, rows: int) -> Floats:
    """Correlations of the first ``rows`` windows with all, each over the dates both have; 0 where there are too few."""
    squares = dense * dense
    n = there[:rows] @ there.T
    one, two = dense[:rows] @ there.T, there[:rows] @ dense.T
    enough = n >= ENOUGH
    n = np.where(enough, n, 1.0)
    cross = dense[:rows] @ dense.T - one * two / n
    own = squares[:rows] @ there.T - one * one / n
    other = there[:rows] @ squares.T - two * two / n
    varies = enough & (own > 1e-12 * n) & (other > 1e-12 * n)
    found: Floats = np.where(varies, cross / np.sqrt(np.where(varies, own * other, 1.0)), 0.0)
    return found


def correlation_of(windows: Windows) -> float:
    """Mean correlation of the windows' residuals; worked out once per pool."""
    return windows.once("correlation", lambda: mean_correlation(windows.residuals, windows.places, windows.series))


def against_correlation(windows: Windows) -> str:
    """Why the correlation of windows cannot be allowed for; empty where it can. After `against`."""
    if len(np.unique(windows.series)) == 1:
        return "all windows are on one series, and what is corrected for is correlation across series"
    if (windows.places[:, -1] < 0).any():
        return "the residuals are not those of the days before each window, so they have no dates in common"
    if (windows.nobs < ENOUGH).any():
        return f"residuals are correlated on {ENOUGH} common dates or more, and estimation windows are shorter"
    if not 1.0 + (len(windows) - 1) * correlation_of(windows) > 0:
        return "the residuals' mean correlation is so negative that the sum of the windows would not vary"
    return ""
