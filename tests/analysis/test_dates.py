"""Tests for one series and many dates: against brute force, statsmodels, and what must not matter."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.circle import Circle, mean_over_shifts, share_as_large
from tracker.analysis.column import column_of
from tracker.analysis.dates.signflip import sign_flip_pvalue
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.newey_west import newey_west
from tracker.analysis.pooled import date_statistics
from tracker.analysis.pooled_regression import (
    Regression,
    clustered,
    heteroskedastic,
    homoskedastic,
    too_much_leverage,
)

NAME = "X/Y@test"
KEYS = tuple(date_statistics())
ALL = ("t", "fhs", *KEYS)
MEAN = StudySpec(model="mean", estimation=60, gap=5, window=(0, 1), statistics=ALL)
PLACES = [200, 250, 290, 330, 331, 400, 470, 560, 600]


def simulated(seed: int, n: int = 700) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    waves = 0.004 * np.exp(0.5 * np.sin(np.arange(n) / 40))
    return pd.DataFrame({NAME: rng.standard_t(4, n) * waves}, index=labels)


def events(returns: pd.DataFrame, places: list[int]) -> list[tuple[str, str]]:
    return [(NAME, str(returns.index[place])) for place in places]


def pooled_of(result: StudyResult) -> pd.DataFrame:
    return result.aggregate.set_index("statistic")


def why(result: StudyResult) -> dict[str, str]:
    here = result.not_applicable[result.not_applicable["row"] == -1]
    return dict(zip(here["statistic"], here["because"], strict=True))


@pytest.fixture(scope="module")
def study() -> StudyResult:
    returns = simulated(3)
    return run_study(returns, events(returns, PLACES), MEAN)


@pytest.mark.parametrize("key", KEYS)
def test_every_test_says_what_it_is_and_runs(key: str, study: StudyResult) -> None:
    statistic = date_statistics()[key]
    assert statistic.key == key
    assert statistic.title
    assert statistic.null
    assert statistic.reference
    assert statistic.minimum_sample > 1
    assert "References" in (type(statistic).__doc__ or "")
    row = pooled_of(study).loc[key]
    assert 0 < row["pvalue"] <= 1
    if key == "circular":  # the headline; the others are sensitivities of it
        assert row["adjusted_pvalue"] == row["pvalue"]
    else:
        assert np.isnan(row["adjusted_pvalue"])
    assert key not in why(study)


def test_circular_is_the_share_of_all_shifts(study: StudyResult) -> None:
    """By hand: every shift, one at a time; two windows share an observation, which counts twice."""
    column = column_of(simulated(3), NAME)
    inside = np.zeros(len(column), dtype=bool)
    for place in PLACES:
        inside[place : place + 2] = True
    history = Evaluator.of(column, MEAN, excluded=inside).out_of_sample
    assert history is not None
    first = history.first + 60
    z = (history.abnormal / history.sigma)[first:]
    assert np.isfinite(z).all()
    n = len(z)
    means = [np.mean([z[(p - first + k) % n] + z[(p + 1 - first + k) % n] for p in PLACES]) for k in range(n)]
    assert pooled_of(study).loc["circular", "stat"] == pytest.approx(means[0])
    as_large = sum(abs(mean) >= abs(means[0]) * (1 - 1e-9) for mean in means)
    assert pooled_of(study).loc["circular", "pvalue"] == as_large / n
    assert pooled_of(study).loc["circular", "n_windows"] == 9
    assert pooled_of(study).loc["signflip", "n_windows"] == 8


def test_equal_values_are_ties_however_they_were_summed() -> None:
    scores = np.tile([0.1, 0.2, -0.3, 0.7], 5)
    assert share_as_large(np.abs(mean_over_shifts(scores, np.array([2, 6]), np.array([2, 2])))) == 0.5


def test_a_circle_holds_only_what_has_a_score_and_follows_the_start_up() -> None:
    returns = simulated(4)
    breaks = pd.DataFrame({NAME: np.arange(len(returns)) == 300}, index=returns.index)
    history = Evaluator.of(column_of(returns, NAME, method_breaks=breaks), MEAN).out_of_sample
    assert history is not None
    circle = Circle.of(history)
    assert len(circle) == len(returns) - history.first - 60 - 1
    assert circle.place[[history.first + 59, history.first + 60, 300]].tolist() == [-1, 0, -1]
    held = circle.holds(np.array([298, 299, 301, history.first]), np.array([299, 301, 302, history.first + 70]))
    assert held.tolist() == [True, False, True, False]


def test_windows_before_the_forecast_are_left_out_and_the_others_counted() -> None:
    returns = simulated(3)
    early = run_study(returns, events(returns, [70, *PLACES]), MEAN)
    row = pooled_of(early).loc["circular"]
    assert row["n_windows"] == 9
    assert pooled_of(early).loc["hc3", "n_windows"] == 9  # unions of ten windows, two of which overlap


@settings(max_examples=25)
@given(values=st.lists(st.integers(-6, 6), min_size=6, max_size=9))
def test_sign_flips_are_all_looked_at(values: list[int]) -> None:
    cars = np.array(values, dtype=float)
    sums = [abs(np.dot(signs, cars)) for signs in product((-1, 1), repeat=len(cars))]
    expected = np.mean([one >= abs(cars.sum()) - 1e-12 for one in sums])
    assert sign_flip_pvalue(cars, seed=0) == expected


def test_drawn_sign_flips_agree_with_all_of_them() -> None:
    cars = np.random.default_rng(8).normal(0.4, 1, 18)
    exact, drawn = sign_flip_pvalue(cars, seed=1), sign_flip_pvalue(cars, seed=1, exact=10)
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 9_999))
    assert drawn == sign_flip_pvalue(cars, seed=1, exact=10)
    assert drawn != sign_flip_pvalue(cars, seed=2, exact=10)


@pytest.fixture(scope="module")
def regression() -> tuple[Regression, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(12)
    n = 300
    design = np.column_stack([np.ones(n), rng.normal(size=n), rng.normal(size=n), np.arange(n) % 50 < 4])
    y = design @ [0.1, 1.0, -1.0, 0.5] + rng.normal(size=n) * np.exp(design[:, 1] / 2)
    fit = Regression.of(y, design)
    assert isinstance(fit, Regression)
    return fit, y, design


def test_covariances_are_those_of_statsmodels(regression: tuple[Regression, np.ndarray, np.ndarray]) -> None:
    fit, y, design = regression
    theirs = sm.OLS(y, design).fit()
    assert fit.coefficients == pytest.approx(theirs.params, rel=1e-9)
    assert homoskedastic(fit) == pytest.approx(theirs.cov_params(), rel=1e-9)
    for kind in ("HC0", "HC1", "HC2", "HC3"):
        assert heteroskedastic(fit, kind) == pytest.approx(getattr(theirs, f"cov_{kind}"), rel=1e-9, abs=1e-15), kind
    for lags, corrected in ((0, True), (5, True), (12, False)):
        hac = sm.OLS(y, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": corrected})
        ours = newey_west(fit.design, fit.residuals, lags, small_sample=corrected)
        assert ours == pytest.approx(hac.cov_params(), rel=1e-9, abs=1e-15)
    groups = np.arange(len(y)) // 7
    crossed = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": groups})
    assert clustered(fit, groups, "CR1") == pytest.approx(crossed.cov_params(), rel=1e-9, abs=1e-15)


def test_cr2_is_hc2_for_clusters_of_one_and_its_formula_for_others(
    regression: tuple[Regression, np.ndarray, np.ndarray],
) -> None:
    fit, _, design = regression
    assert clustered(fit, np.arange(len(design))) == pytest.approx(heteroskedastic(fit, "HC2"), rel=1e-9, abs=1e-15)
    groups = np.random.default_rng(0).integers(0, 40, len(design))
    middle = np.zeros((4, 4))
    for group in np.unique(groups):
        x, e = design[groups == group], fit.residuals[groups == group]
        values, vectors = np.linalg.eigh(np.eye(len(x)) - x @ np.linalg.inv(design.T @ design) @ x.T)
        score = x.T @ (vectors @ np.diag(values**-0.5) @ vectors.T) @ e
        middle += np.outer(score, score)
    assert clustered(fit, groups) == pytest.approx(fit.bread @ middle @ fit.bread, rel=1e-9, abs=1e-15)


def test_the_dummy_is_regressed_over_the_whole_series(study: StudyResult) -> None:
    returns = simulated(3)[NAME].to_numpy()
    dummy = np.zeros(len(returns))
    for place in PLACES:
        dummy[place : place + 2] = 1
    fit = sm.OLS(returns, sm.add_constant(dummy)).fit(cov_type="HC3")
    row = pooled_of(study).loc["hc3"]
    assert row["stat"] == pytest.approx(fit.tvalues[1], rel=1e-9)
    assert row["df"] == dummy.sum() - 1 == 16
    assert pooled_of(study).loc["cluster", "df"] == 7


def test_what_cannot_be_tested_says_why() -> None:
    returns = simulated(3)
    one = why(run_study(returns, events(returns, [300]), MEAN))
    assert set(one) == set(KEYS)
    assert one["circular"] == "it needs 2 windows, and there is 1"
    five = why(run_study(returns, events(returns, [200, 250, 300, 350, 400]), MEAN))
    assert five == {"signflip": "it needs 6 separate windows, and there are 5"}
    chained = run_study(returns, events(returns, list(range(300, 317))), MEAN)
    assert set(why(chained)) == {*KEYS, "bh_pvalue"} - {"circular"}
    assert "run over 18 observations together, more than 15" in why(chained)["hc3"]
    assert 0 < pooled_of(chained).loc["circular", "pvalue"] <= 1
    nothing = why(run_study(returns, [(NAME, "1990-01-01")], MEAN))
    assert {nothing[key] for key in KEYS} == {"no event could be studied"}


def test_several_series_are_refused() -> None:
    returns = simulated(3).assign(other=simulated(4)[NAME])
    chosen = [*events(returns, [300, 400]), ("other", str(returns.index[350]))]
    said = why(run_study(returns, chosen, MEAN))
    assert set(said) == {*KEYS, "bh_pvalue", "romano_wolf_pvalue", "path"}
    assert said["circular"] == "it is a test for one series, and the windows lie on 2"


def test_a_regressor_of_one_observation_has_no_robust_error() -> None:
    """White's error would be of rounding size: the observation is fitted exactly."""
    y = np.random.default_rng(0).normal(size=100)
    fit = Regression.of(y, np.column_stack([np.ones(100), np.arange(100) == 7]))
    assert isinstance(fit, Regression)
    assert "robust error" in too_much_leverage(fit)
    assert "collinear" in str(Regression.of(y, np.ones((100, 2))))
    returns = simulated(3)
    factors = pd.DataFrame({"other": np.random.default_rng(1).normal(size=len(returns))}, index=returns.index)
    factors.iloc[350] = 1e6
    spec = StudySpec(model="factor", estimation=60, statistics=("t", "hc3", "cluster"))
    said = why(run_study(returns, events(returns, [600, 640, 680]), spec, factors))
    assert "decides a coefficient alone" in said["hc3"]
    assert said["cluster"] == said["hc3"]


