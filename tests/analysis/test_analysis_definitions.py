"""The statistics against their own formulas, written out once more the slow way, one event at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtr

from tracker.analysis import StudySpec, run_study
from tracker.analysis.volatility import ewma

NAME = "X/Y@test"


@pytest.fixture(scope="module")
def market() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(7)
    labels = pd.bdate_range("2015-01-01", periods=700).strftime("%Y-%m-%d")
    factors = pd.DataFrame(rng.normal(0.0002, 0.006, (700, 2)), index=labels, columns=["a", "b"])
    calm = np.where(np.arange(700) % 200 < 120, 0.004, 0.011)
    noise = rng.standard_t(5, 700) * calm
    returns = pd.DataFrame({NAME: 0.0003 + factors.to_numpy() @ [0.7, -0.2] + noise}, index=labels)
    return returns, factors


def slow_fit(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(len(y)), x])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    residuals = y - design @ beta
    return beta, float(residuals @ residuals / (len(y) - design.shape[1])), inverse, residuals


def slow_reference(u: np.ndarray, length: int, t: int, first: int) -> tuple[float, float, float, float, float, float]:
    """z, p, up, down, the critical size and the quantile q80, by loops."""
    sigma = np.full(len(u), np.nan)
    v = np.mean(u[first : first + 60] ** 2)
    for day in range(first, len(u)):
        sigma[day] = np.sqrt(v)
        v = 0.94 * v + 0.06 * u[day] ** 2
    score = lambda j: u[j : j + length].sum() / (np.sqrt(length) * sigma[j])  # noqa: E731
    past = list(range(first + 60, t - length + 1))[-3000:]
    z_j = np.array([score(j) for j in past])
    h = 0.15
    for step in range(14):
        w = np.exp(-0.5 * ((np.log(sigma[past]) - np.log(sigma[t])) / h) ** 2)
        if w.sum() >= 300 or step == 13:
            break
        h *= 1.25
    z, total = score(t), w.sum()
    p = lambda size: (1 + w[np.abs(z_j) >= size].sum()) / (1 + total)  # noqa: E731
    critical = min(size for size in np.abs(z_j) if p(size) <= 0.05)
    order = np.argsort(z_j)
    q80 = z_j[order][np.argmax(np.cumsum(w[order]) >= 0.8 * total)]
    up, down = (1 + w[z_j >= z].sum()) / (1 + total), (1 + w[z_j <= z].sum()) / (1 + total)
    return z, p(abs(z)), up, down, critical, q80


@pytest.mark.parametrize("window", [(0, 0), (-2, 3)])
def test_t_and_sq_are_the_textbook_ones(market: tuple[pd.DataFrame, pd.DataFrame], window: tuple[int, int]) -> None:
    returns, factors = market
    y, x = returns[NAME].to_numpy(), factors.to_numpy()
    spec = StudySpec(
        model="factor", estimation=120, gap=10, window=window, statistics=("t", "sq"), exclude_events=False
    )
    days = [200, 333, 690]
    rows = run_study(returns, [(NAME, returns.index[i]) for i in days], spec, factors).rows
    for place, day in enumerate(days):
        start, stop = day + window[0], day + window[1] + 1
        length = stop - start
        past = slice(start - 10 - 120, start - 10)
        beta, s2, inverse, residuals = slow_fit(y[past], x[past])
        car = sum(y[i] - beta @ [1.0, *x[i]] for i in range(start, stop))
        g = np.array([length, *x[start:stop].sum(axis=0)])
        t = car / np.sqrt(s2 * (length + g @ inverse @ g))
        sums = np.array([residuals[i : i + length].sum() for i in range(120 - length + 1)])
        row = rows.iloc[place]
        assert row["car"] == pytest.approx(car, abs=1e-13)
        assert row["t_stat"] == pytest.approx(t, rel=1e-10)
        assert row["t_df"] == 120 - 3
        assert row["t_pvalue"] == pytest.approx(2 * stdtr(117, -abs(t)), rel=1e-10)
        assert row["sq_pvalue"] == (1 + (np.abs(sums) >= abs(car)).sum()) / (len(sums) + 1)
        assert row["move_b"] == pytest.approx(x[start:stop, 1].sum(), abs=1e-14)


@pytest.mark.parametrize("window", [(0, 0), (-1, 4)])
def test_fhs_is_its_definition(market: tuple[pd.DataFrame, pd.DataFrame], window: tuple[int, int]) -> None:
    returns, factors = market
    y, x = returns[NAME].to_numpy(), factors.to_numpy()
    u = np.full(len(y), np.nan)
    for day in range(110, len(y)):
        past = slice(day - 110, day - 10)
        beta = slow_fit(y[past], x[past])[0]
        u[day] = y[day] - beta @ [1.0, *x[day]]
    spec = StudySpec(model="factor", estimation=100, gap=10, window=window, statistics=("fhs",), exclude_events=False)
    days = [400, 555, 690]
    rows = run_study(returns, [(NAME, returns.index[i]) for i in days], spec, factors).rows
    length = spec.length
    for place, day in enumerate(days):
        start = day + window[0]
        z, p, up, down, critical, q80 = slow_reference(u, length, start, 110)
        row = rows.iloc[place]
        assert row["fhs_stat"] == pytest.approx(z, rel=1e-9)
        assert row["fhs_pvalue"] == pytest.approx(p, rel=1e-9)
        assert (row["fhs_pvalue_up"], row["fhs_pvalue_down"]) == pytest.approx((up, down), rel=1e-9)
        spread = row["sigma"] * np.sqrt(length)
        assert row["critical"] == pytest.approx(spread * critical, rel=1e-9)
        assert row["mde"] >= spread * (critical + q80) * (1 - 1e-9)
        assert row["interval_upper"] - row["car"] == pytest.approx(row["critical"], rel=1e-9)
        inside = u[start : start + length]
        assert row["variance_ratio"] == pytest.approx((inside**2).sum() / spread**2, rel=1e-9)


def test_the_forecast_knows_only_the_past() -> None:
    u = np.array([0.01, -0.02, 0.03, -0.01, 0.02] * 30)
    shocked = u.copy()
    shocked[100] = 0.5
    before, after = ewma(u), ewma(shocked)
    assert (before[:101] == after[:101]).all()
    assert after[101] ** 2 == pytest.approx(0.94 * before[100] ** 2 + 0.06 * 0.25)


def test_a_missing_day_leaves_the_forecast_as_it_was() -> None:
    u = np.array([0.01, 0.02, np.nan, 0.03])
    sigma = ewma(u, start_up=2)
    assert sigma[3] == sigma[2]


def test_the_interval_excludes_zero_exactly_where_p_is_at_most_five_per_cent(
    market: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    returns, factors = market
    spec = StudySpec(model="factor", estimation=100, statistics=("fhs",), exclude_events=False)
    rows = run_study(returns, [(NAME, label) for label in returns.index[300:]], spec, factors).rows
    outside = (rows["interval_lower"] > 0) | (rows["interval_upper"] < 0)
    significant = rows["fhs_pvalue"] <= 0.05
    assert significant.sum() > 5
    # A move strictly between two reference moves may pass 5 % before the next reference move does; never the reverse.
    assert (~outside | significant).all()
    assert (outside == significant).mean() > 0.97
