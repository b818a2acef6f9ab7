"""Whether two groups differ: their labels are exchanged over the windows, all ways where those are few."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from tracker.analysis.circle import TIES
from tracker.analysis.column import Floats

EXACT = 20_000
"""Ways to exchange the labels up to which every one is looked at."""

DRAWS = 9_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A comparison of two means. ``difference`` is first less second; ``ways`` is how many exchanges were looked at."""

    difference: float
    pvalue: float
    exact: bool
    ways: int


def exchange(first: Floats, second: Floats, *, seed: int = 0) -> Exchanged:
    r"""Permutation test of equal means, two-sided.

    Parameters
    ----------
    first, second : array
        One number per separate window, at least two in each group.
    seed : int
        For the draws, where the exchanges are too many to look at all.

    Notes
    -----
    The statistic is :math:`|\bar a - \bar b| / \sqrt{s_a^2/n_a + s_b^2/n_b}`. Exchanging labels is exact where the
    groups have one distribution; dividing by the standard error keeps the test right in large groups where only the
    means are equal and the spreads are not (Janssen 1997; Chung and Romano 2013). p is the share of all exchanges with
    a statistic at least as large, or (1 + count)/(1 + draws) over 9,999 seeded draws. Values are put in order first, so
    that neither their order nor that of the groups matters.

    References
    ----------
    Janssen (1997), "Studentized permutation tests for non-i.i.d. hypotheses and the generalized Behrens-Fisher
    problem", *Statistics and Probability Letters* 36(1), 9-21; Chung and Romano (2013), "Exact and asymptotically
    robust permutation tests", *Annals of Statistics* 41(2), 484-507.

    Examples
    --------
    >>> exchange(np.array([1.0, 2.0, 3.0]), np.array([7.0, 8.0, 9.0]))
    Exchanged(difference=-6.0, pvalue=0.1, exact=True, ways=20)
    """
    if min(len(first), len(second)) < 2:
        raise ValueError("two values are needed in each group")
    small, large = sorted((np.sort(first), np.sort(second)), key=lambda group: (len(group), *group))
    pooled = np.concatenate([small, large])
    order = np.argsort(pooled, kind="stable")
    values, own = pooled[order], np.isin(order, np.arange(len(small)))
    n, k = len(values), len(small)
    exact = comb(n, k) <= EXACT
    members = _every(n, k) if exact else _drawn(n, k, seed)
    observed = float(_studentised(values, own[None, :].astype(np.float64))[0])
    found = _studentised(values, members)
    count = int((found >= observed * (1 - TIES)).sum())
    return Exchanged(
        difference=float(np.mean(first) - np.mean(second)),
        pvalue=count / len(found) if exact else (1 + count) / (1 + len(found)),
        exact=exact,
        ways=len(found),
    )


def _studentised(values: Floats, members: Floats) -> Floats:
    """The statistic of each row of ``members`` (1 = first group); groups without spread differ infinitely or not."""
    n, k = len(values), members.sum(axis=1)
    centred = values - values.mean()
    rest = n - k
    sums, squares = members @ centred, members @ centred**2
    total, total_squares = float(centred.sum()), float((centred**2).sum())
    mean, other = sums / k, (total - sums) / rest
    spread = np.maximum(squares - k * mean**2, 0.0) / (k - 1) / k
    spread += np.maximum(total_squares - squares - rest * other**2, 0.0) / (rest - 1) / rest
    size = np.abs(mean - other)
    tiny = 1e-12 * max(total_squares, 1e-300) / n
    size[size**2 <= tiny] = 0.0
    flat = spread <= tiny
    found: Floats = np.where(flat, np.where(size > 0, np.inf, 0.0), size / np.sqrt(np.where(flat, 1.0, spread)))
    return found


def _every(n: int, k: int) -> Floats:
    chosen = np.array(list(combinations(range(n), k)), dtype=np.intp)
    members = np.zeros((len(chosen), n))
    np.put_along_axis(members, chosen, 1.0, axis=1)
    return members


def _drawn(n: int, k: int, seed: int) -> Floats:
    chosen = np.argsort(np.random.default_rng(seed).random((DRAWS, n)), axis=1, kind="stable")[:, :k]
    members = np.zeros((DRAWS, n))
    np.put_along_axis(members, chosen, 1.0, axis=1)
    return members
