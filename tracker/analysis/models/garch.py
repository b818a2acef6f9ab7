"""The GARCH model: a constant (and factors) with volatility that clusters and fat tails."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.analysis.column import Floats
from tracker.analysis.dynamics import Dynamics
from tracker.analysis.regression import Fit, least_squares
from tracker.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

_PRECISION = 1e-11  # of the log-likelihood: where the optimiser stops
_ENOUGH = 1e-7  # where α + β = 1 the last digits are rounding, and the search for them ends without success
_STEPS = 500

NO_OPTIMUM = "the likelihood of the GARCH model has no maximum that could be found in the estimation window"


@dataclass(frozen=True, slots=True, kw_only=True)
class GarchModel:
    r"""Constant mean, and factors where they are given, with GARCH(1,1) errors from Student's t, by `arch`.

    Attributes
    ----------
    distribution : str
        ``"t"``, or ``"normal"`` as many published studies have it.
    fewest : int
        Observations under which it is not estimated.
    refit_every : int
        Where every day of a series is judged, coefficients are estimated anew every so many ordinary observations;
        between them the variance is carried on day by day. A window that is studied always has its own estimation.

    Notes
    -----
    .. math:: r_t = a + b'F_t + u_t, \quad u_t = \sqrt{v_t}\,\epsilon_t, \quad
              v_t = \omega + \alpha u_{t-1}^2 + \beta v_{t-1}, \quad \epsilon_t \sim t_\nu \text{ with variance } 1

    by maximum likelihood, each window in units of its own standard deviation, started from the mean square of its
    least-squares residuals (``backcast``). The same input gives the same numbers: nothing is drawn.

    The standard error is that of the forecast: with v carried over the days between estimation and window, the variance
    of the CAR is :math:`\sum_{h=1}^{L} E[v_h]` plus the error of the coefficients, for which that of least squares
    stands, :math:`s^2 g'(X'X)^{-1}g` (maximum likelihood weighs calm days more, so its own is no larger). The
    volatility forecast of ``fhs`` is then :math:`\sqrt{v_t}` in place of the exponential one. ``t`` still refers to
    t(T − k), which ignores that ν is estimated; ``sq`` ranks residuals that are not standardised. For these two the
    tails are better judged by ``fhs``.

    An estimation takes some 40 ms: every day of 6,000 out of sample about ten seconds, a thousand separate windows,
    or every day judged by itself, that much for each.

    References
    ----------
    Bollerslev (1986), "Generalized autoregressive conditional heteroskedasticity", *J. Econometrics* 31(3), equations
    (1)–(3); Bollerslev (1987), *Review of Economics and Statistics* 69(3) (Student's t); Savickas (2003),
    "Event-induced volatility and tests for abnormal performance", *J. Financial Research* 26(2).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fit = MODEL.fit(0.01 * rng.standard_t(5, size=(1, 250)), np.empty((1, 250, 0)))
    >>> fit.because.tolist(), bool(abs(fit.constant[0]) < 0.003), bool(fit.dynamics.alpha[0] < 0.2)
    ([''], True, True)
    """

    key: str = "garch"
    title: str = "what other prices did, or the average move, with volatility that clusters"
    formula: str = "E[r] = a + b'F with GARCH(1,1) errors from Student's t; without factors a alone"
    reference: str = "Bollerslev (1986, 1987)"
    uses_factors: bool = True
    least_factors: int = 0
    most_factors: int | None = None
    estimated: bool = True
    refit_every: int = 25
    distribution: str = "t"
    fewest: int = 100

    def fit(self, y: Floats, x: Floats) -> Fit:
        """Maximum likelihood for each row of ``y`` (m, T) with a constant and ``x`` (m, T, k), one after the other.

        Raises
        ------
        ConfigError
            `arch` is not installed.
        """
        arch_model = _arch()
        start = least_squares(y, x)
        m, nobs, k = x.shape
        constant, slopes = np.full(m, np.nan), np.full((m, k), np.nan)
        parameters, residuals, because = np.full((4, m), np.nan), start.residuals.copy(), start.because.copy()
        if nobs < self.fewest:
            because[because == ""] = f"GARCH needs {self.fewest} estimation observations, there are {nobs}"
        for row in np.flatnonzero(because == ""):
            found = _maximum(arch_model, y[row], x[row], start.residuals[row], self.distribution)
            if found is None:
                because[row] = NO_OPTIMUM
                continue
            constant[row], slopes[row], parameters[:, row] = found
            residuals[row] = y[row] - constant[row] - x[row] @ slopes[row]
        ssr = np.einsum("mt,mt->m", residuals, residuals)
        omega, alpha, beta, variance = parameters
        return replace(
            start,
            constant=constant,
            slopes=slopes,
            residuals=residuals,
            ssr=ssr,
            r_squared=1.0 - (1.0 - start.r_squared) * ssr / np.where(start.ssr > 0, start.ssr, np.nan),
            because=because,
            dynamics=Dynamics(omega=omega, alpha=alpha, beta=beta, variance=variance),
        )


def _maximum(
    arch_model: Callable[..., Any], y: Floats, x: Floats, residuals: Floats, distribution: str
) -> tuple[float, Floats, tuple[float, float, float, float]] | None:
    """Constant, slopes, and ω, α, β and the next variance of one window; None where the optimiser fails."""
    unit = float(np.sqrt(np.mean(residuals**2)))
    units = np.sqrt(np.mean(x**2, axis=0))
    mean: dict[str, Any] = {"mean": "LS", "x": x / units} if len(units) else {"mean": "Constant"}
    model = arch_model(y / unit, **mean, vol="GARCH", p=1, o=0, q=1, dist=distribution, rescale=False)
    own = _start(y, x, unit, units, distribution)
    for precision, start in ((_PRECISION, None), (_ENOUGH, None), (_ENOUGH, own)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they warn of is looked at below and becomes a reason
            try:
                result = model.fit(
                    disp="off",
                    show_warning=False,
                    backcast=1.0,  # the mean square of the least-squares residuals, in their own units
                    starting_values=start,
                    tol=precision,
                    options={"maxiter": _STEPS},
                )
            except (ValueError, np.linalg.LinAlgError, FloatingPointError):
                continue
        found = np.asarray(result.params, dtype=np.float64)
        if result.convergence_flag == 0 and np.isfinite(found).all():
            break
    else:
        return None
    k = len(units)
    constant, slopes = float(found[0]) * unit, found[1 : k + 1] * unit / units
    omega, alpha, beta = (float(one) for one in found[k + 1 : k + 4])
    last_u, last_v = float(np.asarray(result.resid)[-1]), float(np.asarray(result.conditional_volatility)[-1]) ** 2
    variance = omega + alpha * last_u**2 + beta * last_v
    return constant, slopes, (omega * unit**2, alpha, beta, variance * unit**2)


def _start(y: Floats, x: Floats, unit: float, units: Floats, distribution: str) -> Floats:
    """Where the optimiser begins if the grid of `arch` led nowhere."""
    mean = np.linalg.lstsq(np.column_stack([np.ones(len(y)), x / units]), y / unit, rcond=None)[0]
    return np.array([*mean, 0.05, 0.08, 0.87, *([8.0] if distribution == "t" else [])])


def _arch() -> Callable[..., Any]:
    try:
        from arch import arch_model
    except ImportError:
        raise ConfigError(
            "The model 'garch' needs the library arch, which is not installed.",
            remedy="Install the extra 'research': pip install 'sanctions-pressure-tracker[research]'.",
        ) from None
    found: Callable[..., Any] = arch_model
    return found


MODEL = GarchModel()
