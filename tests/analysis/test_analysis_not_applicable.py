"""What cannot be computed is a value with a reason: never a silent NaN, never a warning, never an exception."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudyResult, StudySpec, run_study
from tracker.analysis.daily import daily_findings
from tracker.analysis.returns import method_breaks

NAME = "X/Y@test"
ALL = ("t", "sq", "fhs")


def labels(n: int) -> pd.Index:
    return pd.Index(pd.bdate_range("2012-01-02", periods=n).strftime("%Y-%m-%d"))


def noise(n: int, seed: int = 1) -> pd.DataFrame:
    return pd.DataFrame({NAME: np.random.default_rng(seed).normal(0, 0.01, n)}, index=labels(n))


def reasons(result: StudyResult, row: int = 0) -> dict[str, str]:
    here = result.not_applicable[result.not_applicable["row"] == row]
    return dict(zip(here["statistic"], here["because"], strict=True))


def explained(result: StudyResult) -> bool:
    """Whether each missing headline number of each row has its reason."""
    for place, row in result.rows.iterrows():
        said = reasons(result, int(str(place)))
        for key in result.spec.statistics:
            if np.isnan(row[f"{key}_pvalue"]) != (key in said):
                return False
        if np.isnan(row["pvalue"]) != ("pvalue" in said) or np.isnan(row["car"]) != ("car" in said):
            return False
    return True


def test_a_currency_held_flat() -> None:
    returns = noise(600) * 0.0
    result = run_study(returns, [(NAME, returns.index[500])], StudySpec(model="mean", statistics=ALL))
    said = reasons(result)
    for key in ALL:
        assert said[key] == "not applicable: unchanged on 100 % of the 250 days before, as if held by decree"
    assert result.rows["car"][0] == 0
    assert explained(result)


def test_a_currency_that_crawls_by_the_same_step_every_day() -> None:
    returns = noise(600) * 0.0 + 0.000137
    result = run_study(returns, [(NAME, returns.index[500])], StudySpec(model="mean", statistics=ALL))
    assert np.isnan(result.rows["pvalue"][0])
    assert explained(result)


def test_a_peg_that_breaks_after_a_flat_year() -> None:
    """Nothing before it varies, so nothing can be compared with it: said, not computed."""
    returns = noise(600) * 0.0
    returns.loc[returns.index[500], NAME] = 0.2
    result = run_study(returns, [(NAME, returns.index[500])], StudySpec(model="mean", statistics=ALL))
    assert result.rows["car"][0] == pytest.approx(0.2)
    assert result.rows[["t_pvalue", "sq_pvalue", "fhs_pvalue"]].isna().all(axis=None)
    assert explained(result)


def test_too_short_a_past() -> None:
    returns = noise(600)
    result = run_study(
        returns, [(NAME, returns.index[100]), (NAME, returns.index[300])], StudySpec(model="mean", statistics=ALL)
    )
    assert reasons(result, 0)["t"] == "250 ordinary observations are needed before the window, there are 90"
    assert set(reasons(result, 1)) == {"fhs", "pvalue", "mde"}
    assert "fewer than 100 comparable windows" in reasons(result, 1)["fhs"]
    assert np.isfinite(result.rows["t_pvalue"][1])
    assert explained(result)


def test_too_small_a_sample_for_a_statistic() -> None:
    returns = noise(600)
    spec = StudySpec(model="mean", estimation=8, statistics=("t", "sq"))
    said = reasons(run_study(returns, [(NAME, returns.index[300])], spec))
    assert said["t"] == "t needs 10 estimation observations, there are 8"
    assert said["sq"] == "the rank needs 19 sums of residuals, there are 8"


def test_a_factor_missing_in_the_window_or_before() -> None:
    returns = noise(800)
    factors = noise(800, seed=2).rename(columns={NAME: "dollar"})
    factors.loc[returns.index[700], "dollar"] = np.nan
    factors.loc[returns.index[600:610], "dollar"] = np.nan
    events = [(NAME, returns.index[700]), (NAME, returns.index[720])]
    result = run_study(returns, events, StudySpec(model="factor", statistics=ALL, exclude_events=False), factors)
    assert reasons(result, 0)["fhs"] == "a factor is missing inside the window"
    assert np.isfinite(result.rows["pvalue"][1])
    assert result.rows["n_excluded"][1] == 11
    assert explained(result)


def test_a_factor_that_never_moves_and_twins() -> None:
    returns = noise(800)
    moves = noise(800, seed=2)[NAME]
    for factors in (pd.DataFrame({"a": moves * 0}), pd.DataFrame({"a": moves, "b": 2 * moves})):
        result = run_study(returns, [(NAME, returns.index[700])], StudySpec(model="factor", statistics=ALL), factors)
        assert "collinear" in reasons(result)["fhs"]
        assert explained(result)


def test_windows_that_run_out_of_data_or_hit_no_observation() -> None:
    returns = noise(600)
    events = [(NAME, returns.index[599]), (NAME, returns.index[0]), (NAME, "2013-01-05"), (NAME, "1990-01-01")]
    result = run_study(returns, events, StudySpec(model="mean", window=(-1, 1), statistics=("t", "fhs")))
    assert [reasons(result, row)["t"] for row in range(4)] == [
        "the window runs past the observations there are",
        "the window runs past the observations there are",
        "the series has no return at this label",
        "the series has no return at this label",
    ]
    assert explained(result)


def test_a_break_of_series_and_of_method() -> None:
    returns = noise(600)
    late = returns.index[500]
    days = pd.to_datetime(returns.index)
    moved = returns.set_axis(
        (days + pd.to_timedelta(np.where(np.arange(600) >= 500, 30, 0), unit="D")).strftime("%Y-%m-%d")
    )
    result = run_study(moved, [(NAME, moved.index[500]), (NAME, moved.index[520])], StudySpec(statistics=("fhs",)))
    assert "series breaks" in reasons(result, 0)["fhs"]
    assert np.isfinite(result.rows["pvalue"][1])
    methods = pd.DataFrame({NAME: np.where(returns.index < late, "exchange", "banks")}, index=returns.index)
    result = run_study(returns, [(NAME, late)], StudySpec(statistics=("fhs",)), method_breaks=method_breaks(methods))
    assert "way the rate is made changes" in reasons(result)["fhs"]
    assert result.rows["method_break"][0]


def test_no_return_across_a_method_break_moves_the_volatility_or_the_reference() -> None:
    returns = noise(700)
    broken = returns.copy()
    at = returns.index[600]
    broken.loc[at, NAME] = 5.0
    flags = pd.DataFrame({NAME: returns.index == at}, index=returns.index)
    spec = StudySpec(model="mean", statistics=("t", "fhs"))
    for label in (returns.index[601], returns.index[650]):
        as_is = run_study(returns, [(NAME, label)], spec, method_breaks=flags).rows
        wild = run_study(broken, [(NAME, label)], spec, method_breaks=flags).rows
        pd.testing.assert_frame_equal(as_is, wild)


def test_a_long_gap_is_flagged_and_leaves_estimation() -> None:
    returns = noise(600)
    days = pd.to_datetime(returns.index) + pd.to_timedelta(np.where(np.arange(600) >= 400, 5, 0), unit="D")
    gapped = returns.set_axis(days.strftime("%Y-%m-%d"))  # Friday 2013-07-12 to what was Monday, five days later
    spec = StudySpec(model="mean", statistics=("t",))
    rows = run_study(gapped, [(NAME, gapped.index[400]), (NAME, gapped.index[451])], spec).rows
    assert rows["gap_days"].tolist() == [8.0, 1.0]
    assert rows["n_excluded"].tolist() == [0, 1]


def test_no_events_and_no_studied_event() -> None:
    returns = noise(600)
    empty = run_study(returns, [], StudySpec(statistics=("t",)))
    assert len(empty.rows) == 0
    assert empty.aggregate["n_events"][0] == 0
    nothing = run_study(returns, [(NAME, "1990-01-01")], StudySpec(statistics=("t", "fhs")))
    assert nothing.aggregate["n_windows"][0] == 0
    assert "Not applicable" in nothing.summary()


def test_an_empty_column() -> None:
    returns = noise(600)
    returns["empty"] = np.nan
    result = run_study(returns, [("empty", returns.index[500])], StudySpec(statistics=ALL))
    assert reasons(result)["fhs"] == "the series has no return at this label"
    assert len(daily_findings(returns, None, "empty", StudySpec())) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "magic"}, "unknown model 'magic'; there are: comparison, factor, garch, market, mean, raw, robust"),
        ({"statistics": ("t", "z")}, "unknown statistic 'z'"),
        ({"statistics": ()}, "at least one"),
        ({"window": (1, 0)}, "first ≤ last"),
        ({"estimation": 1}, "at least 2"),
        ({"gap": -1}, "negative"),
    ],
)
def test_choices_that_make_no_sense(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        StudySpec(**change)


def test_inputs_that_cannot_be_read() -> None:
    returns = noise(600)
    event = (NAME, returns.index[500])
    with pytest.raises(ValueError, match="needs factor returns"):
        run_study(returns, [event], StudySpec(model="factor"))
    with pytest.raises(ValueError, match="no column 'Z'"):
        run_study(returns, [("Z", returns.index[500])], StudySpec())
    with pytest.raises(ValueError, match="time order"):
        run_study(returns.iloc[::-1], [event], StudySpec())
    with pytest.raises(ValueError, match="index of the returns"):
        run_study(returns, [event], StudySpec(model="factor"), returns.iloc[1:])
