"""The robust model: large returns of the estimation window count for less."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.regression import Fit, least_squares

_NORMAL = 0.674489750196081743  # third quartile of the standard normal: makes the MAD estimate σ
_TINY = 1e-10  # a scale below this share of the returns' size is rounding

NO_SCALE = "more than half of the estimation window lies exactly on one line: its residuals have no median size"
NO_END = "the robust regression did not settle in the estimation window"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustModel:
    r"""Huber's M-estimate of the constant, and of the factors' coefficients where factors are given.

    Attributes
    ----------
    threshold : float
        c: residuals beyond c scales count for less. 1.345 has 95 % of the efficiency of least squares when errors
        are normal.
    tolerance : float
        Largest change of a fitted value, in scales, at which the iteration has settled.
    iterations : int
        How many steps it may take.

    Notes
    -----
    Solves :math:`\sum_t \psi(e_t/\hat\sigma)(1, F_t) = 0` with :math:`\psi(u) = \max(-c, \min(c, u))` by iteratively
    reweighted least squares from the least-squares start, all windows at once. The scale is computed anew at each
    step, :math:`\hat\sigma = \mathrm{med}|e_t|/0.6745` (about zero); `statsmodels.RLM` with ``HuberT()`` has the same
    fixed point.

    Variance of the CAR: :math:`Ls^2 + g'Vg`. The L new returns carry the storms that the coefficients play down, so
    :math:`s^2 = e'e/(T-k)` of the robust residuals stands for them; V is Huber's asymptotic covariance of the
    coefficients,

    .. math:: V = K^2\,\frac{(T-k)^{-1}\sum\psi(u_t)^2\hat\sigma^2}{(T^{-1}\sum\psi'(u_t))^2}\,(X'X)^{-1}, \qquad
              K = 1 + \frac{k}{T}\,\frac{\mathrm{var}\,\psi'}{(\overline{\psi'})^2}

    Without a residual beyond cσ̂ everything is least squares.

    References
    ----------
    Huber (1964), "Robust estimation of a location parameter", *Annals of Mathematical Statistics* 35(1); Huber (1981),
    *Robust Statistics*, sections 7.6 and 7.8, equation (6.5); Holland and Welsch (1977), *Communications in Statistics*
    A6(9) (1.345, reweighting with the median of the residuals' size). In event studies: Sorokina, Booth and Thornton
    (2013), "Robust methods in event studies", *J. Data Science* 11.

    Examples
    --------
    >>> y = np.array([[0.001, -0.002, 0.002, -0.001, 0.100]])
    >>> MODEL.fit(y, np.empty((1, 5, 0))).constant.round(4).tolist()  # the mean is 0.02
    [0.001]
    """

    key: str = "robust"
    title: str = "what other prices did, or the average move, outliers counting for less"
    formula: str = "E[r] = a + b'F, Huber's M-estimate over the estimation window; without factors a alone"
    reference: str = "Huber (1981); Holland and Welsch (1977)"
    uses_factors: bool = True
    least_factors: int = 0
    most_factors: int | None = None
    estimated: bool = True
    refit_every: int = 1
    threshold: float = 1.345
    tolerance: float = 1e-10
    iterations: int = 300

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Huber's M-estimate of each row of ``y`` (m, T) on a constant and ``x`` (m, T, k)."""
        start = least_squares(y, x)
        residuals = start.residuals.copy()
        constant, slopes, because = start.constant.copy(), start.slopes.copy(), start.because.copy()
        factors = np.ascontiguousarray(np.swapaxes(x, 1, 2))  # time last: the sums run along it
        open_rows = np.flatnonzero(because == "")
        for _ in range(self.iterations):
            if not open_rows.size:
                break
            before = residuals[open_rows]
            scale = _scale(before)
            lost = scale <= _TINY * np.sqrt(np.mean(y[open_rows] ** 2, axis=1))
            because[open_rows[lost]] = NO_SCALE
            open_rows, before, scale = open_rows[~lost], before[~lost], scale[~lost]
            weights = self._weights(before / scale[:, None])
            outside = (weights < 1).any(axis=1)  # without such a residual least squares is the solution already
            open_rows, before, scale, weights = open_rows[outside], before[outside], scale[outside], weights[outside]
            a, b, e = _weighted(y[open_rows], factors[open_rows], weights)
            constant[open_rows], slopes[open_rows], residuals[open_rows] = a, b, e
            moved = np.abs(e - before).max(axis=1, initial=0.0) > self.tolerance * scale
            open_rows = open_rows[moved]
        because[open_rows] = NO_END
        constant[(because == NO_END) | (because == NO_SCALE)] = np.nan
        ssr = np.einsum("mt,mt->m", residuals, residuals)
        fit = replace(start, constant=constant, slopes=slopes, residuals=residuals, ssr=ssr, because=because)
        return replace(fit, error=self._error(fit), r_squared=1.0 - (1.0 - start.r_squared) * _ratio(ssr, start.ssr))

    def _weights(self, standardised: Floats) -> Floats:
        """ψ(u)/u."""
        size = np.abs(standardised)
        return np.where(size <= self.threshold, 1.0, self.threshold / np.maximum(size, self.threshold))

    def _error(self, fit: Fit) -> Floats:
        """Huber's asymptotic variance of the coefficients in units of s²(X'X)⁻¹; one where no residual is clipped."""
        known = (fit.because == "") & (fit.df > 0)
        scale = np.where(known, _scale(fit.residuals), 1.0)
        u = fit.residuals / scale[:, None]
        inside = np.mean(np.abs(u) <= self.threshold, axis=1)
        inside = np.where(known, inside, 1.0)
        psi = np.clip(u, -self.threshold, self.threshold) * scale[:, None]
        correction = 1.0 + fit.n_parameters / fit.nobs * (1.0 - inside) / inside
        squares = _ratio(np.einsum("mt,mt->m", psi, psi), fit.ssr)
        return np.where(inside < 1.0, correction**2 * squares / inside**2, 1.0)


def _scale(residuals: Floats) -> Floats:
    """Median size of the residuals over 0.6745, per row."""
    scale: Floats = np.median(np.abs(residuals), axis=1) / _NORMAL
    return scale


def _weighted(y: Floats, factors: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Weighted least squares per row: constant (m,), slopes (m, k), residuals (m, T). ``factors`` is (m, k, T)."""
    total = weights.sum(axis=1)
    mean = np.einsum("mt,mt->m", weights, y) / total
    centred = y - mean[:, None]
    if not factors.shape[1]:
        return mean, np.empty((len(y), 0)), centred
    centre = (factors @ weights[:, :, None])[:, :, 0] / total[:, None]
    away = factors - centre[:, :, None]
    weighted = away * weights[:, None, :]
    moments, cross = weighted @ np.swapaxes(away, 1, 2), weighted @ centred[:, :, None]
    spread = np.sqrt(np.einsum("mkk->mk", moments))[:, :, None]  # units of the factors must not matter
    slopes = (np.linalg.solve(moments / (spread * np.swapaxes(spread, 1, 2)), cross / spread) / spread)[:, :, 0]
    constant = mean - np.einsum("mk,mk->m", centre, slopes)
    return constant, slopes, centred - (slopes[:, None, :] @ away)[:, 0, :]


def _ratio(above: Floats, below: Floats) -> Floats:
    return above / np.where(below > 0, below, np.nan)


MODEL = RobustModel()
