"""The market-adjusted model: a benchmark with beta one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.regression import FLAT, Fit

_TINY = 1e-24  # share of the sum of squares below which the variation around the mean is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketModel:
    r"""The expected return is the benchmark's return.

    Notes
    -----
    :math:`AR_t = r_t - x_t`: no constant, beta one, no coefficient is estimated. The variance is that of the abnormal
    returns of the estimation window around their mean,
    :math:`s^2 = \sum (AR_t - \overline{AR})^2/(T-1)`, and the CAR's is :math:`Ls^2`, for there is no estimation error
    (Brown and Warner take the mean out of the variance, and leave it in the abnormal return). Residuals are the
    abnormal returns themselves, so that ``sq`` ranks the CAR among what the model missed before.

    It takes exactly one factor: which of several is *the* benchmark cannot be computed, and their average is another
    benchmark. Other software on the same inputs: R estudy2 gives these abnormal returns, but puts the residual
    variance of a regression on the index, shrunk to the error of its fitted mean, into the interval of ``mrkt_adj``.

    References
    ----------
    Brown and Warner (1985), "Using daily stock returns: the case of event studies", *J. Financial Economics* 14,
    equations (3) and (5)–(8); MacKinlay (1997), *J. Economic Literature* 35, section 5.C.

    Examples
    --------
    >>> y, x = np.array([[0.02, 0.01, 0.03]]), np.array([[[0.01], [0.01], [0.01]]])
    >>> fit = MODEL.fit(y, x)
    >>> fit.residuals.round(4).tolist(), fit.variance.round(6).tolist()
    ([[0.01, 0.0, 0.02]], [0.0001])
    >>> fit.forecast_scale(3, np.array([[0.05]])).tolist()
    [3.0]
    """

    key: str = "market"
    title: str = "what the benchmark did, one for one"
    formula: str = "E[r] = x, one benchmark with beta one and no constant"
    reference: str = "Brown and Warner (1985); MacKinlay (1997)"
    uses_factors: bool = True
    least_factors: int = 1
    most_factors: int | None = 1
    estimated: bool = True  # the variance is
    refit_every: int = 1

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Abnormal returns ``y`` − ``x`` of each row, and their variance.

        Parameters
        ----------
        y : array, shape (m, T)
            Log returns of the series.
        x : array, shape (m, T, 1)
            Log returns of the benchmark.

        Raises
        ------
        ValueError
            There is not exactly one benchmark.
        """
        m, nobs, k = x.shape
        if k != 1:
            raise ValueError(f"the 'market' model takes one benchmark, and {k} factors are given")
        abnormal = y - x[:, :, 0]
        around = abnormal - abnormal.mean(axis=1)[:, None]
        ssr = np.einsum("mt,mt->m", around, around)
        squares = np.einsum("mt,mt->m", y, y)
        total = y - y.mean(axis=1)[:, None]
        total = np.einsum("mt,mt->m", total, total)
        because = np.full(m, "", dtype=object)
        because[ssr <= _TINY * squares] = FLAT
        return Fit(
            constant=np.zeros(m),
            slopes=np.ones((m, 1)),
            centre=x.mean(axis=1),
            inverse=np.zeros((m, 1, 1)),
            ssr=ssr,
            nobs=nobs,
            n_parameters=1,
            residuals=abnormal,
            r_squared=1.0 - ssr / np.where(total > 0, total, np.nan),
            because=because,
            error=np.zeros(m),
        )


MODEL = MarketModel()
