"""What two rates share when each is made at its own instants: the covariance a random walk would give their returns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_WEEK, _WORKED = 168.0, 120.0
_MONDAY = 72.0  # 1 Jan 1970 was a Thursday
_POINT = 0.05
"""A rate made at one instant is taken as made over three minutes, so that one formula serves points and averages."""


def business_hours(instants: Floats) -> Floats:
    """Hours of a clock that stands still from Saturday 00:00 to Monday 00:00 UTC.

    Parameters
    ----------
    instants : array
        Hours since 1 Jan 1970 00:00 UTC.

    Examples
    --------
    >>> friday_noon, monday_noon = 36.0, 108.0
    >>> float(np.diff(business_hours(np.array([friday_noon, monday_noon])))[0])
    24.0
    """
    since_monday = np.asarray(instants, dtype=np.float64) + _MONDAY
    weeks = np.floor(since_monday / _WEEK)
    return weeks * _WORKED + np.minimum(since_monday - weeks * _WEEK, _WORKED)


EVEN: Floats = np.ones(24)
"""A day in which a rate moves as much in every hour."""

MOSCOW: Floats = np.where((np.arange(24) >= 6) & (np.arange(24) < 16), 1.0, 0.15)
"""A day of which five sixths of the variance fall between 06:00 and 16:00 UTC, around Moscow's trading hours."""


def active_hours(worked: Floats, day: Floats) -> Floats:
    """Business hours as a clock that runs as fast as the market moves; 24 of them still make a day.

    ``day``: 24 weights, the share of a day's variance in each hour UTC up to a factor.

    Examples
    --------
    >>> active_hours(np.array([0.0, 6.0, 16.0, 24.0]), MOSCOW).round(2).tolist()
    [0.0, 1.79, 21.62, 24.0]
    """
    reached = np.concatenate([[0.0], np.cumsum(day)]) * (24.0 / day.sum())
    days = np.floor(worked / 24.0)
    clock: Floats = days * 24.0 + np.interp(worked - days * 24.0, np.arange(25.0), reached)
    return clock


def mean_distance(one_from: Floats, one_to: Floats, two_from: Floats, two_to: Floats) -> Floats:
    r"""Expected :math:`|U - V|` of U uniform over one window and V, independent, over the other. Same unit as given.

    With :math:`h(x) = |x|^3/6`, p and q the lengths and a, b the beginnings of the windows,
    :math:`E|U-V| = [h(a+p-b) - h(a-b) - h(a+p-b-q) + h(a-b-q)]/(pq)`.

    Examples
    --------
    >>> hour = np.array([0.0]), np.array([1.0])
    >>> float(mean_distance(*hour, *hour).round(6)[0])  # two instants in one hour are a third of it apart
    0.333333
    """
    first, second = np.maximum(one_to - one_from, _POINT), np.maximum(two_to - two_from, _POINT)
    apart = one_from - two_from
    total = _cube(apart + first) - _cube(apart) - _cube(apart + first - second) + _cube(apart - second)
    found: Floats = total / (first * second)
    return found


def _cube(distance: Floats) -> Floats:
    size = np.abs(distance)
    cubed: Floats = size * size * size / 6.0
    return cubed


def covariance(one: Floats, two: Floats, shifts: Floats, day: Floats = EVEN) -> Floats:
    r"""Covariance of two returns of one random walk of unit variance an hour, the first shifted by each of ``shifts``.

    A rate made over a window is the walk's average there; a return is the difference of two rates. For averages A, A'
    and B, B' of a walk, :math:`cov(A' - A, B' - B) = -\frac12 [D(A',B') - D(A',B) - D(A,B') + D(A,B)]` with D the mean
    distance of the windows (from :math:`cov(W_u, W_v) = (|u| + |v| - |u - v|)/2`). Two points each give the length of
    the hours both returns run over; averages smooth its corners (Working 1960).

    Parameters
    ----------
    one, two : array, shape (n, 4)
        From and to of the window before, from and to of the window after, in business hours.
    shifts : array, shape (m,)
        Hours added to the windows of ``one``.
    day : array, shape (24,)
        How much the walk moves in each hour of the day; evenly unless said.

    Returns
    -------
    array, shape (n, m)

    References
    ----------
    Working, H. (1960). Note on the correlation of first differences of averages in a random chain. Econometrica 28.
    """
    moved = active_hours(one[:, :, None] + shifts[None, None, :], day)
    other = active_hours(two[:, :, None], day)
    before, after = (moved[:, 0], moved[:, 1]), (moved[:, 2], moved[:, 3])
    first, second = (other[:, 0], other[:, 1]), (other[:, 2], other[:, 3])
    found: Floats = -0.5 * (
        mean_distance(*after, *second)
        - mean_distance(*after, *first)
        - mean_distance(*before, *second)
        + mean_distance(*before, *first)
    )
    return found


def expected_correlation(one: Floats, two: Floats, shifts: Floats, day: Floats = EVEN) -> Floats:
    """Mean correlation of the returns in ``one`` with those beside them in ``two``, for each shift of ``one``.

    Shapes as in `covariance`; the answer has shape (m,). Equal geometries, which are most days of a year, are worked
    out once.
    """
    origin = np.floor(one[:, 3:4] / 24.0) * 24.0
    together = np.hstack([one - origin, two - origin]).astype(np.float64)
    rows = np.round(together * 1000) / 1000
    geometries, counts = np.unique(rows, axis=0, return_counts=True)
    left: Floats = geometries[:, :4].astype(np.float64)
    right: Floats = geometries[:, 4:].astype(np.float64)
    still = np.zeros(1)
    variance = covariance(left, left, still, day)[:, 0] * covariance(right, right, still, day)[:, 0]
    scaled = covariance(left, right, shifts, day) / np.sqrt(np.maximum(variance, 1e-12))[:, None]
    mean: Floats = (counts @ scaled) / counts.sum()
    return mean
