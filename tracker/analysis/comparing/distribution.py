"""How the rate moved over the days after events, as a distribution, beside ordinary days of the same volatility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats, Positions
from tracker.analysis.comparing.dated import Dated
from tracker.analysis.comparing.ordinary import alike, weighted_quantiles
from tracker.analysis.sample_size import effective_count

SHARES = np.array([0.05, 0.25, 0.50, 0.75, 0.95])
HORIZONS = (1, 3, 5, 10)
LEAST = 10
"""Windows under which there are no percentiles of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class After:
    """Moves over h observations, from the first that could know each event. Log points, > 0 = quote currency weaker.

    Attributes
    ----------
    observations : int
        h.
    moves : array, shape (K,)
        Of each event in the order given; NaN where there are not so many observations, or the series breaks.
    n_windows : int
        Distinct windows: events that begin at one rate are one.
    k_effective : float
        As how many that do not overlap they count.
    quantiles : array, shape (5,)
        Of distinct windows at `SHARES` (linear between neighbours); NaN under `LEAST`.
    ordinary : array, shape (5,)
        Of ordinary days at the volatility of these: weighted as in the default test, each event counting alike.
    worst : tuple of int
        Events with the largest move (several where they begin at one rate); empty without any.
    worst_last : int
        Position of its last observation; −1 without any.
    """

    observations: int
    moves: Floats
    n_windows: int
    k_effective: float
    quantiles: Floats
    ordinary: Floats
    worst: tuple[int, ...]
    worst_last: int


def distribution(found: Dated, horizons: Sequence[int] = HORIZONS) -> tuple[After, ...]:
    """The moves after K events of one series over each horizon.

    Examples
    --------
    >>> import pandas as pd
    >>> from tracker.analysis import StudySpec
    >>> from tracker.analysis.comparing.dated import dated
    >>> days = pd.bdate_range("2018-01-01", periods=500).strftime("%Y-%m-%d")
    >>> moves = np.random.default_rng(0).normal(0, 0.01, 500)
    >>> frame = pd.DataFrame({"x": moves}, index=days)
    >>> found = dated(frame, [("x", days[450]), ("x", days[460])], StudySpec(model="mean"))
    >>> one, three = distribution(found, (1, 3))
    >>> bool(np.isclose(three.moves[0], moves[450:453].sum())), one.n_windows, one.worst == (int(one.moves.argmax()),)
    (True, 2, True)
    """
    return tuple(_after(found, size) for size in horizons)


def _after(found: Dated, size: int) -> After:
    column, history = found.judge.column, found.judge.out_of_sample
    if history is None:
        raise ValueError("ordinary days of a like volatility need the out-of-sample history of the series")
    start = found.first
    whole = (found.because == "") & (start >= 0) & (start + size <= len(column))
    safe = np.where(whole, start, 0)
    inside = np.minimum(safe[:, None] + np.arange(size), len(column) - 1)
    whole &= ~(column.broken | column.method_break)[inside].any(axis=1)
    moves = np.where(whole, column.returns[inside].sum(axis=1), np.nan)
    starts = np.unique(start[whole])
    worst: tuple[int, ...] = ()
    if whole.any():
        largest = np.flatnonzero(moves == np.nanmax(moves))
        worst = tuple(largest[start[largest] == start[largest].min()].tolist())
    distinct = _sums(column.returns, starts, size)
    return After(
        observations=size,
        moves=moves,
        n_windows=len(starts),
        k_effective=effective_count(np.zeros_like(starts), starts, starts + size - 1),
        quantiles=np.quantile(distinct, SHARES) if len(starts) >= LEAST else np.full(len(SHARES), np.nan),
        ordinary=_ordinary(found, starts, size),
        worst=worst,
        worst_last=int(start[worst[0]]) + size - 1 if worst else -1,
    )


def _ordinary(found: Dated, starts: Positions, size: int) -> Floats:
    """Weighted quantiles of ordinary moves, brought to the volatility of each window."""
    history = found.judge.out_of_sample
    if history is None or not len(starts):
        return np.full(len(SHARES), np.nan)
    beside = alike(history, found.judge.column.returns, starts, size)
    known = beside.known
    values = (beside.scale[known, None] * beside.values).ravel()
    return weighted_quantiles(values, beside.weights[known].ravel(), SHARES)


def _sums(returns: Floats, starts: Positions, size: int) -> Floats:
    total: Floats = returns[starts[:, None] + np.arange(size)].sum(axis=1)
    return total
