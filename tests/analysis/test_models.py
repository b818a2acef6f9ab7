"""The normal-return models: what each expects, how sure it is, and what must not matter."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.column import column_of
from tracker.analysis.daily import daily_findings
from tracker.analysis.dynamics import Dynamics
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.model import models
from tracker.analysis.models.comparison import ComparisonModel
from tracker.analysis.models.garch import NO_OPTIMUM, GarchModel
from tracker.analysis.models.robust import NO_END, NO_SCALE, RobustModel
from tracker.analysis.regression import COLLINEAR, FLAT, least_squares
from tracker.analysis.volatility import OutOfSample, ewma, log_volatility
from tracker.errors import ConfigError

NAME = "X/Y@test"
QUICK = ("comparison", "market", "mean", "robust")
SINGLE = ("t", "sq", "fhs")


def simulated(seed: int, n: int = 420) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns with fat tails and waves of volatility, and one factor they follow."""
    rng = np.random.default_rng(seed)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    waves = 0.004 * np.exp(0.5 * np.sin(np.arange(n) / 40))
    factor = 0.003 * rng.normal(size=n)
    moves = rng.standard_t(4, n) * waves + 0.7 * factor
    return pd.DataFrame({NAME: moves}, index=labels), pd.DataFrame({"x": factor}, index=labels)


def studied(
    data: tuple[pd.DataFrame, pd.DataFrame], model: str, places: tuple[int, ...] = (300, 350, 400), **choices: object
) -> StudyResult:
    returns, factors = data
    spec = StudySpec(**{"model": model, "estimation": 60, "gap": 5, "window": (-1, 2), "statistics": SINGLE, **choices})
    return run_study(returns, [(NAME, str(returns.index[place])) for place in places], spec, factors)


def explained(result: StudyResult) -> bool:
    """Every missing number of a statistic or CAR has its reason."""
    reasons = {(row, key): why for row, key, why in result.not_applicable.to_numpy(dtype=object).tolist()}
    wanted = {"car": "car", "pvalue": "pvalue"} | {f"{key}_pvalue": key for key in result.spec.single}
    return all(
        bool(reasons.get((row, key))) == bool(np.isnan(values[column]))
        for row, values in enumerate(result.rows.to_dict("records"))
        for column, key in wanted.items()
    )


# --- what holds for each of them


@pytest.mark.parametrize("model", ["factor", "market", "robust"])
@settings(max_examples=5)
@given(seed=st.integers(0, 10_000), shift=st.floats(-0.02, 0.02))
def test_a_constant_added_to_all_returns_leaves_abnormal_returns(model: str, seed: int, shift: float) -> None:
    """But for the benchmark, which has no constant: there it is the whole difference."""
    returns, factors = simulated(seed)
    before = studied((returns, factors), model).abnormal["abnormal"].to_numpy()
    after = studied((returns + shift, factors), model).abnormal["abnormal"].to_numpy()
    if model == "market":
        assert np.allclose(after - before, shift, rtol=0, atol=1e-14)
    else:
        assert np.allclose(before, after, rtol=0, atol=1e-11)


@pytest.mark.parametrize("model", QUICK)
@settings(max_examples=5)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-5, 0.01, 100.0]))
def test_units_do_not_matter(model: str, seed: int, scale: float) -> None:
    returns, factors = simulated(seed)
    before, after = (studied(data, model).rows for data in ((returns, factors), (returns * scale, factors * scale)))
    for column in ("car", "se"):
        assert np.allclose(before[column] * scale, after[column], rtol=1e-6, atol=0, equal_nan=True)
    for column in ("t_pvalue", "fhs_pvalue"):
        assert np.allclose(before[column], after[column], rtol=1e-6, equal_nan=True)


COUNTED = ["holm_pvalue", "bh_pvalue", "romano_wolf_pvalue"]
"""What depends on how many were tested, and where all dates are shifted, on every day of the series."""


