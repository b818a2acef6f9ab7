"""Invariants: what must not matter does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import StudySpec, run_study

NAME = "X/Y@test"
MEAN = StudySpec(model="mean", estimation=60, gap=5, window=(-1, 2), statistics=("t", "sq", "fhs"))


def simulated(seed: int, n: int = 420) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    waves = 0.004 * np.exp(0.5 * np.sin(np.arange(n) / 40))
    return pd.DataFrame({NAME: rng.standard_t(4, n) * waves}, index=labels)


def events(returns: pd.DataFrame, places: list[int]) -> list[tuple[str, str]]:
    return [(NAME, str(returns.index[place])) for place in places]


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), shift=st.floats(-0.05, 0.05))
def test_adding_a_constant_leaves_mean_model_abnormal_returns(seed: int, shift: float) -> None:
    returns = simulated(seed)
    chosen = events(returns, [300, 350, 400])
    before, after = run_study(returns, chosen, MEAN), run_study(returns + shift, chosen, MEAN)
    assert np.allclose(before.abnormal["abnormal"], after.abnormal["abnormal"], rtol=0, atol=1e-14)
    for column in ("car", "t_pvalue", "fhs_pvalue", "pvalue"):
        assert np.allclose(before.rows[column], after.rows[column], rtol=1e-8, atol=1e-12)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1e-6, 0.01, 3.0, 100.0]))
def test_rescaling_leaves_p_values(seed: int, scale: float) -> None:
    returns = simulated(seed)
    chosen = events(returns, [300, 350, 400])
    before, after = run_study(returns, chosen, MEAN).rows, run_study(returns * scale, chosen, MEAN).rows
    for column in ("t_pvalue", "sq_pvalue", "fhs_pvalue", "fhs_pvalue_up", "pvalue", "variance_ratio"):
        assert np.allclose(before[column], after[column], rtol=1e-8), column
    assert np.allclose(before["mde"] * scale, after["mde"], rtol=1e-8)


@settings(max_examples=15)
@given(order=st.permutations([250, 290, 300, 301, 350, 400]))
def test_permuting_events_permutes_rows_to_the_bit(order: list[int]) -> None:
    returns = simulated(3)
    sorted_rows = run_study(returns, events(returns, sorted(order)), MEAN).rows
    rows = run_study(returns, events(returns, order), MEAN).rows.sort_values("label", ignore_index=True)
    pd.testing.assert_frame_equal(rows, sorted_rows, check_exact=True)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), first=st.integers(-5, 0), last=st.integers(0, 5))
def test_the_car_is_the_sum_of_abnormal_returns(seed: int, first: int, last: int) -> None:
    returns = simulated(seed)
    spec = StudySpec(model="mean", estimation=60, window=(first, last), statistics=("t",))
    result = run_study(returns, events(returns, [300, 340, 400]), spec)
    sums = result.abnormal.groupby("row")["abnormal"].sum()
    assert np.allclose(sums, result.rows["car"], rtol=0, atol=1e-14)
    assert (result.abnormal.groupby("row").size() == last - first + 1).all()


def test_the_sign_of_the_quote_turns_the_effect_and_leaves_two_sided_p() -> None:
    returns = simulated(11)
    chosen = events(returns, [300, 400])
    spec = StudySpec(model="mean", estimation=60, statistics=("t", "sq", "fhs"))
    up, down = run_study(returns, chosen, spec).rows, run_study(-returns, chosen, spec).rows
    assert np.allclose(up["car"], -down["car"])
    assert np.allclose(up["fhs_pvalue"], down["fhs_pvalue"])
    assert np.allclose(up["fhs_pvalue_up"], down["fhs_pvalue_down"])


def test_the_same_study_twice_gives_the_same_bytes() -> None:
    returns = simulated(5)
    chosen = events(returns, [300, 350])
    first, second = (run_study(returns, chosen, MEAN) for _ in range(2))
    assert first.rows.to_csv() == second.rows.to_csv()
    assert first.summary() == second.summary()


def test_rows_without_an_observation_do_not_matter() -> None:
    returns = simulated(8)
    wider = returns.reindex(sorted([*returns.index, "2012-01-07", "2012-05-19", "2013-02-02"]))
    chosen = events(returns, [300, 350])
    pd.testing.assert_frame_equal(run_study(returns, chosen, MEAN).rows, run_study(wider, chosen, MEAN).rows)


def test_the_past_of_an_event_is_all_that_matters() -> None:
    returns = simulated(9)
    label = str(returns.index[330])
    spec = StudySpec(model="mean", estimation=60, statistics=("t", "sq", "fhs"))
    whole = run_study(returns, [(NAME, label)], spec).rows
    known_then = run_study(returns.iloc[:331], [(NAME, label)], spec).rows
    assert whole["romano_wolf_pvalue"].notna().all()  # it alone ranks among all days, later ones too
    later = ["romano_wolf_pvalue"]
    pd.testing.assert_frame_equal(whole.drop(columns=later), known_then.drop(columns=later), rtol=1e-12)


@pytest.mark.parametrize("multiple", [2.0, 6.0])
def test_a_larger_move_is_never_less_unusual(multiple: float) -> None:
    returns = simulated(13)
    moved = returns.copy()
    label = str(returns.index[350])
    moved.loc[label, NAME] *= multiple
    spec = StudySpec(model="mean", estimation=60, statistics=("t", "sq", "fhs"))
    before = run_study(returns, [(NAME, label)], spec).rows.iloc[0]
    after = run_study(moved, [(NAME, label)], spec).rows.iloc[0]
    for column in ("t_pvalue", "sq_pvalue", "fhs_pvalue"):
        assert after[column] <= before[column]
