"""Ordinary windows of a like volatility beside those studied, with the weights of the default test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.column import Flags, Floats, Positions
from tracker.analysis.localised import Reference, weights_of
from tracker.analysis.ordinary import ordinary_starts
from tracker.analysis.volatility import OutOfSample

ENOUGH = 100
"""Ordinary windows before the window studied under which nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alike:
    """Ordinary windows beside m windows of one length.

    Attributes
    ----------
    values : array, shape (R,)
        Sum over each ordinary window in its own standard deviations.
    weights : array, shape (m, R)
        Likeness in volatility, each row adding up to one; a row of zeros where there were too few before it.
    scale : array, shape (m,)
        √L σ of each studied window: ``values * scale`` are moves at its volatility, log points.
    """

    values: Floats
    weights: Floats
    scale: Floats

    @property
    def known(self) -> Flags:
        """Which windows have enough ordinary ones before them."""
        return np.asarray(self.weights.sum(axis=1) > 0)

    def typical_size(self) -> Floats:
        """Weighted mean of the absolute values beside each window, standard deviations; NaN without enough."""
        sizes = self.weights @ np.abs(self.values)
        return np.where(self.known, sizes, np.nan)


def alike(history: OutOfSample, moves: Floats, starts: Positions, length: int) -> Alike:
    """The ordinary windows of L observations that ended before each start.

    Parameters
    ----------
    history : OutOfSample
        Volatility forecasts and ordinary days.
    moves : array, shape (n,)
        What is added up over a window: abnormal or plain returns, log points.
    starts : array of int, shape (m,)
        First position of each studied window.
    length : int
        L.
    """
    sums = sliding_window_view(moves, length).sum(axis=1) if len(moves) >= length else np.empty(0)
    sigma = history.sigma[: len(sums)]
    chosen = ordinary_starts(history, sums, length)
    reference = Reference(
        positions=chosen,
        scores=sums[chosen] / (np.sqrt(length) * sigma[chosen]),
        log_sigma=np.log(sigma[chosen]),
    )
    own = history.sigma[starts]
    usable = np.isfinite(own) & (own > 0)
    weights = weights_of(reference, starts, length, np.log(np.where(usable, own, 1.0)))
    enough = usable & ((weights > 0).sum(axis=1) >= ENOUGH)
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(enough[:, None], weights / np.where(total > 0, total, 1.0), 0.0)
    return Alike(values=reference.scores, weights=weights, scale=np.sqrt(length) * np.where(usable, own, np.nan))


def weighted_quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """The smallest value at which the cumulated weight reaches each share; NaN without weight.

    Examples
    --------
    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.9])).tolist()
    [1.0, 2.0, 3.0]
    """
    total = float(weights.sum())
    if not total > 0:
        return np.full(len(shares), np.nan)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / total + 1e-12
    return np.asarray(values[order][np.minimum(np.searchsorted(reached, shares), len(order) - 1)])
