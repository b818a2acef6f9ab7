"""Local projections: how far the rate has gone h observations after an event, beside ordinary days.

**How often it is wrong.** Rejections at the 5 % level without any effect, in 400 simulated series of 1,000
observations each (GARCH(1,1) with α = 0.08, β = 0.91, errors t(5); two standard errors are about 2 points), with
dates drawn evenly and dates that crowd into storms (in proportion to the fourth power of past volatility):

========  =======================  ========================
dates     evenly, h = 0 / 5 / 20   storms, h = 0 / 5 / 20
========  =======================  ========================
5         2.0 / 4.2 / 1.5          4.5 / 3.8 / 7.5
10        2.5 / 2.5 / 4.2          4.8 / 6.2 / 9.5
20        5.8 / 5.8 / 4.0          3.5 / 5.2 / 10.5
40        6.8 / 6.8 / 6.0          3.5 / 8.8 / 14.8
========  =======================  ========================

Without the division by one less the leverage: up to 15.2. Twenty rates after dates that crowd, a small p therefore
proves nothing by itself, and the horizons are no separate tests.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.beyond.t_quantile import t_quantile
from tracker.analysis.column import Column, Flags, Floats, Positions
from tracker.analysis.newey_west import newey_west, usual_lags
from tracker.analysis.returns import MAX_GAP_DAYS
from tracker.analysis.students_t import two_sided

HORIZONS = 20
LAGGED = 5
AROUND = 250

SINGLE = "a single date has no standard error here; look at its window"
LEVERAGE = "one observation decides a coefficient by itself (leverage of one), so there is no standard error"
NOTHING = "no event has every rate it needs: five before, and all up to this one, without a long gap or a new method"
COLLINEAR = "the regressors are collinear over these observations"
_TOO_HIGH = 1.0 - 1e-8
_SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Projections:
    """Local projections of one series.

    Attributes
    ----------
    table : DataFrame
        One row per horizon: ``horizon`` (0 is the event's own observation), ``effect`` (log points since the
        observation before the event, > 0 a weaker quote currency, beyond ordinary days), ``se, lower, upper`` (95 %,
        pointwise), ``stat, pvalue, df, lags, n`` (observations), ``n_events`` (distinct dates among them),
        ``because`` (why there is no standard error; empty where there is one).
    first, last : str
        Labels between which the observations lie.
    n_dates, n_placed : int
        Distinct dates asked for, and those of them the series has.
    """

    table: pd.DataFrame
    first: str
    last: str
    n_dates: int
    n_placed: int


def local_projections(
    column: Column,
    labels: Sequence[Hashable],
    *,
    horizons: int = HORIZONS,
    lagged: int = LAGGED,
    around: int = AROUND,
    max_gap_days: float | None = MAX_GAP_DAYS,
) -> Projections:
    r"""Regress the move from t − 1 to t + h on an event dummy, for each h by itself.

    Parameters
    ----------
    column : Column
        The series, with the factors its moves are to be seen beside (none for none).
    labels : sequence
        Observation of each event: the first that could know it. Events of one observation are one date.
    horizons : int
        Largest h.
    lagged : int
        How many returns before t are controls.
    around : int
        Observations before the first and after the last date that are ordinary days to compare with.
    max_gap_days : float or None
        Observations whose regressors or move touch a longer gap are left out, like those across a change of method.

    Returns
    -------
    Projections

    Notes
    -----
    .. math:: \sum_{j=0}^{h} r_{t+j} = \alpha_h + \delta_h D_t + \beta_h' \sum_{j=0}^{h} F_{t+j}
              + \sum_{l=1}^{p} \phi_{h,l}\, r_{t-l} + u_{t,h}

    (Jordà 2005, equation 2, cumulated). The factors run over the same observations as the move, so that δ is an own
    part; a factor that itself reacted is a bad control. Standard errors are those of Newey and West (1987) with
    L = max(h, ⌊4(n/100)^(2/9)⌋), because the moves of neighbouring t overlap by h; each residual is first divided by
    one less its leverage, as in HC3, since the plain ones are too small for a handful of dates. The reference is t with
    one degree of freedom fewer than dates. A dummy of a single date, or a leverage above 1 − 1e−8, has no standard
    error: the coefficient is shown without one.

    How often this is wrong is measured in the description of this module.

    References
    ----------
    Jordà (2005), "Estimation and inference of impulse responses by local projections", *American Economic Review*
    95(1). Newey and West (1987), *Econometrica* 55(3). MacKinnon and White (1985), *J. Econometrics* 29(3).

    Examples
    --------
    >>> from tracker.analysis.column import column_of
    >>> days = pd.bdate_range("2020-01-01", periods=200).strftime("%Y-%m-%d")
    >>> moves = np.tile([0.01, -0.01], 100)
    >>> moves[[80, 121]] += 0.05
    >>> column = column_of(pd.DataFrame({"x": moves}, index=days), "x")
    >>> found = local_projections(column, days[[80, 121]], horizons=0, lagged=0)
    >>> round(float(found.table["effect"].iloc[0]), 6), int(found.table["n_events"].iloc[0])
    (0.05, 2)
    """
    distinct = list(dict.fromkeys(labels))
    placed = np.unique(column.positions(distinct))
    placed = placed[placed >= 0]
    size = len(column)
    first = max(0, int(placed[0]) - around) if len(placed) else 0
    stop = min(size, int(placed[-1]) + around + horizons + 1) if len(placed) else size
    dummy = np.zeros(size)
    dummy[placed] = 1.0
    usable = column.usable(max_gap_days)
    rows = [
        _at(column, dummy, usable, (first, stop), horizon=horizon, lagged=lagged) for horizon in range(horizons + 1)
    ]
    names = column.labels
    return Projections(
        table=pd.DataFrame(rows),
        first=str(names[first]) if size else "",
        last=str(names[stop - 1]) if size else "",
        n_dates=len(distinct),
        n_placed=len(placed),
    )


def _at(
    column: Column, dummy: Floats, usable: Flags, within: tuple[int, int], *, horizon: int, lagged: int
) -> dict[str, object]:
    """One horizon."""
    days = _complete(usable, within, horizon=horizon, lagged=lagged)
    n_events = int(dummy[days].sum())
    empty: dict[str, object] = {
        "horizon": horizon,
        **dict.fromkeys(("effect", "se", "lower", "upper", "stat", "pvalue", "df"), np.nan),
        "lags": max(horizon, usual_lags(len(days))) if len(days) else horizon,
        "n": len(days),
        "n_events": n_events,
    }
    x, y = design(column, dummy, days, horizon=horizon, lagged=lagged)
    if not n_events:
        return {**empty, "because": NOTHING}
    scale = np.sqrt(np.einsum("nk,nk->k", x, x))
    if len(days) <= x.shape[1] or not (scale > 0).all():
        return {**empty, "because": COLLINEAR}
    q, r = np.linalg.qr(x / scale)
    if np.abs(np.diag(r)).min() < _SINGULAR:
        return {**empty, "because": COLLINEAR}
    coefficients = np.linalg.solve(r, q.T @ y) / scale
    effect = float(coefficients[0])
    leverage = np.einsum("nk,nk->n", q, q)
    if n_events == 1:
        return {**empty, "effect": effect, "because": SINGLE}
    lags = int(str(empty["lags"]))
    if leverage.max() > _TOO_HIGH or lags >= len(days):
        return {**empty, "effect": effect, "because": LEVERAGE}
    residuals = (y - x @ coefficients) / (1.0 - leverage)
    se = float(np.sqrt(newey_west(x, residuals, lags, small_sample=False)[0, 0]))
    df = n_events - 1
    reach = t_quantile(df) * se
    stat = effect / se if se > 0 else np.nan
    return {
        **empty,
        "effect": effect,
        "se": se,
        "lower": effect - reach,
        "upper": effect + reach,
        "stat": stat,
        "pvalue": float(two_sided(np.array([stat]), df)[0]),
        "df": float(df),
        "because": "" if se > 0 else "the series does not vary over these observations",
    }


def design(
    column: Column, dummy: Floats, days: Positions, *, horizon: int, lagged: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Regressors (dummy, constant, cumulated factors, lagged returns) and the move, at these positions."""
    ahead = days[:, None] + np.arange(horizon + 1)
    x = np.column_stack(
        [
            dummy[days],
            np.ones(len(days)),
            *(column.factors[ahead, j].sum(axis=1) for j in range(column.factors.shape[1])),
            *(column.returns[days - lag] for lag in range(1, lagged + 1)),
        ]
    )
    return x, column.returns[ahead].sum(axis=1)


def _complete(usable: Flags, within: tuple[int, int], *, horizon: int, lagged: int) -> Positions:
    """Positions t in the range whose t − p … t + h are all there and usable."""
    wrong = np.concatenate([[0], np.cumsum(~usable)])
    days = np.arange(max(within[0], lagged), min(within[1], len(usable)) - horizon, dtype=np.intp)
    whole: Flags = wrong[days + horizon + 1] == wrong[days - lagged]
    return np.asarray(days[whole], dtype=np.intp)
