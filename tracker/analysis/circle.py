r"""A series of standardised abnormal returns closed to a circle, and what it says when all dates are shifted on it.

Shifting every date by the same k = 0 … n − 1 (modulo n) keeps the spacing of the dates, the overlap of their windows
and the dependence of the series, and leaves nothing to be drawn: all n shifts are looked at. With weights a on the
observations the statistic at shift k is :math:`\sum_t a_t z_{t+k}`, a circular cross-correlation, so that one Fourier
transform gives it at every k and the cost is linear in the number of events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats, Positions
from tracker.analysis.volatility import START_UP, OutOfSample

FEWEST_SHIFTS = 100
"""Observations a circle needs: with fewer shifts no share of them is a p-value worth having."""

TOO_SHORT = f"fewer than {FEWEST_SHIFTS} observations have a volatility forecast, which is how many shifts are needed"

TIES = 1e-9
"""Values closer than this share of the larger are equal: their difference is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circle:
    """Standardised abnormal returns of a series, complete.

    Attributes
    ----------
    scores : array, shape (n,)
        z = u/σ of every observation that has one, in time order, without those of the start-up of σ.
    sigma : array, shape (n,)
        σ of each, log points.
    place : array of int, shape (N,)
        Where each of the N observations of the series stands on the circle; −1 where it does not.
    """

    scores: Floats
    sigma: Floats
    place: Positions

    @classmethod
    def of(cls, history: OutOfSample) -> Circle:
        """Every observation with a u and a σ, less the first `START_UP`."""
        scores = history.abnormal / history.sigma
        late = np.arange(len(scores)) >= history.first + START_UP
        chosen = np.flatnonzero(late & np.isfinite(scores))
        place = np.full(len(scores), -1, dtype=np.intp)
        place[chosen] = np.arange(len(chosen))
        return cls(scores=scores[chosen], sigma=history.sigma[chosen], place=place)

    def __len__(self) -> int:
        return len(self.scores)

    def holds(self, start: Positions, stop: Positions) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which windows (both ends inside) stand on the circle with every observation."""
        missing = np.concatenate([[0], np.cumsum(self.place < 0)])
        return np.asarray(missing[stop + 1] == missing[start])


def window_weights(n: int, start: Positions, length: Positions) -> Floats:
    """How many windows hold each of n observations of a circle, shape (n,); a window may run over its end.

    Examples
    --------
    >>> window_weights(5, np.array([0, 1, 4]), np.array([2, 2, 2])).tolist()
    [2.0, 2.0, 1.0, 0.0, 1.0]
    """
    edges = np.zeros(2 * n + 1)
    np.add.at(edges, start, 1.0)
    np.add.at(edges, start + length, -1.0)
    counted = np.cumsum(edges)[: 2 * n]
    both: Floats = counted[:n] + counted[n:]
    return both


def at_every_shift(scores: Floats, weights: Floats) -> Floats:
    r""":math:`\sum_t a_t z_{t+k}` at every k = 0 … n − 1; shape (…, n) for scores or weights of shape (…, n).

    Examples
    --------
    >>> at_every_shift(np.array([1.0, 2.0, 4.0]), np.array([0.0, 1.0, 1.0])).round(9).tolist()
    [6.0, 5.0, 3.0]
    """
    n = scores.shape[-1]
    around = np.concatenate([scores, scores[..., :-1]], axis=-1)
    size = 1 << (around.shape[-1] - 1).bit_length()  # transforms of a prime length take ten times as long
    turned = np.fft.rfft(around, size, axis=-1) * np.conj(np.fft.rfft(weights, size, axis=-1))
    shifted: Floats = np.fft.irfft(turned, size, axis=-1)[..., :n]
    return shifted


def share_as_large(values: Floats) -> float:
    """Share of the values at least as large as the first, which is one of them; ties at `TIES`.

    Examples
    --------
    >>> share_as_large(np.array([2.0, 1.0, 2.0 - 1e-12, 3.0]))
    0.75
    """
    return float(np.mean(values >= values[0] * (1.0 - TIES)))


def mean_over_shifts(scores: Floats, start: Positions, length: Positions) -> Floats:
    r"""Mean over K windows of their sum of z, at every shift of all of them; element 0 is the one observed.

    Parameters
    ----------
    scores : array, shape (n,)
        z.
    start, length : array of int, shape (K,)
        First observation and number of observations of each window.
    """
    return at_every_shift(scores, window_weights(len(scores), start, length)) / len(start)
