"""Volatility that a model itself forecasts: the GARCH(1,1) recursion of many windows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dynamics:
    r"""Conditional variance of m windows, :math:`v_t = \omega + \alpha u_{t-1}^2 + \beta v_{t-1}`.

    Attributes
    ----------
    omega, alpha, beta : array, shape (m,)
        Parameters; ω in squared log points. NaN where the window could not be estimated.
    variance : array, shape (m,)
        v of the first observation after the estimation window, or of the one it was carried to.
    """

    omega: Floats
    alpha: Floats
    beta: Floats
    variance: Floats

    @classmethod
    def joined(cls, parts: Sequence[Dynamics]) -> Dynamics:
        """The windows of all parts, in their order."""
        return cls(
            omega=np.concatenate([part.omega for part in parts]),
            alpha=np.concatenate([part.alpha for part in parts]),
            beta=np.concatenate([part.beta for part in parts]),
            variance=np.concatenate([part.variance for part in parts]),
        )

    def take(self, rows: NDArray[np.intp]) -> Dynamics:
        """The same for some of the windows, in the order asked for."""
        return Dynamics(
            omega=self.omega[rows], alpha=self.alpha[rows], beta=self.beta[rows], variance=self.variance[rows]
        )

    def carried(self, abnormal: Floats) -> Dynamics:
        """Carry the variance over D observations that were seen since.

        Parameters
        ----------
        abnormal : array, shape (m, D)
            Their abnormal returns in time order. NaN leaves the variance as it is.

        Examples
        --------
        >>> one = np.array([1.0])
        >>> Dynamics(omega=0.1 * one, alpha=0.2 * one, beta=0.7 * one, variance=one).carried(np.array([[3.0]])).variance
        array([2.6])
        """
        variance = self.variance
        for u in np.swapaxes(abnormal, 0, 1):
            variance = np.where(np.isnan(u), variance, self.omega + self.alpha * u**2 + self.beta * variance)
        return replace(self, variance=variance)

    def cumulative(self, length: int) -> Floats:
        r"""Forecast variance of the sum of the next L observations, shape (m,).

        :math:`\sum_{h=1}^{L} E[v_h]` with :math:`E[v_{h+1}] = \omega + (\alpha + \beta)E[v_h]`
        (Engle and Bollerslev 1986, *Econometric Reviews* 5(1)).
        """
        variance, total = self.variance, np.zeros_like(self.variance)
        for _ in range(length):
            total = total + variance
            variance = self.omega + (self.alpha + self.beta) * variance
        return total
