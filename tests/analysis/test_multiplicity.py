"""Many tests at once: against statsmodels, brute force, and what the corrections promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.circle import Circle
from tracker.analysis.column import column_of
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.family import adjustments
from tracker.analysis.multiplicity.benjamini_hochberg import benjamini_hochberg
from tracker.analysis.multiplicity.holm import holm
from tracker.analysis.multiplicity.romano_wolf import step_down

NAME = "X/Y@test"
APART = [300, 350, 400, 450, 500]
SPEC = StudySpec(model="mean", estimation=60, gap=5, statistics=("t", "fhs"))


def simulated(seed: int, n: int = 700) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    labels = pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d")
    return pd.DataFrame({NAME: rng.standard_t(4, n) * 0.005}, index=labels)


def studied(places: list[int], spec: StudySpec = SPEC, seed: int = 1) -> StudyResult:
    returns = simulated(seed)
    return run_study(returns, [(NAME, str(returns.index[place])) for place in places], spec)


@pytest.mark.parametrize("key", sorted(adjustments()))
def test_every_correction_says_what_it_controls(key: str) -> None:
    adjustment = adjustments()[key]
    assert adjustment.key == key
    assert adjustment.title
    assert adjustment.controls
    assert adjustment.reference
    assert "References" in (type(adjustment).__doc__ or "")
    rows = studied(APART).rows
    assert (rows[f"{key}_pvalue"] <= 1).all()
    if key != "romano_wolf":
        assert (rows[f"{key}_pvalue"] >= rows["pvalue"]).all()


@settings(max_examples=60)
@given(pvalues=st.lists(st.sampled_from([0.001, 0.01, 0.02, 0.03, 0.04, 0.2, 0.5, 1.0]), min_size=1, max_size=12))
def test_holm_and_benjamini_hochberg_are_those_of_statsmodels(pvalues: list[float]) -> None:
    found = np.array(pvalues)
    assert holm(found) == pytest.approx(multipletests(found, method="holm")[1], rel=1e-12)
    assert benjamini_hochberg(found) == pytest.approx(multipletests(found, method="fdr_bh")[1], rel=1e-12)


def stepped(scores: np.ndarray, start: list[int], spans: list[int], length: int) -> np.ndarray:
    """Romano and Wolf's algorithm as it is written: one hypothesis after another, every shift at each."""
    n = len(scores)

    def statistic(i: int, k: int) -> float:
        sums = [sum(scores[(start[i] + k + j + s) % n] for s in range(length)) for j in range(spans[i])]
        return max(abs(one) for one in sums)

    values = np.array([[statistic(i, k) for k in range(n)] for i in range(len(start))])
    marginal = np.array([[np.mean(row >= one - 1e-12) for one in row] for row in values])
    left = sorted(range(len(start)), key=lambda i: (marginal[i, 0], i))
    adjusted, highest = np.empty(len(start)), 0.0
    while left:
        share = np.mean(marginal[left].min(axis=0) <= marginal[left[0], 0] + 1e-12)
        highest = max(highest, share)
        adjusted[left.pop(0)] = highest
    return adjusted


