"""Least squares over many estimation windows at once.

Each window is solved from its own centred moments (two passes, no running sums), so the result of one window does
not depend on which others are asked for, and agrees with a textbook program to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats
from tracker.analysis.dynamics import Dynamics

FLAT = "the series does not vary in the estimation window"
COLLINEAR = "the factors do not vary, or are collinear, in the estimation window"

_TINY = 1e-24  # share of the raw sum of squares below which a residual sum of squares is rounding
_SINGULAR = 1e-10  # smallest eigenvalue of the factors' correlation matrix that still counts as independent


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """Coefficients of m estimation windows.

    Attributes
    ----------
    constant : array, shape (m,)
        Log points per observation: the usual drift. Zero where the model has none.
    slopes : array, shape (m, k)
        Log points of the series per log point of the factor.
    centre : array, shape (m, k)
        Factor means in the window.
    inverse : array, shape (m, k, k)
        Inverse of the centred cross-products of the factors.
    ssr : array, shape (m,)
        Residual sum of squares e'e, the one behind s².
    nobs, n_parameters : int
        T and k of s² = e'e/(T − k); ``n_parameters`` counts the constant.
    residuals : array, shape (m, T) or (m, 0)
        In time order; empty where the caller did not want them.
    r_squared : array, shape (m,)
        Share of the window's variance the factors explain.
    because : array of str, shape (m,)
        Why a window could not be estimated; empty where it could.
    error : array, shape (m,), optional
        Variance of the coefficients in units of s²(X'X)⁻¹: 0 where they are given and not estimated. None is least
        squares, 1.
    dynamics : Dynamics, optional
        The variance forecast of a model that has one.
    """

    constant: Floats
    slopes: Floats
    centre: Floats
    inverse: Floats
    ssr: Floats
    nobs: int
    n_parameters: int
    residuals: Floats
    r_squared: Floats
    because: NDArray[np.object_]
    error: Floats | None = None
    dynamics: Dynamics | None = None

    @property
    def df(self) -> int:
        """Residual degrees of freedom T − k."""
        return self.nobs - self.n_parameters

    @property
    def variance(self) -> Floats:
        """s² = e'e/(T − k), NaN without degrees of freedom."""
        return self.ssr / self.df if self.df > 0 else np.full_like(self.ssr, np.nan)

    def take(self, rows: NDArray[np.intp]) -> Fit:
        """The same for some of the windows, in the order asked for."""
        return Fit(
            constant=self.constant[rows],
            slopes=self.slopes[rows],
            centre=self.centre[rows],
            inverse=self.inverse[rows],
            ssr=self.ssr[rows],
            nobs=self.nobs,
            n_parameters=self.n_parameters,
            residuals=self.residuals[rows],
            r_squared=self.r_squared[rows],
            because=self.because[rows],
            error=None if self.error is None else self.error[rows],
            dynamics=None if self.dynamics is None else self.dynamics.take(rows),
        )

    def forecast_scale(self, length: int, factor_sums: Floats) -> Floats:
        r"""Variance of a CAR over L out-of-sample observations, in units of s².

        .. math:: L + g'(X'X)^{-1}g, \qquad g = \sum_{t \in \text{window}} x_t

        with x_t including the constant (Campbell, Lo and MacKinlay 1997, section 4.4). ``factor_sums`` is g without
        the constant, shape (m, k). With ``error`` the second term is multiplied by it; with ``dynamics`` the forecast
        variances of the L observations, over s², stand in place of L.
        """
        if self.n_parameters == 0:
            return np.full(len(self.ssr), float(length))
        away = factor_sums - length * self.centre
        curvature = np.einsum("mi,mij,mj->m", away, self.inverse, away)
        error = 1.0 if self.error is None else self.error
        returns: Floats | int = length
        if self.dynamics is not None:
            returns = self.dynamics.cumulative(length) / np.where(self.variance > 0, self.variance, np.nan)
        scale: Floats = returns + length**2 / self.nobs * error + curvature * error
        return scale


def least_squares(y: Floats, x: Floats) -> Fit:
    r"""Ordinary least squares with a constant, one regression per row.

    Parameters
    ----------
    y : array, shape (m, T)
        Returns of m estimation windows.
    x : array, shape (m, T, k)
        Factor returns; ``k = 0`` estimates the mean alone.

    Returns
    -------
    Fit
        Windows without variation, or with collinear factors, carry the reason and NaN.

    Notes
    -----
    :math:`\hat\beta = S_{xx}^{-1} S_{xy}` with centred moments, :math:`\hat\alpha = \bar y - \bar x'\hat\beta`.

    References
    ----------
    Campbell, Lo and MacKinlay (1997), *The Econometrics of Financial Markets*, section 4.3.

    Examples
    --------
    >>> x = np.array([[[0.0], [1.0], [2.0], [3.0]]])
    >>> fit = least_squares(1.0 + 2.0 * x[:, :, 0] + np.array([[0.1, -0.1, -0.1, 0.1]]), x)
    >>> round(float(fit.constant[0]), 6), round(float(fit.slopes[0, 0]), 6), round(float(fit.ssr[0]), 6)
    (1.0, 2.0, 0.04)
    """
    m, nobs, k = x.shape
    mean = y.mean(axis=1)
    centred = y - mean[:, None]
    total = np.einsum("mt,mt->m", centred, centred)
    because = np.full(m, "", dtype=object)
    if k == 0:
        constant, residuals = mean, centred
        slopes = np.empty((m, 0))
        centre, inverse = np.empty((m, 0)), np.empty((m, 0, 0))
    else:
        away = np.ascontiguousarray(np.swapaxes(x, 1, 2))  # time last: the sums below run along it
        centre = away.mean(axis=2)
        away = away - centre[:, :, None]
        inverse, singular = _inverse(away @ np.swapaxes(away, 1, 2))
        slopes = (inverse @ (away @ centred[:, :, None]))[:, :, 0]
        constant = mean - np.einsum("mk,mk->m", centre, slopes)
        residuals = centred - (slopes[:, None, :] @ away)[:, 0, :]
        because[singular] = COLLINEAR
    ssr = np.einsum("mt,mt->m", residuals, residuals)
    flat = ssr <= _TINY * np.einsum("mt,mt->m", y, y)
    because[flat & (because == "")] = FLAT
    explained = 1.0 - ssr / np.where(total > 0, total, np.nan)
    return Fit(
        constant=constant,
        slopes=slopes,
        centre=centre,
        inverse=inverse,
        ssr=ssr,
        nobs=nobs,
        n_parameters=k + 1,
        residuals=residuals,
        r_squared=explained,
        because=because,
    )


def _inverse(moments: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Inverse of each cross-product matrix, and which have none; NaN there. Scaled first, so units do not matter."""
    size = moments.shape[-1]
    spread = np.sqrt(np.einsum("mii->mi", moments))
    finite = np.isfinite(spread).all(axis=1) & (spread > 0).all(axis=1)
    safe = np.where(finite[:, None], spread, 1.0)
    outer = safe[:, :, None] * safe[:, None, :]
    correlation = np.where(finite[:, None, None], moments / outer, np.eye(size))
    singular = ~finite | (np.linalg.eigvalsh(correlation)[:, 0] < _SINGULAR)
    inverse = np.linalg.inv(np.where(singular[:, None, None], np.eye(size), correlation)) / outer
    inverse[singular] = np.nan
    return inverse, singular
