"""Bands of the path, the joint test of its beginning, and the volatility of windows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.bands import bands_of
from tracker.analysis.circle import Circle
from tracker.analysis.column import column_of
from tracker.analysis.evaluation import Evaluator

NAME = "X/Y@test"
PLACES = [200, 260, 262, 400, 470]
SPEC = StudySpec(model="mean", estimation=60, gap=5, window=(-4, 6), statistics=("t", "circular"))


def simulated(seed: int, n: int = 700) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    waves = 0.004 * np.exp(0.5 * np.sin(np.arange(n) / 40))
    return pd.DataFrame({NAME: rng.standard_t(4, n) * waves}, index=labels)


def studied(returns: pd.DataFrame, spec: StudySpec = SPEC, places: list[int] | None = None) -> StudyResult:
    return run_study(returns, [(NAME, str(returns.index[place])) for place in places or PLACES], spec)


def circle_of(returns: pd.DataFrame, spec: StudySpec = SPEC) -> Circle:
    column = column_of(returns, NAME)
    inside = np.zeros(len(column), dtype=bool)
    for place in PLACES:
        inside[place + spec.window[0] : place + spec.window[1] + 1] = True
    history = Evaluator.of(column, spec, excluded=inside).out_of_sample
    assert history is not None
    return Circle.of(history)


def test_bands_are_those_of_every_shift_one_at_a_time() -> None:
    returns = simulated(3)
    circle, result = circle_of(returns), studied(returns)
    z, sigma, n = circle.scores, circle.sigma, len(circle)
    day0 = circle.place[PLACES]
    paths = np.zeros((11, n))
    for k in range(n):
        steps = [np.mean([sigma[d + tau] * z[(d + tau + k) % n] for d in day0]) for tau in range(-4, 7)]
        paths[:, k] = np.cumsum(steps) - np.sum(steps[:4])
    size, se = np.abs(paths), np.sqrt((paths**2).mean(axis=1))
    apart = np.delete(size, 3, axis=0) / np.delete(se, 3)[:, None]
    level = int(np.ceil(0.95 * (n - 1)))
    c = np.sort(apart.max(axis=0))[level]
    path = result.path
    assert path["tau"].tolist() == list(range(-4, 7))
    half = path["upper"] - path["mean"]
    assert np.delete(half.to_numpy(), 3) == pytest.approx(np.delete(np.sort(size, axis=1)[:, level], 3))
    assert (path["upper_simultaneous"] - path["mean"]).to_numpy() == pytest.approx(c * se, abs=1e-12)
    assert (path["mean"] - path["lower"]).to_numpy() == pytest.approx(half.to_numpy())
    before = (size[:3] / se[:3, None]).max(axis=0)
    row = result.aggregate.set_index("statistic").loc["pre_trend"]
    assert row["stat"] == pytest.approx(before[0])
    assert row["pvalue"] == np.mean(before >= before[0] * (1 - 1e-9))


def test_the_path_is_zero_and_certain_at_minus_one_and_wider_together_than_alone() -> None:
    path = studied(simulated(5)).path.set_index("tau")
    assert (path.loc[-1, ["mean", "lower", "upper", "lower_simultaneous", "upper_simultaneous"]] == 0).all()
    others = path.drop(index=-1)
    assert (others["upper_simultaneous"] > others["upper"]).all()
    assert (others["lower"] > others["lower_simultaneous"]).all()
    assert path.loc[6, "upper"] - path.loc[6, "mean"] > path.loc[0, "upper"] - path.loc[0, "mean"]


def test_a_path_stays_inside_the_simultaneous_band_in_ninety_five_of_a_hundred_cases() -> None:
    """Random dates on a series whose volatility changes by the factor e: single τ leave their own bands more often."""
    circle = circle_of(simulated(11, 1_500))
    rng = np.random.default_rng(4)
    left, left_alone, n = 0, 0, len(circle)
    for _ in range(300):
        day0 = np.sort(rng.choice(np.arange(5, n - 8), 6, replace=False))
        bands = bands_of(circle, day0, (-4, 6))
        steps = (circle.sigma * circle.scores)[day0[:, None] + np.arange(-4, 7)].mean(axis=0)
        path = np.cumsum(steps) - np.cumsum(steps)[3]
        left += bool((np.abs(path) > bands.simultaneous).any())
        left_alone += bool((np.abs(path) > bands.pointwise).any())
    assert 0.02 < left / 300 < 0.09
    assert left_alone / 300 > 0.12


def test_a_move_before_day_zero_is_a_pre_trend_and_one_after_it_is_not() -> None:
    returns = simulated(3)
    for tau, expected in ((-3, True), (2, False)):
        moved = returns.copy()
        for place in PLACES:
            moved.iloc[place + tau] += 0.03
        found = studied(moved, places=[200, 260, 320, 400, 470]).aggregate.set_index("statistic")
        if not expected:
            moved_alone = found.loc["pre_trend", "pvalue"]
            assert moved_alone > 0.05
        else:
            assert found.loc["pre_trend", "pvalue"] < 0.02


def test_no_pre_trend_is_asked_of_windows_that_begin_at_minus_one() -> None:
    spec = StudySpec(model="mean", estimation=60, gap=5, window=(-1, 2), statistics=("t", "circular"))
    result = studied(simulated(3), spec)
    assert result.aggregate["statistic"].tolist() == ["caar", "circular"]
    assert result.path["lower"].notna().all()


def test_paths_without_bands_say_why() -> None:
    textbook = StudySpec(model="mean", estimation=60, gap=5, window=(-4, 6), statistics=("t",))
    result = studied(simulated(3), textbook)
    said = result.not_applicable.set_index("statistic")["because"]
    assert result.path[["lower", "upper_simultaneous"]].isna().all(axis=None)
    assert result.path["mean"].notna().all()
    assert "every day judged by itself" in said["path"]
    assert said["pre_trend"] == said["path"]
    nothing = run_study(simulated(3), [(NAME, "1990-01-01")], SPEC)
    assert nothing.not_applicable.set_index("statistic")["because"]["path"] == "no event could be studied"


def test_the_volatility_of_one_day_ranks_as_its_size_does() -> None:
    spec = StudySpec(model="mean", estimation=60, gap=5, statistics=("fhs", "volatility"))
    rows = studied(simulated(3), spec).rows.iloc[1:]
    assert rows["volatility_pvalue"].tolist() == rows["fhs_pvalue"].tolist()
    assert rows["volatility_stat"].to_numpy() == pytest.approx(rows["fhs_stat"].to_numpy() ** 2)
    assert rows["volatility_stat"].tolist() == rows["variance_ratio"].tolist()


def test_a_move_that_takes_itself_back_is_volatile_though_nothing_is_left_of_it() -> None:
    returns = simulated(3)
    moved = returns.copy()
    moved.iloc[470:473] = np.array([[0.05], [-0.05], [0.0]])
    spec = StudySpec(model="mean", estimation=60, gap=5, window=(0, 2), statistics=("fhs", "volatility"))
    row = studied(moved, spec).rows.iloc[-1]
    assert row["volatility_pvalue"] == row["volatility_floor"] < 0.02
    assert row["fhs_pvalue"] > 0.1


def test_the_volatility_of_a_window_is_ranked_from_above_with_the_same_weights() -> None:
    """By hand, from the out-of-sample abnormal returns."""
    returns = simulated(7)
    spec = StudySpec(model="raw", window=(0, 2), statistics=("fhs", "volatility"), exclude_events=False)
    row = studied(returns, spec, [600]).rows.iloc[0]
    history = Evaluator.of(column_of(returns, NAME), spec).out_of_sample
    assert history is not None
    u, sigma = history.abnormal, history.sigma
    ratio = np.array([np.sum(u[j : j + 3] ** 2) / (3 * sigma[j] ** 2) for j in range(len(u) - 2)])
    past = np.arange(history.first + 60, 600 - 3 + 1)
    gaps = returns.index.to_series().map(pd.Timestamp).diff().dt.days.to_numpy()
    assert (gaps[1:] <= 4).all()
    weights = np.exp(-0.5 * ((np.log(sigma[past]) - np.log(sigma[600])) / row["volatility_bandwidth"]) ** 2)
    assert row["volatility_sum_weights"] == pytest.approx(weights.sum())
    assert row["volatility_sum_weights"] == pytest.approx(row["fhs_sum_weights"])
    expected = (1 + weights[ratio[past] >= ratio[600]].sum()) / (1 + weights.sum())
    assert row["volatility_pvalue"] == pytest.approx(expected)
    assert row["volatility_n_reference"] == len(past)
