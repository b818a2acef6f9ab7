"""Romano and Wolf's step-down correction on common shifts of the dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tracker.analysis.circle import TIES, Circle
from tracker.analysis.column import Floats, Positions
from tracker.analysis.family import Adjusted, Family

Ranks = NDArray[np.uint16] | NDArray[np.uint32]

_CHUNK = 500_000  # ranks held at once: what stays in a processor's cache is compared faster
_SMALL = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class RomanoWolf:
    r"""Probability of even one false flag, using how the windows' tests hang together.

    Notes
    -----
    On the circle of `tracker.analysis.circle` window i has at shift k the statistic
    :math:`T_i(k) = \max_{j < m_i} |\sum_{t \in W_{ij}} z_{t+k}|`, the largest over the m fixings that could have known
    the event first (m = 1 where its hour is known), and the marginal p-value :math:`p_i(k)`: the share of all shifts
    with a T at least as large. With the windows ordered by their own :math:`p_i(0)`, ties in the order of time,

    .. math:: \tilde p_{(j)} = \max_{i \le j} \frac1n \#\{k : \min_{l \ge i} p_{(l)}(k) \le p_{(i)}(0)\}

    All windows are shifted together, so that overlap and spacing are those observed; the first window is never below
    its own marginal p. Balanced: windows over several fixings do not crowd out the others. These p-values rank among
    all shifts of the series, not among days of a like volatility as ``fhs`` does, so a single window's differs from
    its headline p.

    References
    ----------
    Romano and Wolf (2005), "Exact and approximate stepdown methods for multiple hypothesis testing", *J. American
    Statistical Association* 100(469), 94-108; the same (2016), *Statistics and Probability Letters* 113 (p-values).
    """

    key: str = "romano_wolf"
    title: str = "Romano–Wolf"
    controls: str = "the probability of any false flag, under the dependence seen when all dates are shifted"
    reference: str = "Romano and Wolf (2005)"

    def adjust(self, family: Family) -> Adjusted:
        """Refused for several series, and where a window lies before the series has a volatility forecast."""
        if len(family.judges) > 1:
            return Adjusted.refused(family, f"it is for one series, and the windows lie on {len(family.judges)}")
        history = family.judges[0].out_of_sample
        if history is None:
            return Adjusted.refused(family, "it needs every day judged by itself, as fhs and circular do")
        circle = Circle.of(history)
        start, stop = family.windows[:, 1], family.windows[:, 2]
        if not circle.holds(start, stop).all():
            return Adjusted.refused(family, "a window lies where the series has no volatility forecast")
        spans = stop - start + 2 - family.length
        return Adjusted(pvalues=step_down(circle.scores, circle.place[start], spans, family.length))


def step_down(scores: Floats, start: Positions, spans: Positions, length: int) -> Floats:
    """Adjusted p-values of m windows, shape (m,).

    Parameters
    ----------
    scores : array, shape (n,)
        z on the circle.
    start, spans : array of int, shape (m,)
        First observation of each window and how many windows of ``length`` begin there one after another.
    length : int
        L.

    Examples
    --------
    >>> z = np.array([0.0, 5.0, 1.0, -4.0, 2.0, 0.5, 3.0, -1.0])
    >>> step_down(z, np.array([1, 3, 5]), np.array([1, 1, 1]), 1).tolist()
    [0.375, 0.375, 0.875]
    """
    n = len(scores)
    kinds, kind = np.unique(spans, return_inverse=True)
    ranks = np.stack([_ranks(scores, length, int(one)) for one in kinds])
    own = ranks[kind, start]
    order = np.argsort(own, kind="stable")
    turned = sliding_window_view(np.concatenate([ranks, ranks], axis=1), n, axis=1)
    counted = np.empty(len(start), dtype=np.int64)
    smallest = np.full(n, n, dtype=ranks.dtype)
    rows = max(1, _CHUNK // n)
    backwards = order[::-1]
    for begin in range(0, len(order), rows):
        here = backwards[begin : begin + rows]
        lowest = turned[kind[here], start[here]]
        for row in lowest:  # n numbers at a time; minimum.accumulate along this axis takes eight times as long
            smallest = np.minimum(row, smallest, out=row)
        counted[begin : begin + rows] = np.count_nonzero(lowest <= own[here][:, None], axis=1)
    adjusted = np.empty(len(start))
    adjusted[order] = np.maximum.accumulate(counted[::-1]) / n
    return adjusted


def _ranks(scores: Floats, length: int, spans: int) -> Ranks:
    """How many shifts have a statistic at least as large as each, ties included; shape (n,), 1 … n."""
    n = len(scores)
    around = np.resize(scores, n + length + spans - 2)  # the circle once, and on until the last window is whole
    sums = np.abs(sliding_window_view(around, length).sum(axis=1))
    largest = sliding_window_view(sums, spans).max(axis=1)
    ordered = np.sort(largest)
    below = np.searchsorted(ordered, largest * (1.0 - TIES), side="left")
    ranks: Ranks = (n - below).astype(np.uint16 if n < _SMALL else np.uint32)
    return ranks


ADJUSTMENT = RomanoWolf()
