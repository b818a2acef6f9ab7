"""The default test against the check values of its specification, on real ECB rates."""

from __future__ import annotations

import pandas as pd
import pytest

from tracker.analysis import StudySpec, run_study
from tracker.analysis.daily import daily_findings

PAIR = "USD/RUB@ecb"


def study(returns: pd.DataFrame, label: str, window: tuple[int, int], **choices: object) -> pd.Series:
    spec = StudySpec(model="raw", window=window, statistics=("fhs",), exclude_events=False, **choices)
    return run_study(returns, [(PAIR, label)], spec).rows.iloc[0]


@pytest.mark.parametrize(
    ("label", "window", "z", "p"),
    [
        ("2014-11-11", (0, 0), 2.049769, 0.044438),
        ("2014-11-12", (0, 0), -0.588123, 0.502889),
        ("2014-11-12", (-1, 1), 1.106140, 0.276989),
        ("2018-04-09", (0, 0), 7.781431, 0.001208),
    ],
)
def test_raw_returns_give_the_published_z_and_p(
    rouble: pd.DataFrame, label: str, window: tuple[int, int], z: float, p: float
) -> None:
    row = study(rouble, label, window, max_gap_days=None)
    assert row["fhs_stat"] == pytest.approx(z, abs=5e-7)
    assert row["fhs_pvalue"] == pytest.approx(p, abs=5e-7)
    assert row["pvalue"] == row["fhs_pvalue"]


def test_raw_returns_give_the_published_sum_of_weights(rouble: pd.DataFrame) -> None:
    row = study(rouble, "2014-11-11", (0, 0), max_gap_days=None)
    assert row["fhs_sum_weights"] == pytest.approx(390.28, abs=0.005)
    assert row["fhs_bandwidth"] == pytest.approx(0.15 * 1.25**4)
    assert row["fhs_floor"] == pytest.approx(1 / 391.28, abs=1e-6)


def test_long_gaps_leave_the_reference_and_move_the_p_only_a_little(rouble: pd.DataFrame) -> None:
    everything = study(rouble, "2014-11-11", (0, 0), max_gap_days=None)
    ordinary = study(rouble, "2014-11-11", (0, 0))
    assert everything["fhs_n_reference"] - ordinary["fhs_n_reference"] == 11  # Easters and the like since 2005
    assert ordinary["fhs_stat"] == everything["fhs_stat"]
    assert ordinary["fhs_pvalue"] == pytest.approx(0.044627, abs=5e-7)


def test_only_a_far_stormier_day_keeps_9_april_2018_off_the_floor(rouble: pd.DataFrame) -> None:
    row = study(rouble, "2018-04-09", (0, 0), max_gap_days=None)
    assert row["fhs_floor"] < row["fhs_pvalue"] < 1.01 * row["fhs_floor"]
    assert row["fhs_pvalue_up"] <= row["fhs_pvalue"]
    assert row["fhs_pvalue_down"] == pytest.approx(1.0, abs=1e-5)


def test_a_move_larger_than_all_before_it_is_at_the_floor(rouble: pd.DataFrame) -> None:
    shocked = rouble.copy()
    shocked.loc["2018-04-09", PAIR] = 1.0
    row = study(shocked, "2018-04-09", (0, 0))
    assert row["fhs_pvalue"] == row["fhs_floor"] == 1 / (1 + row["fhs_sum_weights"])


def test_the_smallest_effect_found_is_about_three_sigma(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    days = rouble.index[(rouble.index >= "2010") & (rouble.index < "2020")]
    found = daily_findings(rouble, rouble_factors, PAIR, StudySpec(model="factor"), labels=days)
    ratio = (found["mde"] / found["sigma"]).median()
    assert 2.8 < ratio < 3.1
    assert (found["mde"] > found["critical"]).all()