@pytest.mark.parametrize("model", sorted(models()))
def test_the_order_of_events_and_their_company_do_not_matter(model: str) -> None:
    places = (400, 300, 301, 350)
    # with two spans of GARCH judged day by day the estimations would take their time: one window each is enough
    choices = {"statistics": ("t", "sq")} if model == "garch" else {}
    choices |= {"estimation": 120, "exclude_events": False}
    data = simulated(3)
    rows = studied(data, model, places, **choices).rows
    ordered = studied(data, model, tuple(sorted(places)), **choices).rows
    pd.testing.assert_frame_equal(rows.sort_values("label", ignore_index=True), ordered, check_exact=True)
    alone = studied(data, model, (350,), **choices).rows.drop(columns=COUNTED)
    pd.testing.assert_frame_equal(alone, rows.drop(columns=COUNTED).iloc[[3]].reset_index(drop=True), rtol=1e-12)


@pytest.mark.parametrize("model", sorted(models()))
def test_only_the_past_of_an_event_matters(model: str) -> None:
    returns, factors = simulated(9)
    choices = {"statistics": ("t", "sq", "fhs"), "window": (0, 0), "estimation": 120}
    whole = studied((returns, factors), model, (330,), **choices)
    known_then = studied((returns.iloc[:331], factors.iloc[:331]), model, (330,), **choices)
    ours, theirs = (one.rows.drop(columns=COUNTED) for one in (whole, known_then))
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-9)
    assert explained(whole)
    assert np.isfinite(whole.rows["fhs_pvalue"][0])


@pytest.mark.parametrize("model", sorted(models()))
def test_nothing_is_missing_without_a_reason_and_nothing_warns(model: str) -> None:
    returns, factors = simulated(5)
    held = returns.copy()
    held.iloc[200:320] = 0.0  # a rate held by decree: estimation windows that do not vary at all
    keys = ("t", "sq") if model == "garch" else SINGLE  # every day of it out of sample takes its time
    result = studied((held, factors), model, (40, 100, 318, 330, 400, 419), estimation=110, statistics=keys)
    assert explained(result)
    assert result.rows["car"].isna().sum() >= 1
    if model != "raw":
        assert np.isfinite(result.rows["t_pvalue"]).sum() <= 3


@pytest.mark.parametrize("model", ["comparison", "factor", "market", "mean", "robust"])
def test_the_t_of_each_is_wrong_as_often_as_it_says(model: str) -> None:
    """Of 5 in 100 on normal returns, a thousand windows; their own standard error is 0.7."""
    rng = np.random.default_rng(17)
    labels = pd.bdate_range("2000-01-03", periods=2_400).strftime("%Y-%m-%d")
    factor = 0.004 * rng.normal(size=2_400)
    data = (
        pd.DataFrame({NAME: 0.006 * rng.normal(size=2_400) + factor}, index=labels),
        pd.DataFrame({"x": factor}, index=labels),
    )
    places = tuple(range(398, 2_398, 2))
    choices = {"estimation": 120, "window": (0, 1), "statistics": ("t",), "exclude_events": False}
    pvalues = studied(data, model, places, **choices).rows["t_pvalue"]
    assert pvalues.notna().mean() > 0.99
    assert 0.03 < (pvalues <= 0.05).mean() < 0.07
    assert 0.40 < (pvalues <= 0.50).mean() < 0.60


# --- the benchmark


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_the_abnormal_return_is_the_return_less_the_benchmark(seed: int) -> None:
    returns, factors = simulated(seed)
    result = studied((returns, factors), "market")
    exact = (returns[NAME] - factors["x"]).loc[result.abnormal["label_tau"]].to_numpy()
    assert (result.abnormal["abnormal"].to_numpy() == exact).all()


def test_its_variance_is_that_around_the_mean_and_grows_with_the_window_alone() -> None:
    returns, factors = simulated(2)
    missed = (returns[NAME] - factors["x"]).to_numpy()
    rows = studied((returns, factors), "market", (300,)).rows
    last = 300 - 1 - 5  # the window begins one observation before day 0, the gap is five
    assert rows["se"][0] == pytest.approx(np.sqrt(4) * missed[last - 60 : last].std(ddof=1), rel=1e-12)
    assert rows["t_df"][0] == 59


