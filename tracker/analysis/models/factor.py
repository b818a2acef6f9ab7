"""The factor model; with one factor it is the market model."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis.column import Floats
from tracker.analysis.regression import Fit, least_squares


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    r"""The expected return follows other prices, with coefficients of the estimation window.

    Notes
    -----
    :math:`AR_t = r_t - \hat\alpha - \hat\beta'F_t`, coefficients by least squares on T observations,
    :math:`s^2 = e'e/(T-k)` with k counting the constant. A factor that itself reacts to the event is a bad control:
    look at the factors' own moves, which every result carries.

    References
    ----------
    MacKinlay (1997), "Event studies in economics and finance", *J. Economic Literature* 35, section 5; Campbell, Lo
    and MacKinlay (1997), section 4.4, equations 4.4.6–4.4.9.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[0.01], [-0.02], [0.03], [0.00]]])
    >>> fit = MODEL.fit(0.001 + 0.5 * x[:, :, 0] + [[0.001, 0.001, -0.001, -0.001]], x)
    >>> fit.constant.round(4).tolist(), fit.slopes.round(4).tolist()
    ([0.0012], [[0.4692]])
    """

    key: str = "factor"
    title: str = "what other currencies did, with the constant as usual drift"
    formula: str = "E[r] = a + b'F, least squares over the estimation window"
    reference: str = "MacKinlay (1997); Campbell, Lo and MacKinlay (1997), section 4.4"
    uses_factors: bool = True
    least_factors: int = 1
    most_factors: int | None = None
    estimated: bool = True
    refit_every: int = 1

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Least squares of each row of ``y`` on the factors ``x``."""
        return least_squares(y, x)


MODEL = FactorModel()
