"""No model: the move itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.regression import FLAT, Fit


@dataclass(frozen=True, slots=True, kw_only=True)
class RawModel:
    r"""Nothing is expected: the abnormal return is the return.

    Notes
    -----
    :math:`AR_t = r_t`, :math:`s^2 = r'r/T`. It asks whether a *move* is unusual, not whether a currency moved on its
    own, and it is the form in which the arithmetic of `fhs` can be checked without any estimation.

    References
    ----------
    Brown and Warner (1985), section 2, note that daily means are so small that they hardly matter.

    Examples
    --------
    >>> fit = MODEL.fit(np.array([[0.03, -0.04]]), np.empty((1, 2, 0)))
    >>> fit.constant.tolist(), fit.variance.round(6).tolist(), fit.forecast_scale(5, np.empty((1, 0))).tolist()
    ([0.0], [0.00125], [5.0])
    """

    key: str = "raw"
    title: str = "the move itself, nothing allowed for"
    formula: str = "E[r] = 0"
    reference: str = "Brown and Warner (1985)"
    uses_factors: bool = False
    least_factors: int = 0
    most_factors: int | None = 0
    estimated: bool = False
    refit_every: int = 1

    def fit(self, y: Floats, x: Floats) -> Fit:  # noqa: ARG002 - every model is called alike
        """Variation around zero of each row of ``y``."""
        m, nobs = y.shape
        ssr = np.einsum("mt,mt->m", y, y)
        because = np.full(m, "", dtype=object)
        because[ssr == 0] = FLAT
        return Fit(
            constant=np.zeros(m),
            slopes=np.empty((m, 0)),
            centre=np.empty((m, 0)),
            inverse=np.empty((m, 0, 0)),
            ssr=ssr,
            nobs=nobs,
            n_parameters=0,
            residuals=y,
            r_squared=np.zeros(m),
            because=because,
        )


MODEL = RawModel()