def test_it_refuses_several_benchmarks_and_none() -> None:
    returns, factors = simulated(2)
    spec, events = StudySpec(model="market"), [(NAME, str(returns.index[400]))]
    with pytest.raises(ValueError, match=r"takes one benchmark, and 2 factors are given \(x, y\)"):
        run_study(returns, events, spec, factors.assign(y=1.0))
    for nothing in (None, factors[[]]):
        with pytest.raises(ValueError, match="'market' model needs factor returns"):
            run_study(returns, events, spec, nothing)
    with pytest.raises(ValueError, match="takes one benchmark"):
        daily_findings(returns, factors.assign(y=1.0), NAME, spec)
    with pytest.raises(ValueError, match="takes one benchmark"):
        models()["market"].fit(np.ones((1, 5)), np.ones((1, 5, 2)))


# --- Huber


@pytest.mark.parametrize("k", [0, 1, 3])
def test_huber_is_that_of_statsmodels(k: int) -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(k)
    x = rng.normal(size=(6, 120, k)) * np.array([0.003, 0.02, 1.0])[:k]
    y = 0.001 + x @ np.array([0.5, -0.2, 0.01])[:k] + 0.004 * rng.standard_t(2.5, (6, 120))
    fit = models()["robust"].fit(y, x)
    for row in range(6):
        exog = np.column_stack([np.ones(120), x[row]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own making
            theirs = sm.RLM(y[row], exog, M=sm.robust.norms.HuberT(1.345)).fit(
                conv="coefs", tol=1e-13, maxiter=500, cov="H1", scale_est="mad"
            )
        coefficients = np.append(fit.constant[row], fit.slopes[row])
        assert coefficients == pytest.approx(np.asarray(theirs.params), rel=1e-8, abs=1e-11)
        # The variance of one forecast, less that of the new return itself: x'Vx with Huber's covariance.
        here = np.append(1.0, x[row, -1])
        ours = fit.variance[row] * (fit.forecast_scale(1, x[:, -1])[row] - 1.0)
        assert ours == pytest.approx(here @ np.asarray(theirs.bcov_scaled) @ here, rel=1e-7)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), k=st.integers(0, 2))
def test_without_an_outlier_it_is_least_squares_to_the_bit(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 80, k))
    y = x.sum(axis=2) + rng.choice([-1.0, 1.0], (3, 80)) * rng.uniform(0.95, 1.05, (3, 80))  # none beyond 1.345 scales
    ours, theirs = models()["robust"].fit(y, x), least_squares(y, x)
    assert np.abs(theirs.residuals).max() < 1.345 * np.median(np.abs(theirs.residuals)) / 0.6745
    for name in ("constant", "slopes", "residuals", "ssr"):
        assert (getattr(ours, name) == getattr(theirs, name)).all()
    sums = np.ones((3, k))
    assert (ours.forecast_scale(2, sums) == theirs.forecast_scale(2, sums)).all()


def test_one_wild_day_hardly_moves_it() -> None:
    returns, factors = simulated(4)
    wild = returns.copy()
    wild.iloc[250] = 0.5
    moved = {
        model: abs(
            studied((wild, factors), model, (300,)).rows["car"] - studied((returns, factors), model, (300,)).rows["car"]
        )[0]
        for model in ("factor", "robust")
    }
    assert moved["robust"] < moved["factor"] / 20


def test_windows_are_independent_of_each_other() -> None:
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(9, 100, 2)), rng.standard_t(2, (9, 100))
    together = models()["robust"].fit(y, x)
    for row in range(9):
        alone = models()["robust"].fit(y[row : row + 1], x[row : row + 1])
        assert alone.constant[0] == pytest.approx(together.constant[row], rel=1e-9, abs=1e-12)