@pytest.mark.parametrize("seed", range(6))
def test_romano_wolf_is_its_algorithm(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.standard_t(4, 60).round(1)  # rounded, so that values tie
    start, spans = rng.permutation(50)[:6].tolist(), rng.integers(1, 4, 6).tolist()
    ours = step_down(scores, np.array(start), np.array(spans), 2)
    assert ours == pytest.approx(stepped(scores, start, spans, 2), abs=1e-12)


def test_romano_wolf_in_chunks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    scores, start = rng.normal(size=200), rng.permutation(200)[:30]
    whole = step_down(scores, start, np.ones(30, dtype=int), 1)
    monkeypatch.setattr("tracker.analysis.multiplicity.romano_wolf._CHUNK", 700)
    assert np.array_equal(step_down(scores, start, np.ones(30, dtype=int), 1), whole)


def test_romano_wolf_knows_that_windows_that_share_their_days_are_nearly_one_test() -> None:
    """Five windows of forty days that begin on neighbouring days: Holm multiplies the smallest p by five."""
    start, one = np.array([498, 499, 500, 501, 502]), np.ones(5, dtype=int)
    ratios = []
    for seed in range(20):
        scores = np.random.default_rng(seed).normal(size=1_000)
        alone = np.array([step_down(scores, start[i : i + 1], one[:1], 40)[0] for i in range(5)])
        adjusted = step_down(scores, start, one, 40)
        assert (adjusted >= alone).all()
        ratios.append(adjusted.min() / alone.min())
    assert 1 < np.median(ratios) < 2


def test_romano_wolf_keeps_the_chance_of_a_false_flag() -> None:
    """Ten overlapping windows at a random place, nothing there: a flag in about 5 of 100 families."""
    rng = np.random.default_rng(9)
    flagged = 0
    for _ in range(400):
        scores = rng.standard_t(5, 400)
        start = (rng.integers(0, 400) + np.cumsum(rng.integers(1, 6, 10))) % 400
        flagged += step_down(scores, start, np.ones(10, dtype=int), 3).min() <= 0.05
    assert 0.025 < flagged / 400 < 0.08


def test_the_rows_hold_them_and_events_that_share_a_window_are_one_test() -> None:
    once, twice = studied(APART), studied([*APART, APART[0]])
    names = ["holm_pvalue", "bh_pvalue", "romano_wolf_pvalue"]
    assert once.rows["holm_pvalue"].to_numpy() == pytest.approx(holm(once.rows["pvalue"].to_numpy()))
    assert once.rows["bh_pvalue"].to_numpy() == pytest.approx(benjamini_hochberg(once.rows["pvalue"].to_numpy()))
    assert once.aggregate["expected_false_flags"][0] == pytest.approx(0.25)
    assert twice.aggregate["expected_false_flags"][0] == pytest.approx(0.25)
    pd.testing.assert_frame_equal(twice.rows[names].iloc[:5], once.rows[names])
    assert twice.rows[names].iloc[5].equals(twice.rows[names].iloc[0].rename(5))


def test_romano_wolf_of_a_study_is_that_of_its_windows() -> None:
    result = studied(APART)
    column = column_of(simulated(1), NAME)
    excluded = np.zeros(len(column), dtype=bool)
    excluded[APART] = True
    history = Evaluator.of(column, SPEC, excluded=excluded).out_of_sample
    assert history is not None
    circle = Circle.of(history)
    spans = np.ones(5, dtype=int)
    assert (
        result.rows["romano_wolf_pvalue"].tolist() == step_down(circle.scores, circle.place[APART], spans, 1).tolist()
    )


def test_what_cannot_be_adjusted_says_why() -> None:
    wide = StudySpec(model="mean", estimation=60, gap=5, window=(-1, 1), statistics=("t", "fhs"))
    overlapping = studied([300, 302, 400], wide)
    said = overlapping.not_applicable.set_index("statistic")["because"]
    assert overlapping.rows["bh_pvalue"].isna().all()
    assert "windows share observations" in said["bh_pvalue"]
    assert overlapping.rows[["holm_pvalue", "romano_wolf_pvalue"]].notna().all(axis=None)
    textbook = studied(APART, StudySpec(model="mean", estimation=60, gap=5, statistics=("t",)))
    said = textbook.not_applicable.set_index("statistic")["because"]
    assert textbook.rows["romano_wolf_pvalue"].isna().all()
    assert "every day judged by itself" in said["romano_wolf_pvalue"]
    early = studied([70, *APART], StudySpec(model="mean", estimation=60, gap=5, statistics=("t", "circular")))
    assert "no volatility forecast" in early.not_applicable.set_index("statistic")["because"]["romano_wolf_pvalue"]


def test_a_row_without_a_p_is_no_test() -> None:
    result = studied([30, *APART])
    assert np.isnan(result.rows["pvalue"][0])
    assert result.rows.loc[0, ["holm_pvalue", "bh_pvalue", "romano_wolf_pvalue"]].isna().all()
    assert result.rows.loc[1:, "holm_pvalue"].tolist() == studied(APART).rows["holm_pvalue"].tolist()
    assert result.aggregate["expected_false_flags"][0] == pytest.approx(0.25)


@settings(max_examples=10)
@given(order=st.permutations(APART))
def test_the_order_of_the_events_does_not_matter(order: list[int]) -> None:
    before, after = studied(APART).rows.set_index("label"), studied(order).rows.set_index("label")
    names = ["holm_pvalue", "bh_pvalue", "romano_wolf_pvalue"]
    pd.testing.assert_frame_equal(before[names], after.loc[before.index, names], check_exact=True)
