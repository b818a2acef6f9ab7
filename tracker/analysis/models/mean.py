"""The constant-mean model."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis.column import Floats
from tracker.analysis.regression import Fit, least_squares


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanModel:
    r"""The expected return is the mean of the estimation window.

    Notes
    -----
    :math:`AR_t = r_t - \bar r`, with :math:`s^2 = e'e/(T-1)` and CAR variance :math:`s^2(L + L^2/T)`: the forecast of
    L new observations, not the interval of the mean alone.

    References
    ----------
    Brown and Warner (1985), "Using daily stock returns: the case of event studies", *J. Financial Economics* 14,
    equations (1) and (2); MacKinlay (1997), *J. Economic Literature* 35, section 5.A.

    Examples
    --------
    >>> import numpy as np
    >>> fit = MODEL.fit(np.array([[0.01, 0.03, 0.02]]), np.empty((1, 3, 0)))
    >>> fit.constant.round(6).tolist(), fit.variance.round(6).tolist()
    ([0.02], [0.0001])
    >>> fit.forecast_scale(3, np.empty((1, 0))).tolist()
    [6.0]
    """

    key: str = "mean"
    title: str = "the average move of the estimation window"
    formula: str = "E[r] = mean of r over the estimation window"
    reference: str = "Brown and Warner (1985)"
    uses_factors: bool = False
    least_factors: int = 0
    most_factors: int | None = 0
    estimated: bool = True
    refit_every: int = 1

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Mean of each row of ``y``; ``x`` is not looked at."""
        return least_squares(y, x[:, :, :0])


MODEL = MeanModel()
