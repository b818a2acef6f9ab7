"""How many events there really are: distinct windows, and what overlap leaves of them."""

from __future__ import annotations

import numpy as np

from tracker.analysis.column import Floats, Positions


def effective_count(group: Positions, start: Positions, stop: Positions) -> float:
    r"""Number of separate windows that would carry as much information.

    .. math:: K_{eff} = \frac{K^2}{\sum_i\sum_j \rho_{ij}}, \qquad \rho_{ij} = \frac{|W_i \cap W_j|}{\sqrt{L_i L_j}}

    Parameters
    ----------
    group : array of int, shape (K,)
        Series of each window; windows of different series do not overlap.
    start, stop : array of int, shape (K,)
        First and last position, both inside.

    Returns
    -------
    float
        Between 1 and K; NaN without windows.

    Examples
    --------
    >>> effective_count(np.array([0, 0, 0]), np.array([0, 0, 9]), np.array([0, 0, 9]))
    1.8
    """
    if not len(group):
        return float("nan")
    order = np.lexsort((start, group))
    group, start, stop = group[order], start[order], stop[order]
    root = np.sqrt(stop - start + 1.0)
    longest = int((stop - start).max()) + 1
    total = float(len(group))  # each window with itself
    for lag in range(1, len(group)):
        near = (group[lag:] == group[:-lag]) & (start[lag:] - start[:-lag] < longest)
        if not near.any():
            break
        shared = np.minimum(stop[lag:], stop[:-lag]) - start[lag:] + 1
        total += 2.0 * float((np.where(near, np.maximum(shared, 0), 0) / (root[lag:] * root[:-lag])).sum())
    return len(group) ** 2 / total


def path_means(abnormal: Floats, first: int) -> tuple[Floats, Floats]:
    """Mean cumulative abnormal return by τ, zero at τ = −1, and the number of windows.

    Parameters
    ----------
    abnormal : array, shape (K, b − a + 1)
        Abnormal returns of distinct windows, complete.
    first : int
        a. A window that begins after −1 is zero before its first observation; one that ends before −1 is zero at its
        end.

    Examples
    --------
    >>> path_means(np.array([[1.0, 2.0, 4.0]]), -1)[0].tolist()
    [0.0, 2.0, 6.0]
    """
    if not len(abnormal):
        return np.full(abnormal.shape[1], np.nan), np.zeros(abnormal.shape[1])
    mean = np.cumsum(abnormal.mean(axis=0))
    if first < 0:
        mean = mean - mean[min(-1 - first, len(mean) - 1)]
    return mean, np.full(abnormal.shape[1], float(len(abnormal)))
