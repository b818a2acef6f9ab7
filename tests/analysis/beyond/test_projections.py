"""Local projections: the coefficients of a textbook regression, refusals, and how often they are wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tracker.analysis.beyond.projections import NOTHING, SINGLE, Projections, local_projections
from tracker.analysis.column import Column, column_of
from tracker.analysis.newey_west import usual_lags

N = 400
DAYS = pd.bdate_range("2012-01-02", periods=N).strftime("%Y-%m-%d")
EVENTS = [100, 130, 133, 250, 320]


def series(seed: int = 0, **more: object) -> Column:
    draw = np.random.default_rng(seed)
    factors = pd.DataFrame(draw.standard_normal((N, 2)) * 0.01, index=DAYS, columns=["dollar", "oil"])
    returns = factors.sum(axis=1) + 0.01 * draw.standard_t(5, N)
    return column_of(returns.to_frame("x"), "x", factors=factors, **more)  # type: ignore[arg-type]


def by_hand(column: Column, positions: list[int], horizon: int, first: int, stop: int) -> tuple[pd.Series, float]:
    """The same regression as a textbook writes it, with shifted frames; errors of residuals over 1 − leverage."""
    r = pd.Series(column.returns)
    ahead = sum(r.shift(-j) for j in range(horizon + 1))
    frame = pd.DataFrame({"d": 0.0, "c": 1.0}, index=r.index)
    frame.loc[positions, "d"] = 1.0
    for j in range(column.factors.shape[1]):
        f = pd.Series(column.factors[:, j])
        frame[f"f{j}"] = sum(f.shift(-i) for i in range(horizon + 1))
    for lag in range(1, 6):
        frame[f"l{lag}"] = r.shift(lag)
    rows = frame.index[(frame.index >= max(first, 5)) & (frame.index < stop - horizon)]
    x, y = frame.loc[rows], ahead.loc[rows]
    fit = sm.OLS(y, x).fit()
    leverage = fit.get_influence().hat_matrix_diag
    away = np.asarray(fit.resid / (1 - leverage))
    lags = max(horizon, usual_lags(len(rows)))
    hac = sm.stats.sandwich_covariance.S_hac_simple(x.to_numpy() * away[:, None], nlags=lags)
    bread = np.linalg.inv(x.T.to_numpy() @ x.to_numpy())
    return fit.params, float(np.sqrt((bread @ hac @ bread)[0, 0]))


@pytest.mark.parametrize("horizon", [0, 1, 7, 20])
def test_effect_and_error_are_those_of_the_regression(horizon: int) -> None:
    column = series()
    row = local_projections(column, DAYS[EVENTS]).table.iloc[horizon]
    params, se = by_hand(column, EVENTS, horizon, 0, N)
    assert row["effect"] == pytest.approx(params["d"], rel=1e-9)
    assert row["se"] == pytest.approx(se, rel=1e-9)
    reach = stats.t.isf(0.025, 4) * se
    assert (row["lower"], row["upper"]) == pytest.approx((params["d"] - reach, params["d"] + reach), rel=1e-9)
    assert row["pvalue"] == pytest.approx(2 * stats.t.sf(abs(params["d"] / se), 4), rel=1e-9)
    assert (row["n_events"], row["df"]) == (5, 4)


def test_ordinary_days_are_those_around_the_dates() -> None:
    column = series()
    found = local_projections(column, DAYS[[200, 210]], horizons=2, around=50)
    assert (found.first, found.last) == (DAYS[150], DAYS[262])
    params, _ = by_hand(column, [200, 210], 2, 150, 263)
    assert found.table["effect"].iloc[2] == pytest.approx(params["d"], rel=1e-9)


def test_a_single_date_has_its_path_and_no_error() -> None:
    """Its dummy fits it exactly: the residual is zero and any error made of it a fiction."""
    found = local_projections(series(), DAYS[[100, 100]])
    assert found.n_dates == 1
    assert set(found.table["because"]) == {SINGLE}
    assert found.table["effect"].notna().all()
    assert found.table[["se", "pvalue", "lower", "upper", "df"]].isna().all(axis=None)


def test_dates_the_series_does_not_have_say_so() -> None:
    found = local_projections(series(), ["1999-01-04"])
    assert (found.n_dates, found.n_placed) == (1, 0)
    assert set(found.table["because"]) == {NOTHING}


def test_what_touches_a_change_of_method_or_a_long_gap_is_left_out() -> None:
    breaks = pd.DataFrame({"x": False}, index=DAYS)
    breaks.loc[DAYS[134], "x"] = True
    column = series(method_breaks=breaks)
    rows = local_projections(column, DAYS[EVENTS]).table
    assert rows["n_events"].iloc[0] == 5
    assert rows["n_events"].iloc[1] == 4  # the event at 133 needs 134
    assert rows["n_events"].iloc[4] == 3  # the one at 130, too
    gaps = pd.DataFrame({"x": 1.0}, index=DAYS)
    gaps.loc[DAYS[100], "x"] = 5.0
    assert local_projections(series(gaps=gaps), DAYS[EVENTS]).table["n_events"].iloc[0] == 4
    assert local_projections(series(gaps=gaps), DAYS[EVENTS], max_gap_days=None).table["n_events"].iloc[0] == 5


def test_a_series_that_stands_still_has_no_error() -> None:
    still = column_of(pd.DataFrame({"x": np.zeros(N)}, index=DAYS), "x")
    found = local_projections(still, DAYS[EVENTS], horizons=1).table
    assert (found["because"] != "").all()
    assert found["pvalue"].isna().all()


def path(found: Projections) -> np.ndarray:
    return found.table[["effect", "se", "pvalue"]].to_numpy()


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(EVENTS), scale=st.floats(1e-3, 1e3), seed=st.integers(0, 50))
def test_order_and_units_change_nothing(order: list[int], scale: float, seed: int) -> None:
    column = series(seed)
    plain = path(local_projections(column, DAYS[EVENTS], horizons=3))
    assert np.array_equal(path(local_projections(column, DAYS[order], horizons=3)), plain)
    bigger = column_of(pd.DataFrame({"x": column.returns * scale}, index=DAYS), "x")
    scaled = path(local_projections(bigger, DAYS[EVENTS], horizons=3))
    alone = path(
        local_projections(column_of(pd.DataFrame({"x": column.returns}, index=DAYS), "x"), DAYS[EVENTS], horizons=3)
    )
    assert scaled[:, :2] == pytest.approx(alone[:, :2] * scale, rel=1e-8)
    assert scaled[:, 2] == pytest.approx(alone[:, 2], rel=1e-7)


def test_a_shift_is_found_where_it_is() -> None:
    """Two per cent at the event and two more five rates later, in a calm series."""
    draw = np.random.default_rng(3)
    returns = 0.001 * draw.standard_normal(N)
    returns[EVENTS] += 0.02
    returns[[event + 5 for event in EVENTS]] += 0.02
    rows = local_projections(column_of(pd.DataFrame({"x": returns}, index=DAYS), "x"), DAYS[EVENTS], lagged=0).table
    assert rows["effect"].iloc[[0, 6]].to_numpy() == pytest.approx([0.02, 0.04], abs=0.006)
    assert rows["pvalue"].iloc[0] < 0.01


def test_size_without_any_effect() -> None:
    """200 series of independent heavy-tailed days, ten dates drawn evenly: 5 % up to three standard errors."""
    draw = np.random.default_rng(11)
    wrong = {0: 0, 2: 0}
    for _ in range(200):
        column = column_of(pd.DataFrame({"x": draw.standard_t(5, N)}, index=DAYS), "x")
        dates = draw.choice(np.arange(30, N - 30), 10, replace=False)
        rows = local_projections(column, DAYS[dates], horizons=2).table
        for horizon in wrong:
            wrong[horizon] += int(rows["pvalue"].iloc[horizon] <= 0.05)
    assert all(0.005 <= count / 200 <= 0.096 for count in wrong.values()), wrong
