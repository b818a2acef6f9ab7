"""A rate held by decree is not tested: what it does is a decision, and no usual day stands beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudySpec, run_study
from tracker.analysis.column import column_of
from tracker.analysis.daily import daily_findings
from tracker.analysis.evaluation import Evaluator
from tracker.analysis.flat import unchanged_shares
from tracker.model.held_flat import DECREED, not_applicable

NAME = "X/Y@test"
ALL = ("t", "sq", "fhs")
LABELS = pd.Index(pd.bdate_range("2012-01-02", periods=900).strftime("%Y-%m-%d"))


def series(moving: float, seed: int = 3) -> pd.DataFrame:
    """Moves of a hundredth on that share of the days, drawn, and none on the others."""
    draws = np.random.default_rng(seed)
    moves = np.where(draws.random(len(LABELS)) < moving, draws.normal(0, 0.01, len(LABELS)), 0.0)
    return pd.DataFrame({NAME: moves}, index=LABELS)


def test_a_peg_with_rare_steps_is_not_tested_not_even_on_the_day_of_a_step() -> None:
    moves = series(0.0)
    moves.iloc[[100, 250, 400, 550, 700], 0] = 0.05
    result = run_study(moves, [(NAME, LABELS[700]), (NAME, LABELS[720])], StudySpec(model="mean", statistics=ALL))
    for row in (0, 1):
        said = result.not_applicable[result.not_applicable["row"] == row].set_index("statistic")["because"]
        for key in (*ALL, "pvalue"):
            assert said[key] == "not applicable: unchanged on 99 % of the 250 days before, as if held by decree"
    assert result.rows["car"][0] == pytest.approx(0.05, abs=0.001)
    daily = daily_findings(moves, None, NAME, StudySpec(model="mean"), labels=LABELS[600:])
    assert daily["pvalue"].isna().all()
    assert daily["t_pvalue"].isna().all()
    assert daily["because"].str.startswith("not applicable: unchanged on 9").all()


@pytest.mark.parametrize("moving", [1.0, 0.7])
def test_a_series_that_moves_on_most_days_is_tested(moving: float) -> None:
    daily = daily_findings(series(moving), None, NAME, StudySpec(model="mean"), labels=LABELS[600:])
    assert daily["pvalue"].notna().all()


def test_the_share_is_that_of_the_window_before_and_of_nothing_else() -> None:
    """A year after a peg was given up the series is an ordinary one, and not a day before half of it is."""
    moves = pd.concat([series(0.0).iloc[:450], series(1.0).iloc[450:]])
    spec = StudySpec(model="mean", statistics=("t",))
    evaluator = Evaluator.of(column_of(moves, NAME), spec)
    starts = np.arange(300, 880)
    held = [str(one).startswith("not applicable") for one in evaluator.judge(starts, 1).because]
    first_tested = int(starts[held.index(False)])
    assert first_tested - spec.gap - 450 == pytest.approx((1 - DECREED) * spec.estimation, abs=1)
    assert not any(held[held.index(False) :])


def test_only_ordinary_days_count() -> None:
    moves = np.array([0.0, 0.1, 0.0, 0.1, 0.1, 0.1])
    ordinary = np.array([1, 3, 4, 5])  # the unchanged ones are left out of estimation
    assert unchanged_shares(moves, ordinary, np.array([3, 4]), 3).tolist() == [0.0, 0.0]
    assert unchanged_shares(moves, np.arange(6), np.array([3, 6]), 3).round(2).tolist() == [0.67, 0.0]


def test_the_boundary() -> None:
    assert not_applicable(DECREED)
    assert not not_applicable(DECREED - 0.004)
    assert not not_applicable(None)
