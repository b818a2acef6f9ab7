"""What holds for every model and statistic there is, and for the shape of every result."""

from __future__ import annotations

import sys
from subprocess import run

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.merging import one_event_each
from tracker.analysis.model import models
from tracker.analysis.sample_size import effective_count
from tracker.analysis.statistic import statistics

PAIR = "USD/RUB@ecb"


@pytest.fixture(scope="module")
def result(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> StudyResult:
    events = [(PAIR, label) for label in ("2014-11-06", "2014-11-11", "2018-04-09", "2022-02-28", "2006-01-10")]
    return run_study(rouble, events, StudySpec(model="factor", window=(-1, 1)), rouble_factors)


@pytest.mark.parametrize("key", sorted(models()))
def test_every_model_says_what_it_is_and_runs(key: str, rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    model = models()[key]
    assert model.key == key
    assert model.title
    assert model.formula
    assert model.reference
    assert "References" in (type(model).__doc__ or "")
    if key == "garch":  # three years of days are enough to judge one, and each estimation takes its time
        rouble, rouble_factors = (frame.loc["2011-11-01":"2014-11-30"] for frame in (rouble, rouble_factors))
    factors = rouble_factors[["emerging"]] if model.most_factors == 1 else rouble_factors
    row = run_study(rouble, [(PAIR, "2014-11-11")], StudySpec(model=key), factors).rows.iloc[0]
    assert 0 < row["pvalue"] < 1


@pytest.mark.parametrize("key", sorted(statistics()))
def test_every_statistic_says_what_it_tests_and_runs(key: str, rouble: pd.DataFrame) -> None:
    statistic = statistics()[key]
    assert statistic.key == key
    assert statistic.title
    assert statistic.null
    assert statistic.reference
    assert statistic.minimum_sample > 0
    assert "References" in (type(statistic).__doc__ or "")
    row = run_study(rouble, [(PAIR, "2014-11-11")], StudySpec(statistics=(key,))).rows.iloc[0]
    assert row["pvalue"] == row[f"{key}_pvalue"]
    assert 0 < row["pvalue"] <= 1


def test_the_columns_are_those_of_the_contract(result: StudyResult) -> None:
    promised = "column label n_estimation n_excluded car se sigma mde variance_ratio pvalue_earliest pvalue_latest"
    promised += " pvalue_span fhs_pvalue_up fhs_pvalue_down fhs_floor fhs_n_reference fhs_sum_weights fhs_bandwidth"
    promised += "".join(f" {key}_{name}" for key in ("t", "sq", "fhs") for name in ("stat", "pvalue", "df"))
    assert set(promised.split()) <= set(result.rows.columns)
    aggregate = "statistic n_events n_windows k_effective caar stat pvalue adjusted_pvalue df"
    assert set(aggregate.split()) <= set(result.aggregate.columns)
    assert {"column", "label", "tau", "label_tau", "abnormal"} <= set(result.abnormal.columns)
    assert {"tau", "mean", "n"} <= set(result.path.columns)
    assert list(result.not_applicable.columns) == ["row", "statistic", "because"]


def test_the_rows_are_numeric_and_the_summary_is_text(result: StudyResult) -> None:
    frame = result.to_frame()
    words = {"event_id", "column", "pre", "label"}
    assert all(frame[column].dtype.kind in "fib" for column in frame.columns if column not in words)
    text = result.summary()
    assert "5 events" not in text  # one of them has too short a past
    assert "4 events in 4 windows" in text
    assert "2022-02-28" in text
    assert "Not applicable" in text
    assert str(result) == text
    frame.loc[0, "car"] = 99.0
    assert result.rows["car"][0] != 99.0


def test_selected_events_leave_estimation_and_are_counted(rouble: pd.DataFrame) -> None:
    """Easter 2014, a span of five days, leaves anyway; three observations around 16 June leave as a selected event."""
    events = [(PAIR, "2014-06-16"), (PAIR, "2014-11-11")]
    excluded, counted = {}, {}
    for exclude in (True, False):
        spec = StudySpec(model="mean", window=(-1, 1), statistics=("t", "fhs"), exclude_events=exclude)
        row = run_study(rouble, events, spec).rows.iloc[1]
        excluded[exclude], counted[exclude] = row["n_excluded"], row["fhs_n_reference"]
        assert row["n_estimation"] == 250
    assert excluded == {True: 4, False: 1}
    assert counted[False] - counted[True] == 5  # every window of three that touches one of the three


def test_windows_are_counted_not_events(rouble: pd.DataFrame) -> None:
    twice = [(PAIR, "2014-11-11"), (PAIR, "2014-11-11"), (PAIR, "2018-04-09")]
    spec = StudySpec(model="mean", statistics=("t",))
    result = run_study(rouble, twice, spec)
    assert result.aggregate["n_events"][0] == 3
    assert result.aggregate["n_windows"][0] == 2
    assert result.aggregate["k_effective"][0] == 2
    assert result.aggregate["caar"][0] == pytest.approx(result.rows["car"][1:].mean())
    assert np.isnan(result.aggregate["pvalue"][0])
    assert "caar" in set(result.not_applicable["statistic"])


def test_overlapping_windows_are_one_and_their_shared_move_counts_once(rouble: pd.DataFrame) -> None:
    labels = rouble.index.tolist()
    at = labels.index("2014-11-11")
    chain = [(PAIR, labels[at - 2]), (PAIR, labels[at]), (PAIR, labels[at + 2]), (PAIR, "2018-04-09")]
    result = run_study(rouble, chain, StudySpec(model="raw", window=(-1, 1), statistics=("fhs",)))
    total = result.aggregate.iloc[0]
    assert (total["n_events"], total["n_windows"], total["family_size"]) == (4, 2, 4)
    assert 2 < total["k_effective"] < 4
    union = rouble[PAIR].to_numpy()[at - 3 : at + 4].sum()
    assert total["caar"] == pytest.approx((union + result.rows["car"].iloc[3]) / 2)


def test_a_union_is_judged_as_a_window_of_its_own_length(rouble: pd.DataFrame) -> None:
    labels = rouble.index.tolist()
    at = labels.index("2014-11-11")
    spec = StudySpec(model="mean", window=(0, 1), statistics=("t",))
    two = run_study(rouble, [(PAIR, labels[at]), (PAIR, labels[at + 1])], spec)
    one = run_study(rouble, [(PAIR, labels[at])], StudySpec(model="mean", window=(0, 2), statistics=("t",)))
    assert two.aggregate["n_windows"][0] == 1
    assert two.aggregate["caar"][0] == pytest.approx(one.rows["car"].iloc[0], abs=1e-12)
    apart = run_study(rouble, [(PAIR, labels[at]), (PAIR, labels[at + 2])], spec)
    assert apart.aggregate["n_windows"][0] == 2  # neighbours share nothing


def test_windows_that_end_at_one_rate_are_one_event() -> None:
    merged = one_event_each(np.array([[0, 4, 4], [0, 3, 4], [1, 4, 4]]))
    assert effective_count(merged[:, 0], merged[:, 1], merged[:, 2]) == 2


def test_overlapping_windows_count_for_less() -> None:
    start = np.array([0, 2, 100, 100])
    stop = start + 3
    length = stop - start + 1
    group = np.array([0, 0, 0, 1])
    total = sum(
        max(0, min(stop[i], stop[j]) - max(start[i], start[j]) + 1) / np.sqrt(length[i] * length[j])
        for i in range(4)
        for j in range(4)
        if group[i] == group[j]
    )
    assert effective_count(group, start, stop) == pytest.approx(16 / total)
    assert effective_count(group[::-1], start[::-1], stop[::-1]) == pytest.approx(16 / total)
    assert np.isnan(effective_count(np.array([]), np.array([]), np.array([])))


def test_the_path_is_zero_at_minus_one_and_adds_up(result: StudyResult) -> None:
    path = result.path.set_index("tau")
    assert path.loc[-1, "mean"] == 0
    assert path["n"].tolist() == [4, 4, 4]
    by_tau = result.abnormal.dropna().groupby("tau")["abnormal"].mean()
    assert path.loc[1, "mean"] == pytest.approx(by_tau[0] + by_tau[1])


def test_studies_of_several_series_keep_the_order_of_the_events(ecb_levels: pd.DataFrame) -> None:
    levels = ecb_levels[["PLN", "TRY"]].div(ecb_levels["USD"], axis=0)
    returns = np.log(levels).diff()
    events = [("TRY", "2018-08-10"), ("PLN", "2015-01-15"), ("TRY", "2018-08-13")]
    rows = run_study(returns, events, StudySpec(statistics=("t",))).rows
    assert rows["column"].tolist() == ["TRY", "PLN", "TRY"]
    assert rows["car"].to_numpy() == pytest.approx([returns.loc[d, c] for c, d in events], abs=0.005)


def test_no_statistics_package_is_imported() -> None:
    """They cost every report a part of a second or seconds; numpy and pandas are enough."""
    code = (
        "import sys, tracker.analysis.daily, tracker.analysis.factors\n"
        "from tracker.analysis.statistic import statistics; statistics()\n"
        "print([name for name in ('scipy', 'statsmodels') if name in sys.modules])"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
