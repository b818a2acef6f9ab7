r"""Ranks among past days of a like volatility: the reference the default test is made of.

The shape of the tails depends on the level of volatility, so reference days must be like the day tested. Each past
window j is weighted by :math:`w_j = \exp(-\tfrac12((\ln\sigma_j - \ln\sigma_t)/h)^2)`; h starts at 0.15 and is widened
by 1.25, at most 13 times, until the weights add up to 300.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Flags, Floats, Positions

BANDWIDTH = 0.15
WIDENING = 1.25
WIDENINGS = 13
ENOUGH = 300.0
DEPTH = 3_000
LEVEL = 0.05
POWER = 0.80

_CHUNK = 1_000_000  # weights held at once


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reference:
    """Ordinary windows of one length, in time order.

    Attributes
    ----------
    positions : array of int, shape (R,)
        Start of each window.
    scores : array, shape (R,)
        z of each: standardised CAR.
    log_sigma : array, shape (R,)
        Log of the volatility forecast at its start.
    """

    positions: Positions
    scores: Floats
    log_sigma: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """What the reference says about m windows; every array of shape (m,).

    ``pvalue`` = (1 + Σ w 1{|z_j| ≥ |z|})/(1 + Σ w), ``pvalue_up`` with z_j ≥ z, ``pvalue_down`` with z_j ≤ z.
    ``critical`` is the smallest reference \\|z\\| with p ≤ 0.05, NaN when even the largest has p > 0.05; ``lower`` and
    ``upper`` are the weighted 20 and 80 per cent quantiles of the signed z.
    """

    pvalue: Floats
    pvalue_up: Floats
    pvalue_down: Floats
    n_reference: Floats
    sum_weights: Floats
    bandwidth: Floats
    critical: Floats
    lower: Floats
    upper: Floats

    @property
    def floor(self) -> Floats:
        """Smallest p these references can give: 1/(1 + Σ w)."""
        return 1.0 / (1.0 + self.sum_weights)


def rank(reference: Reference, *, starts: Positions, length: int, scores: Floats, log_sigma: Floats) -> Ranking:
    """Rank each window among the latest `DEPTH` reference windows that ended before it starts.

    Parameters
    ----------
    reference : Reference
        Windows of the same length.
    starts : array of int, shape (m,)
        Position of each tested window's first observation, increasing (neighbours then share most of their
        reference, which keeps the work small).
    length : int
        L; a reference window starting at j ended before t when j + L ≤ t.
    scores, log_sigma : array, shape (m,)
        z and log σ of the tested windows.
    """
    last = np.searchsorted(reference.positions, starts - length, side="right")
    first = np.maximum(last - DEPTH, 0)
    out = {name: np.full(len(starts), np.nan) for name in Ranking.__dataclass_fields__}
    out["n_reference"] = (last - first).astype(np.float64)
    for rows in _chunks(first, last):
        here = slice(int(first[rows].min()), int(last[rows].max()))
        cut = Reference(
            positions=reference.positions[here],
            scores=reference.scores[here],
            log_sigma=reference.log_sigma[here],
        )
        inside = np.arange(here.start, here.stop)
        members = (inside >= first[rows, None]) & (inside < last[rows, None])
        ranked = _rank_rows(cut, members, scores[rows], log_sigma[rows])
        for name, values in ranked.items():
            out[name][rows] = values
    return Ranking(**out)


def weights_of(reference: Reference, starts: Positions, length: int, log_sigma: Floats) -> Floats:
    """Weight of each reference window (R,) for each of m windows, shape (m, R); zero where it is no reference of it.

    Rows are those that `rank` counts with.
    """
    last = np.searchsorted(reference.positions, starts - length, side="right")
    inside = np.arange(len(reference.positions))
    members = (inside >= np.maximum(last - DEPTH, 0)[:, None]) & (inside < last[:, None])
    return _weights(reference.log_sigma, log_sigma, members)[0]


def _chunks(first: Positions, last: Positions) -> Iterator[Positions]:
    """Rows in groups whose weights fit the memory bound; rows without reference are left out."""
    rows = np.flatnonzero(last > first)
    step = max(1, _CHUNK // (DEPTH + 512))
    for start in range(0, len(rows), step):
        yield rows[start : start + step]


def _rank_rows(reference: Reference, members: Flags, scores: Floats, log_sigma: Floats) -> dict[str, Floats]:
    """Fields of `Ranking` for windows whose reference is the ``members`` of this one."""
    weights, bandwidth = _weights(reference.log_sigma, log_sigma, members)
    total = weights.sum(axis=1)
    size = np.abs(reference.scores)

    def share(where: Flags) -> Floats:
        p: Floats = (1.0 + np.einsum("mr,mr->m", weights, where.astype(np.float64))) / (1.0 + total)
        return p

    lower, upper = _quantiles(reference.scores, weights, total)
    return {
        "pvalue": share(size >= np.abs(scores)[:, None]),
        "pvalue_up": share(reference.scores >= scores[:, None]),
        "pvalue_down": share(reference.scores <= scores[:, None]),
        "sum_weights": total,
        "bandwidth": bandwidth,
        "critical": _critical(size, weights, total),
        "lower": lower,
        "upper": upper,
    }


def _weights(reference: Floats, target: Floats, members: Flags) -> tuple[Floats, Floats]:
    """Weight of each reference window for each target; zero outside its reference. And the bandwidth used."""
    exponent = reference - target[:, None]
    np.multiply(-0.5, np.square(exponent, out=exponent), out=exponent)
    exponent[~members] = -np.inf
    bandwidth = np.full(len(target), BANDWIDTH)
    weights = exponent / BANDWIDTH**2
    np.exp(weights, out=weights)
    for _ in range(WIDENINGS):
        thin = np.flatnonzero(weights.sum(axis=1) < ENOUGH)
        if not thin.size:
            break
        bandwidth[thin] *= WIDENING
        weights[thin] = np.exp(exponent[thin] / bandwidth[thin, None] ** 2)
    return weights, bandwidth


def _critical(size: Floats, weights: Floats, total: Floats) -> Floats:
    """Smallest reference |z| whose own p is at most 5 %."""
    order = np.argsort(size, kind="stable")
    sizes, ordered = size[order], np.take(weights, order, axis=1)
    tail = np.cumsum(ordered[:, ::-1], axis=1)[:, ::-1]
    # Equal sizes share the tail of the first of them (only zeros repeat in practice).
    begins = np.searchsorted(sizes, sizes, side="left")
    if (np.diff(begins) == 0).any():
        tail = tail[:, begins]
    tail += 1.0
    passes = tail <= LEVEL * (1.0 + total)[:, None]
    passes &= ordered > 0
    found = passes.any(axis=1)
    return np.where(found, sizes[passes.argmax(axis=1)], np.nan)


def _quantiles(scores: Floats, weights: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Weighted 20 and 80 per cent quantiles: the smallest z_j at which the cumulated weight reaches the share."""
    order = np.argsort(scores, kind="stable")
    ordered, reach = scores[order], np.cumsum(np.take(weights, order, axis=1), axis=1)
    reach /= total[:, None]
    reach += 1e-12
    lower = ordered[(reach >= 1 - POWER).argmax(axis=1)]
    upper = ordered[(reach >= POWER).argmax(axis=1)]
    return lower, upper
