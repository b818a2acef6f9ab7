r"""How far the mean path of the windows may stray by chance, and whether it did before day 0.

Let :math:`u_t = \sigma_t z_t` be the out-of-sample abnormal returns of the K windows. Shifting all dates by k gives the
paths there could have been with the same volatility, the same spacing and the same overlap,

.. math:: P_\tau(k) = \frac1K \sum_i \sum_{s} \sigma_{t_i+s}\, z_{t_i+s+k \bmod n},

summed from the window's first observation to τ, less the sum to τ = −1. :math:`se_\tau` is the root mean square of
:math:`P_\tau(k)` over all shifts. The pointwise band is the mean path ± the 95 per cent quantile of
:math:`|P_\tau(k)|`, the simultaneous one ± :math:`c\,se_\tau` with c the 95 per cent quantile of
:math:`\max_\tau |P_\tau(k)|/se_\tau` (sup-t): where nothing happened, the whole path leaves it in 5 of 100 cases. The
pre-trend test is the rank of :math:`\max_{\tau<-1} |P_\tau(0)|/se_\tau`.

References
----------
Montiel Olea and Plagborg-Møller (2019), "Simultaneous confidence bands: theory, implementation, and an application to
SVARs", *J. Applied Econometrics* 34(1), 1-17; Freyaldenhoven, Hansen and Shapiro (2019), *American Economic Review*
109(9) (pre-trends).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.circle import FEWEST_SHIFTS, TOO_SHORT, Circle, at_every_shift, share_as_large
from tracker.analysis.column import Floats, Positions
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.pooled import Outcome, Pool

COVERAGE = 0.95
PRE_TREND = "pre_trend"
BANDS = ("lower", "upper", "lower_simultaneous", "upper_simultaneous")

_REFERENCE = -1  # τ at which the path is zero by definition


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bands:
    """Half-widths by τ in log points, shape (T,), and the joint test of τ < −1, None where no window begins there."""

    pointwise: Floats
    simultaneous: Floats
    pre_trend: Outcome | None


def bands_of(circle: Circle, day0: Positions, window: tuple[int, int]) -> Bands:
    """Bands around the mean path of windows that stand on the circle.

    Parameters
    ----------
    circle : Circle
        The series.
    day0 : array of int, shape (K,)
        Place of τ = 0 of each window on the circle.
    window : (int, int)
        [a, b] in observations around it; T = b − a + 1.
    """
    first, last = window
    taus = np.arange(first, last + 1)
    paths = _shifted_paths(circle, day0, taus)
    size = np.abs(paths)
    spread = np.sqrt((paths**2).mean(axis=1))
    apart = np.zeros_like(size)
    np.divide(size, spread[:, None], out=apart, where=(taus != _REFERENCE)[:, None] & (spread > 0)[:, None])
    pointwise = np.quantile(size, COVERAGE, axis=1, method="higher")
    simultaneous = float(np.quantile(apart.max(axis=0), COVERAGE, method="higher")) * spread
    zero = taus == _REFERENCE
    before = taus < _REFERENCE
    test = None
    if before.any() and last >= _REFERENCE:
        largest = apart[before].max(axis=0)
        test = Outcome(stat=float(largest[0]), pvalue=share_as_large(largest), n_windows=len(day0))
    return Bands(
        pointwise=np.where(zero, 0.0, pointwise), simultaneous=np.where(zero, 0.0, simultaneous), pre_trend=test
    )


def _shifted_paths(circle: Circle, day0: Positions, taus: Positions) -> Floats:
    """P_τ(k), shape (T, n); element 0 of each row is the path observed."""
    n = len(circle)
    weights = np.zeros((len(taus), n))
    places = day0[:, None] + taus
    np.add.at(weights, (np.broadcast_to(np.arange(len(taus)), places.shape), places), circle.sigma[places])
    paths: Floats = np.cumsum(at_every_shift(circle.scores, weights / len(day0)), axis=0)
    if taus[0] < 0:
        paths = paths - paths[min(_REFERENCE - int(taus[0]), len(taus) - 1)]
    return paths


def with_bands(path: pd.DataFrame, pool: Pool) -> tuple[pd.DataFrame, Outcome | None, str]:
    """The path with its four bands, the pre-trend test where the window begins before τ = −1, and why there are none.

    Windows before the volatility forecast has started are in the mean but not in the bands.
    """
    found = _bands(pool)
    asked = pool.spec.window[0] < _REFERENCE <= pool.spec.window[1]
    mean = path["mean"].to_numpy(dtype=np.float64)
    if isinstance(found, str):
        because, pre_trend = found, Outcome(because=found) if asked else None
        pointwise = simultaneous = np.full(len(mean), np.nan)
    else:
        because, pre_trend = "", found.pre_trend
        pointwise, simultaneous = found.pointwise, found.simultaneous
    values = (mean - pointwise, mean + pointwise, mean - simultaneous, mean + simultaneous)
    banded = path.assign(**dict(zip(BANDS, values, strict=True)))
    return banded[["tau", "mean", *BANDS, "n"]], pre_trend, because


def _bands(pool: Pool) -> Bands | str:
    judges = [pool.judges[number] for number in sorted({b.number for b in pool.blocks})]
    if not judges:
        return "no event could be studied"
    if len(judges) > 1:
        return f"the bands are for one series, and the windows lie on {len(judges)}"
    return _of_series(pool, judges[0])


def _of_series(pool: Pool, judge: Evaluator) -> Bands | str:
    if judge.out_of_sample is None:
        return "the bands need every day judged by itself, as fhs and circular do"
    windows = [np.column_stack([b.start, b.stop, b.day0])[np.isfinite(b.abnormal).all(axis=1)] for b in pool.blocks]
    stop, day0 = np.unique(np.concatenate(windows)[:, 1:], axis=0).T  # windows that end at one rate count once
    first, last = pool.spec.window
    circle = Circle.of(judge.out_of_sample)
    if len(circle) < FEWEST_SHIFTS:
        return TOO_SHORT
    there = circle.holds(day0 + first, stop)
    if not there.any():
        return "no window lies where the series has a volatility forecast"
    return bands_of(circle, circle.place[day0[there]], (first, last))