@settings(max_examples=5)
@given(order=st.permutations(PLACES))
def test_the_order_of_the_events_does_not_matter(order: list[int]) -> None:
    returns = simulated(5)
    before, after = (run_study(returns, events(returns, places), MEAN) for places in (PLACES, order))
    pd.testing.assert_frame_equal(before.aggregate, after.aggregate, check_exact=True)
    pd.testing.assert_frame_equal(before.path, after.path, check_exact=True)


@settings(max_examples=5)
@given(seed=st.integers(0, 1_000), scale=st.sampled_from([1e-6, 0.01, 100.0]), shift=st.floats(-0.05, 0.05))
def test_units_and_a_constant_do_not_matter(seed: int, scale: float, shift: float) -> None:
    returns = simulated(seed)
    chosen = events(returns, PLACES)
    before = run_study(returns, chosen, MEAN).aggregate
    for changed in (returns * scale, returns + shift, -returns):
        after = run_study(changed, chosen, MEAN).aggregate
        assert after["pvalue"].to_numpy() == pytest.approx(before["pvalue"].to_numpy(), rel=1e-6, nan_ok=True)


def test_the_seed_decides_the_draws(study: StudyResult) -> None:
    returns = simulated(3)
    keys = ("t", "randomisation", "circular")
    spec = {"model": "mean", "estimation": 60, "gap": 5, "window": (0, 1), "statistics": keys}
    again, other = (run_study(returns, events(returns, PLACES), StudySpec(**spec, seed=seed)) for seed in (0, 1))
    assert pooled_of(again).loc["randomisation", "pvalue"] == pooled_of(study).loc["randomisation", "pvalue"]
    assert pooled_of(other).loc["randomisation", "pvalue"] != pooled_of(study).loc["randomisation", "pvalue"]
    assert pooled_of(other).loc["circular", "pvalue"] == pooled_of(study).loc["circular", "pvalue"]
