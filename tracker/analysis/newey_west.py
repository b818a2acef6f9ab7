"""Standard errors that allow for unequal variances and for errors that follow one another (HAC)."""

from __future__ import annotations

import numpy as np

from tracker.analysis.column import Floats


def newey_west(x: Floats, residuals: Floats, lags: int, *, small_sample: bool = True) -> Floats:
    r"""Covariance of least-squares coefficients under heteroskedasticity and autocorrelation.

    Parameters
    ----------
    x : array, shape (n, k)
        Regressors in time order, the constant among them where there is one; of full rank.
    residuals : array, shape (n,)
        Of the least-squares fit on ``x``.
    lags : int
        L ≥ 0, observations over which errors may hang together; 0 is White's HC0 (HC1 with ``small_sample``).
    small_sample : bool
        Multiply by n/(n − k).

    Returns
    -------
    array, shape (k, k)
        In the units of the residuals squared over those of x squared.

    Raises
    ------
    ValueError
        ``lags`` is negative or not under n, or n ≤ k.

    Notes
    -----
    With scores :math:`s_t = x_t \hat u_t` and Bartlett weights :math:`w_l = 1 - l/(L+1)`, without prewhitening,

    .. math:: \hat V = (X'X)^{-1}\Big[\sum_t s_t s_t' + \sum_{l=1}^{L} w_l \sum_{t>l}
              (s_t s_{t-l}' + s_{t-l} s_t')\Big](X'X)^{-1}

    (Newey and West 1987, equation 5). The same as statsmodels' ``HAC`` with ``use_correction`` and as
    ``NeweyWest(prewhite = FALSE, adjust = TRUE)`` of R's sandwich. Other software chooses L by itself or prewhitens.

    References
    ----------
    Newey and West (1987), "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
    covariance matrix", *Econometrica* 55(3).

    Examples
    --------
    >>> x = np.ones((4, 1))
    >>> u = np.array([1.0, 1.0, -1.0, -1.0])
    >>> newey_west(x, u, 0, small_sample=False).item(), newey_west(x, u, 1, small_sample=False).item()
    (0.25, 0.3125)
    """
    n, k = x.shape
    if not 0 <= lags < n:
        raise ValueError(f"lags must be at least 0 and under {n}, the number of observations: {lags}")
    if n <= k:
        raise ValueError(f"{n} observations are too few for {k} coefficients")
    scores = x * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1.0 - lag / (lags + 1.0)) * (cross + cross.T)
    scale = np.sqrt(np.einsum("nk,nk->k", x, x))  # so that units of the regressors cost no digits
    bread = np.linalg.inv((x / scale).T @ (x / scale)) / np.outer(scale, scale)
    covariance: Floats = bread @ meat @ bread
    return covariance * (n / (n - k)) if small_sample else covariance


def usual_lags(n: int) -> int:
    r"""How many lags are usual for n observations: :math:`\lfloor 4 (n/100)^{2/9} \rfloor` (Newey and West 1994).

    >>> usual_lags(100), usual_lags(1000)
    (4, 6)
    """
    return int(4.0 * (n / 100.0) ** (2.0 / 9.0))