def test_what_does_not_settle_or_has_no_scale_says_so() -> None:
    rng = np.random.default_rng(1)
    y = rng.standard_t(2, (3, 90))
    y[1, :60], y[2] = 0.25, 0.25  # least squares leaves residuals; their median size shrinks to nothing
    fit = RobustModel(iterations=200).fit(y, np.empty((3, 90, 0)))
    assert fit.because.tolist() == ["", NO_SCALE, FLAT]
    assert np.isnan(fit.constant[1])
    assert RobustModel(iterations=2).fit(y[:1], np.empty((1, 90, 0))).because.tolist() == [NO_END]
    twins = np.repeat(rng.normal(size=(1, 90, 1)), 2, axis=2)
    assert models()["robust"].fit(y[:1], twins).because.tolist() == [COLLINEAR]


# --- GARCH


def garch_path(seed: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    variance, out = 1.0, []
    for shock in rng.standard_t(6, n) / np.sqrt(1.5):
        out.append(np.sqrt(variance) * shock)
        variance = 0.05 + 0.10 * out[-1] ** 2 + 0.85 * variance
    return np.array(out)


def test_garch_finds_what_made_the_returns_in_any_units() -> None:
    u = garch_path(3, 2_500)
    x = np.random.default_rng(4).normal(size=2_500)
    found = []
    for unit in (1.0, 0.006):
        fit = models()["garch"].fit(unit * (0.1 + 0.5 * x + u)[None], x[None, :, None])
        dynamics = fit.dynamics
        assert dynamics is not None
        assert fit.constant[0] / unit == pytest.approx(0.1, abs=0.05)
        assert fit.slopes[0, 0] / unit == pytest.approx(0.5, abs=0.05)
        assert dynamics.alpha[0] == pytest.approx(0.10, abs=0.05)
        assert dynamics.beta[0] == pytest.approx(0.85, abs=0.06)
        assert dynamics.omega[0] / unit**2 == pytest.approx(0.05, abs=0.03)
        found.append([fit.constant[0] / unit, dynamics.alpha[0], dynamics.beta[0], dynamics.variance[0] / unit**2])
    assert found[0] == pytest.approx(found[1], rel=1e-5)


def test_its_forecast_is_right_in_calm_and_in_storm() -> None:
    """Out of sample, u/σ has variance one in the calmest and the stormiest fifth, where u itself differs by far."""
    returns = pd.DataFrame({NAME: 0.01 * garch_path(12, 2_500)})
    judge = Evaluator.of(column_of(returns, NAME), StudySpec(model="mean", estimation=500, statistics=("t",)))
    history = OutOfSample.of(replace(judge.estimation, model=GarchModel(refit_every=200)))
    u, sigma = history.abnormal[520:], history.sigma[520:]
    calm, storm = sigma <= np.quantile(sigma, 0.2), sigma >= np.quantile(sigma, 0.8)
    assert u[storm].var() > 2 * u[calm].var()
    assert np.mean((u / sigma)[calm] ** 2) == pytest.approx(1.0, abs=0.25)
    assert np.mean((u / sigma)[storm] ** 2) == pytest.approx(1.0, abs=0.25)


def test_garch_at_the_edge_of_what_is_stationary_is_estimated() -> None:
    """A rate that is nearly pegged: α + β = 1, where the likelihood's last digits cannot be had."""
    rng = np.random.default_rng(5)
    y = 1e-4 * rng.standard_t(2.2, (3, 250)) * np.exp(np.cumsum(0.25 * rng.normal(size=(3, 250)), axis=1))
    fit = models()["garch"].fit(y, np.empty((3, 250, 0)))
    dynamics = fit.dynamics
    assert dynamics is not None
    assert fit.because.tolist() == ["", "", ""]
    assert (dynamics.alpha + dynamics.beta <= 1 + 1e-6).all()
    assert (dynamics.alpha + dynamics.beta).max() > 0.999
    assert (dynamics.variance > 0).all()


def test_the_standard_error_is_that_of_the_forecast_carried_to_the_window() -> None:
    from arch import arch_model

    returns, _ = simulated(6)
    returns[NAME] = 0.01 * garch_path(6, len(returns))
    place, gap, estimation, length = 400, 5, 200, 3
    row = studied(
        (returns, returns[[]]), "garch", (place,), window=(0, 2), estimation=estimation, gap=gap, statistics=("t",)
    ).rows.iloc[0]
    y = returns[NAME].to_numpy()
    window = 100 * y[place - gap - estimation : place - gap]
    result = arch_model(window, mean="Constant", dist="t").fit(disp="off", backcast=window.var(), tol=1e-12)
    mu, omega, alpha, beta, _nu = result.params
    variance = omega + alpha * result.resid[-1] ** 2 + beta * result.conditional_volatility[-1] ** 2
    for day in range(place - gap, place):
        variance = omega + alpha * (100 * y[day] - mu) ** 2 + beta * variance
    ahead = [variance]
    for _ in range(length - 1):
        ahead.append(omega + (alpha + beta) * ahead[-1])
    s2 = np.sum(result.resid**2) / (estimation - 1)
    assert row["car"] == pytest.approx(y[place : place + 3].sum() - 3 * mu / 100, rel=1e-4)
    assert row["se"] == pytest.approx(np.sqrt(sum(ahead) + s2 * length**2 / estimation) / 100, rel=1e-3)


def test_between_two_estimations_the_variance_is_carried_day_by_day() -> None:
    returns, _ = simulated(6, n=260)
    returns[NAME] = 0.01 * garch_path(8, len(returns))
    spec = StudySpec(model="garch", estimation=200, gap=0, statistics=("fhs",))
    history = Evaluator.of(column_of(returns, NAME), spec).out_of_sample
    assert history is not None
    y = returns[NAME].to_numpy()
    fit = models()["garch"].fit(y[None, :200], np.empty((1, 200, 0)))
    dynamics = fit.dynamics
    assert dynamics is not None
    variance = dynamics.variance[0]
    for day in range(200, 225):
        assert history.abnormal[day] == pytest.approx(y[day] - fit.constant[0], rel=1e-12)
        assert history.sigma[day] == pytest.approx(np.sqrt(variance), rel=1e-12)
        variance = dynamics.omega[0] + dynamics.alpha[0] * history.abnormal[day] ** 2 + dynamics.beta[0] * variance
    assert history.sigma[225] != pytest.approx(np.sqrt(variance), rel=1e-9)  # estimated anew
    assert np.isnan(history.abnormal[:200]).all()


def test_the_variance_of_many_windows_is_the_recursion_of_each() -> None:
    rng = np.random.default_rng(2)
    one = Dynamics(
        omega=rng.uniform(0, 1, 4), alpha=rng.uniform(0, 0.3, 4), beta=rng.uniform(0, 0.7, 4), variance=np.ones(4)
    )
    u = rng.normal(size=(4, 6))
    u[1, 3] = np.nan
    carried = one.carried(u)
    for row in range(4):
        variance = 1.0
        for value in u[row]:
            if np.isfinite(value):
                variance = one.omega[row] + one.alpha[row] * value**2 + one.beta[row] * variance
        assert carried.variance[row] == pytest.approx(variance, rel=1e-12)
    total = one.variance + one.omega + (one.alpha + one.beta) * one.variance
    assert one.cumulative(2) == pytest.approx(total, rel=1e-12)
    both = Dynamics.joined([one, carried]).take(np.array([5, 0]))
    assert both.variance.tolist() == [carried.variance[1], 1.0]


def test_a_failed_optimisation_and_too_few_days_are_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    import arch

    y = np.random.default_rng(0).normal(size=(2, 150))
    few = models()["garch"].fit(y[:, :60], np.empty((2, 60, 0)))
    assert few.because.tolist() == ["GARCH needs 100 estimation observations, there are 60"] * 2
    assert np.isnan(few.constant).all()

    class Lost:
        convergence_flag = 4
        params = np.ones(5)

    class Model:
        def fit(self, **_: object) -> Lost:
            return Lost()

    monkeypatch.setattr(arch, "arch_model", lambda *_, **__: Model())
    lost = GarchModel().fit(y, np.empty((2, 150, 0)))
    assert lost.because.tolist() == [NO_OPTIMUM] * 2
    assert np.isnan(lost.constant).all()
    result = studied(simulated(1), "garch", (300,), estimation=120)
    assert explained(result)
    assert NO_OPTIMUM in set(result.not_applicable["because"])


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arch", None)
    with pytest.raises(ConfigError, match=r"pip install 'sanctions-pressure-tracker\[research\]'"):
        studied(simulated(1), "garch", (300,))
    assert np.isfinite(studied(simulated(1), "robust", (300,)).rows["car"][0])


# --- matched days


def test_the_matched_days_are_the_nearest_ordinary_ones_before() -> None:
    returns, factors = simulated(12)
    place, gap = 400, 5
    y = returns[NAME].to_numpy()
    sigma = ewma(y)
    days = np.arange(60, place - gap)  # those of the start-up are never compared with
    ratio = sigma[days] / sigma[place]
    days = days[(ratio >= 0.7) & (ratio <= 1.3)]
    nearest = days[np.argsort(np.abs(np.log(sigma[days] / sigma[place])), kind="stable")[:30]]
    row = studied((returns, factors), "comparison", (place,), window=(0, 0)).rows.iloc[0]
    assert row["n_estimation"] == 30
    assert row["car"] == pytest.approx(y[place] - y[nearest].mean(), rel=1e-9)
    assert row["se"] == pytest.approx(y[nearest].std(ddof=1) * np.sqrt(1 + 1 / 30), rel=1e-9)
    assert row["t_df"] == 29


def test_a_storm_without_precedent_has_nothing_to_be_compared_with() -> None:
    returns, factors = simulated(12)
    returns.iloc[395:400] *= 30  # inside the gap
    result = studied((returns, factors), "comparison", (400, 370), window=(0, 0))
    assert explained(result)
    said = result.not_applicable.set_index(["row", "statistic"])["because"]
    assert said[0, "car"] == "30 ordinary days of a like volatility are needed before the window, there are 0"
    assert np.isfinite(result.rows["car"][1])


def test_of_two_as_near_the_later_is_taken_and_never_one_that_is_not_like() -> None:
    model = ComparisonModel(days=2)
    pool = np.log(np.array([[1.0, 1.0, 1.0, 2.0, np.nan], [1.0, 1.29, 0.71, 1.31, 0.69], [1.0, 3.0, 3.0, 3.0, 3.0]]))
    chosen, because = model.choose(pool, np.zeros(3))
    assert chosen[:2].tolist() == [[1, 2], [0, 1]]
    assert because.tolist() == [
        "",
        "",
        "2 ordinary days of a like volatility are needed before the window, there are 1",
    ]
    assert model.choose(pool[:1], np.array([np.nan]))[1].tolist() == [
        "the volatility of the window cannot be known the day before"
    ]


def test_events_are_no_matches_for_each_other() -> None:
    returns, factors = simulated(12)
    alone = studied((returns, factors), "comparison", (400,), window=(0, 0))
    places = tuple(range(100, 380, 2))
    among = studied((returns, factors), "comparison", (*places, 400), window=(0, 0))
    odd = studied((returns, factors), "comparison", (*places, 400), window=(0, 0), exclude_events=False)
    assert odd.rows["car"].iloc[-1] == pytest.approx(alone.rows["car"][0], rel=1e-12)
    assert among.rows["car"].iloc[-1] != pytest.approx(alone.rows["car"][0], rel=1e-6)


def test_a_break_leaves_the_volatility_that_days_are_matched_on() -> None:
    returns, _ = simulated(1)
    flags = pd.DataFrame({NAME: np.arange(len(returns)) == 200}, index=returns.index)
    wild = returns.copy()
    wild.iloc[200] = 9.0
    levels = [log_volatility(column_of(frame, NAME, method_breaks=flags)) for frame in (returns, wild)]
    assert np.array_equal(*levels, equal_nan=True)
    assert np.isnan(levels[0][:60]).all()
    assert np.isfinite(levels[0][60:]).all()
