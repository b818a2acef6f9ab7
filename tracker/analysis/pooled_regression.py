r"""One regression over a whole series, with standard errors for errors that are not alike and not independent.

All of :math:`\widehat{V} = (X'X)^{-1} M (X'X)^{-1}`; with e residuals and h leverages the middle M is

=======  =======================================================================================
HC0      :math:`\sum e_t^2 x_t x_t'` (White 1980)
HC1      n/(n − k) times that
HC2      :math:`\sum e_t^2/(1-h_t)\,x_t x_t'` (MacKinnon and White 1985)
HC3      :math:`\sum e_t^2/(1-h_t)^2\,x_t x_t'`
CR1      :math:`\sum_g X_g'e_g e_g'X_g` times G/(G − 1) · (n − 1)/(n − k) (Liang and Zeger 1986)
CR2      the same with :math:`(I - H_{gg})^{-1/2} e_g` and no factor (Bell and McCaffrey 2002)
=======  =======================================================================================

Newey and West's is in `tracker.analysis.newey_west`.

References
----------
White (1980), *Econometrica* 48; MacKinnon and White (1985), *J. Econometrics* 29; Bell and McCaffrey (2002), *Survey
Methodology* 28; Long and Ervin (2000), *American Statistician* 54 (HC3 in small samples).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Flags, Floats, Positions
from tracker.analysis.one_series import Dates

HIGHEST_LEVERAGE = 1.0 - 1e-8

_DEPENDENT = 1e-10  # smallest diagonal of R, columns scaled to length one, that still counts as independent


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """Least squares of y on X.

    Attributes
    ----------
    design : array, shape (n, k)
        X, the constant among its columns.
    coefficients : array, shape (k,)
        In units of y per unit of the column.
    residuals : array, shape (n,)
        e = y − Xb.
    bread : array, shape (k, k)
        (X'X)⁻¹.
    leverage : array, shape (n,)
        h, the diagonal of X(X'X)⁻¹X'.
    """

    design: Floats
    coefficients: Floats
    residuals: Floats
    bread: Floats
    leverage: Floats

    @classmethod
    def of(cls, y: Floats, design: Floats) -> Regression | str:
        """By QR of the scaled columns; or why there is no unique answer.

        Examples
        --------
        >>> found = Regression.of(np.array([1.0, 3.0, 5.0, 8.0]), np.column_stack([np.ones(4), np.arange(4.0)]))
        >>> found.coefficients.round(9).tolist()
        [0.8, 2.3]
        """
        n, k = design.shape
        if n <= k:
            return f"{k} coefficients cannot be had from {n} observations"
        size = np.sqrt((design**2).sum(axis=0))
        if not (size > 0).all():
            return "a regressor is zero throughout"
        q, r = np.linalg.qr(design / size)
        if np.abs(np.diag(r)).min() < _DEPENDENT:
            return "the factors do not vary, or are collinear"
        half = np.linalg.solve(r, np.eye(k)) / size[:, None]
        coefficients = half @ (q.T @ y)
        return cls(
            design=design,
            coefficients=coefficients,
            residuals=y - design @ coefficients,
            bread=half @ half.T,
            leverage=(q**2).sum(axis=1),
        )

    @property
    def df(self) -> int:
        """n − k."""
        return int(self.design.shape[0] - self.design.shape[1])

    def _around(self, scores: Floats) -> Floats:
        found: Floats = self.bread @ (scores.T @ scores) @ self.bread
        return found


def homoskedastic(fit: Regression) -> Floats:
    """Textbook covariance s²(X'X)⁻¹, shape (k, k)."""
    return float(fit.residuals @ fit.residuals) / fit.df * fit.bread


def heteroskedastic(fit: Regression, kind: str = "HC3") -> Floats:
    """HC0 to HC3, shape (k, k). Refuse a fit of which `too_much_leverage` complains first."""
    h = fit.leverage
    scale = {"HC0": 1.0, "HC1": np.sqrt(len(h) / fit.df), "HC2": 1 / np.sqrt(1 - h), "HC3": 1 / (1 - h)}[kind]
    return fit._around(fit.design * (fit.residuals * scale)[:, None])


def clustered(fit: Regression, cluster: Positions, kind: str = "CR2") -> Floats:
    """CR1 or CR2 with one cluster number per observation; shape (k, k)."""
    _, place, size = np.unique(cluster, return_inverse=True, return_counts=True)
    residuals = fit.residuals if kind == "CR1" else _adjusted(fit, place, size)
    scores = np.zeros((len(size), fit.design.shape[1]))
    np.add.at(scores, place, fit.design * residuals[:, None])
    found = fit._around(scores)
    if kind == "CR2":
        return found
    n, groups = len(residuals), len(size)
    return found * (groups / (groups - 1.0) * (n - 1.0) / fit.df)


def _adjusted(fit: Regression, place: Positions, size: Positions) -> Floats:
    """(I − H_gg)^(−1/2) e_g, all clusters of one size at a time."""
    order = np.argsort(place, kind="stable")
    first = np.cumsum(size) - size
    adjusted = np.empty_like(fit.residuals)
    for count in np.unique(size).tolist():
        rows = order[first[size == count][:, None] + np.arange(count)]
        x = fit.design[rows]
        values, vectors = np.linalg.eigh(np.eye(count) - x @ fit.bread @ np.swapaxes(x, 1, 2))
        root = (vectors / np.sqrt(np.maximum(values, 1.0 - HIGHEST_LEVERAGE))[:, None, :]) @ np.swapaxes(vectors, 1, 2)
        adjusted[rows] = (root @ fit.residuals[rows][:, :, None])[:, :, 0]
    return adjusted


def too_much_leverage(fit: Regression) -> str:
    """Why robust standard errors mean nothing here; empty where they do.

    An observation with a regressor of its own is fitted exactly: its residual is zero, and so is the standard error
    White's estimator gives it. On real data a dummy for one day has t = −0.16 by the textbook and −5.03 by HC0.
    """
    if float(fit.leverage.max()) > HIGHEST_LEVERAGE:
        return "one observation decides a coefficient alone, so its residual is zero and no robust error can be had"
    return ""


def dummy_regression(dates: Dates) -> tuple[Regression, Flags, Positions] | str:
    r"""r_t = a + b'F_t + δD_t over the series, D_t = 1 in any window; δ is the last coefficient.

    Ordinary observations and those in windows; long gaps, breaks of method and missing factors are left out, unless
    a window holds them. The factors are those of the model, so none for ``mean`` and ``raw``.

    Returns
    -------
    (Regression, array of bool, array of int) or str
        The fit, D of its observations and their positions in the series; or why there is none.
    """
    estimation = dates.judge.estimation
    column = estimation.column
    inside = dates.inside()
    factors = column.factors if estimation.model.uses_factors else np.empty((len(column), 0))
    used = inside | column.usable(dates.judge.spec.max_gap_days)
    used &= ~column.method_break & ~column.broken & np.isfinite(factors).all(axis=1)
    rows = np.flatnonzero(used)
    dummy = inside[rows]
    if dummy.sum() < 2:
        return "a dummy for a single observation fits it exactly, and no robust error can be had"
    if dummy.all():
        return "no observation lies outside the windows"
    design = np.column_stack([np.ones(len(rows)), factors[rows], dummy])
    fit = Regression.of(column.returns[rows], design)
    if isinstance(fit, str):
        return fit
    return too_much_leverage(fit) or (fit, dummy, rows)
