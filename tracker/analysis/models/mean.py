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
    :math:`AR_t = r_t - \bar r`, with :math:`s^2 = e'e/(T-1)` and CAR variance :math:`s^2(L + L^2/T)`.

    References
    ----------
    Brown and Warner (1985), "Using daily stock returns: the case of event studies", *J. Financial Economics* 14.
    """

    key: str = "mean"
    title: str = "the average move of the estimation window"
    formula: str = "E[r] = mean of r over the estimation window"
    reference: str = "Brown and Warner (1985)"
    uses_factors: bool = False
    estimated: bool = True

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Mean of each row of ``y``; ``x`` is not looked at."""
        return least_squares(y, x[:, :, :0])


MODEL = MeanModel()
