"""The volatility forecast every comparison is scaled by, and the abnormal returns it is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tracker.analysis.column import Column, Flags, Floats
from tracker.analysis.estimation import Estimation

DECAY = 0.94
START_UP = 60  # observations whose mean square starts the recursion, and that are never reference afterwards

_NOISE = 1e-10  # σ below this share of the returns' root mean square is rounding of a series held flat


def ewma(abnormal: Floats, *, decay: float = DECAY, start_up: int = START_UP) -> Floats:
    r"""One-step forecast of the standard deviation, known the day before.

    Parameters
    ----------
    abnormal : array, shape (n,)
        Abnormal returns; NaN leaves the forecast as it is.
    decay : float
        Weight of yesterday's forecast variance.
    start_up : int
        How many of the first finite values give the starting variance.

    Returns
    -------
    array, shape (n,)
        :math:`\sigma_t = \sqrt{v_t}` with :math:`v_0 = \overline{u^2}` over the start-up and
        :math:`v_t = 0.94\,v_{t-1} + 0.06\,u_{t-1}^2`. NaN where nothing is finite.

    References
    ----------
    J.P. Morgan/Reuters (1996), *RiskMetrics Technical Document*, 4th edition, section 5.2 (decay 0.94 for days).

    Examples
    --------
    >>> ewma(np.array([1.0, 3.0, 0.0]), start_up=1).round(4).tolist()
    [1.0, 1.0, 1.2166]
    """
    squares = abnormal**2
    known = squares[np.isfinite(squares)]
    if not known.size:
        return np.full(len(abnormal), np.nan)
    variance = float(known[:start_up].mean())
    forecast = []
    for square in squares.tolist():
        forecast.append(variance)
        if square == square:  # noqa: PLR0124 - NaN is the only value unlike itself; math.isnan costs a call per day
            variance = decay * variance + (1 - decay) * square
    sigma: Floats = np.sqrt(np.array(forecast, dtype=np.float64))
    return sigma


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutOfSample:
    """Every day of a series judged by its own estimation window.

    Attributes
    ----------
    abnormal : array, shape (n,)
        u: abnormal returns; NaN before the first estimation window, across a break, or where a factor is missing.
    sigma : array, shape (n,)
        σ: forecast for that day, by `ewma` or by a model that has its own; NaN where the series was held flat.
    first : int
        Position of the first abnormal return; n when there is none.
    ordinary : array of bool, shape (n,)
        Days that may stand in a reference window: no selected event, no long gap.
    """

    abnormal: Floats
    sigma: Floats
    first: int
    ordinary: Flags

    @classmethod
    def of(cls, estimation: Estimation) -> OutOfSample:
        """Coefficients of each day from the T ordinary observations that end ``gap`` before it."""
        column = estimation.column
        abnormal, sigma = _every_day(estimation)
        sigma = ewma(abnormal) if sigma is None else sigma
        scale = np.sqrt(np.mean(column.returns**2)) if len(column) else 0.0
        held_flat = ~(sigma > _NOISE * scale)
        seen = np.flatnonzero(np.isfinite(abnormal))
        ordinary = np.zeros(len(column), dtype=bool)
        ordinary[estimation.ordinary] = True
        return cls(
            abnormal=abnormal,
            sigma=np.where(held_flat, np.nan, sigma),
            first=int(seen[0]) if seen.size else len(column),
            ordinary=ordinary,
        )

    def cumulative(self, length: int) -> Floats:
        """Sum of u over the L observations from each start, shape (n − L + 1,); NaN where one is missing."""
        if len(self.abnormal) < length:
            return np.empty(0)
        sums: Floats = sliding_window_view(self.abnormal, length).sum(axis=1)
        return sums


def log_volatility(column: Column) -> Floats:
    """Log of `ewma` of the moves themselves, shape (n,); NaN in the start-up and where it is zero.

    Returns across a break of series or method leave the forecast as it is.
    """
    moves = np.where(column.broken | column.method_break, np.nan, column.returns)
    sigma = ewma(moves)
    settled = np.cumsum(np.isfinite(moves)) > START_UP
    usable = settled & (sigma > 0)
    return np.where(usable, np.log(np.where(usable, sigma, 1.0)), np.nan)


def out_of_sample_returns(estimation: Estimation) -> Floats:
    """u of every observation, NaN where it cannot be had."""
    return _every_day(estimation)[0]


def _every_day(estimation: Estimation) -> tuple[Floats, Floats | None]:
    """u of every observation, and the model's own σ where it has one; NaN where they cannot be had."""
    column = estimation.column
    days = np.arange(len(column))
    valid = ~column.broken & ~column.method_break
    if not estimation.model.estimated:
        return np.where(valid, column.returns, np.nan), None
    valid &= estimation.ends(days) >= estimation.length
    abnormal = np.full(len(column), np.nan)
    if not valid.any():
        return abnormal, None
    fit = estimation.at(days[valid], every=estimation.model.refit_every, residuals=False)
    failed = (fit.because != "") & ~np.isfinite(fit.constant)
    expected = np.where(failed, np.nan, fit.constant)
    if fit.slopes.shape[1]:
        expected = expected + np.einsum("mk,mk->m", fit.slopes, column.factors[valid])
    abnormal[valid] = column.returns[valid] - expected
    if fit.dynamics is None:
        return abnormal, None
    sigma = np.full(len(column), np.nan)
    sigma[valid] = np.sqrt(fit.dynamics.variance)
    return abnormal, sigma
