"""What reports are made of: returns, factors, decomposition, daily findings, tally, ranks and verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import NotApplicable, StudySpec, run_study
from tracker.analysis.daily import daily_findings
from tracker.analysis.decomposition import Decomposition, decompose
from tracker.analysis.factors import ecb_factors
from tracker.analysis.ranking import Rank, rank_of, weekly_moves
from tracker.analysis.returns import gap_days, label_days, log_returns
from tracker.analysis.tally import tally
from tracker.analysis.verdicts import VERDICTS, Verdict, verdict

PAIR = "USD/RUB@ecb"
WEEK = ["2014-11-10", "2014-11-11", "2014-11-12", "2014-11-13", "2014-11-14"]
FACTOR = StudySpec(model="factor")


@pytest.fixture(scope="module")
def year(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> pd.DataFrame:
    days = rouble.index[(rouble.index >= "2014") & (rouble.index < "2015")]
    return daily_findings(rouble, rouble_factors, PAIR, FACTOR, labels=days)


@pytest.fixture(scope="module")
def week(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> Decomposition:
    found = decompose(rouble, rouble_factors, PAIR, WEEK, FACTOR)
    assert isinstance(found, Decomposition)
    return found


# ---- returns


def test_returns_run_between_consecutive_observations(rouble_levels: pd.DataFrame, rouble: pd.DataFrame) -> None:
    assert rouble.loc["2014-11-11", PAIR] == pytest.approx(np.log(46.6735 / 45.4812), abs=5e-5)
    total = np.log(rouble_levels[PAIR].iloc[-1] / rouble_levels[PAIR].iloc[0])
    assert rouble[PAIR].sum() == pytest.approx(total)


def test_columns_of_different_calendars_keep_their_own_past() -> None:
    levels = pd.DataFrame(
        {"a": [1.0, 2.0, np.nan, 8.0], "b": [np.nan, 1.0, 3.0, np.nan]},
        index=["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-09"],
    )
    returns = log_returns(levels)
    assert np.exp(returns["a"].dropna()).round(6).to_dict() == {"2020-01-02": 2.0, "2020-01-09": 4.0}
    assert np.exp(returns["b"].dropna()).round(6).to_dict() == {"2020-01-03": 3.0}
    assert gap_days(levels)["a"].dropna().to_dict() == {"2020-01-02": 1.0, "2020-01-09": 7.0}


@pytest.mark.parametrize("bad", [0.0, -1.0, np.inf])
def test_a_rate_that_is_not_positive_is_named(bad: float) -> None:
    levels = pd.DataFrame({"a": [1.0, bad]}, index=["2020-01-01", "2020-01-02"])
    with pytest.raises(ValueError, match=r"a at 2020-01-02 is .*must be positive"):
        log_returns(levels)


def test_labels_may_be_dates_instants_or_nothing_of_the_kind() -> None:
    assert np.diff(label_days(pd.Index(["2020-01-01", "2020-01-03"]))).tolist() == [2.0]
    assert np.diff(label_days(pd.Index(["2020-01-01T00:00:00Z", "2020-01-01T06:00:00Z"]))).tolist() == [0.25]
    assert np.diff(label_days(pd.DatetimeIndex(["2020-01-01", "2020-01-03"]))).tolist() == [2.0]
    assert np.isnan(label_days(pd.Index([1, 2]))).all()


def test_a_frame_of_timestamps_gives_the_same_study(rouble: pd.DataFrame) -> None:
    spec = StudySpec(model="mean", statistics=("t", "fhs"))
    stamped = rouble.set_axis(pd.to_datetime(rouble.index))
    by_text = run_study(rouble, [(PAIR, "2014-11-11")], spec).rows
    by_stamp = run_study(stamped, [(PAIR, "2014-11-11")], spec).rows
    assert by_stamp["pvalue"][0] == by_text["pvalue"][0]


# ---- factors


def test_every_factor_is_x_per_dollar(ecb_levels: pd.DataFrame) -> None:
    factors = ecb_factors(ecb_levels)
    euro = np.log(1 / ecb_levels["USD"])
    assert factors.loc["2014-11-11", "dollar"] == pytest.approx(euro["2014-11-11"] - euro["2014-11-10"])
    per_dollar = np.log(ecb_levels[["NOK", "CAD"]].div(ecb_levels["USD"], axis=0)).diff().mean(axis=1)
    assert factors.loc["2014-11-11", "oil"] == pytest.approx(per_dollar["2014-11-11"])


def test_the_studied_currency_is_in_no_basket(ecb_levels: pd.DataFrame) -> None:
    lira = ecb_factors(ecb_levels, quote="TRY")
    shocked = ecb_levels.copy()
    shocked.loc["2018-08-13":, "TRY"] *= 2
    pd.testing.assert_frame_equal(lira, ecb_factors(shocked, quote="TRY"))
    assert not ecb_factors(ecb_levels).equals(ecb_factors(shocked))


def test_column_names_may_be_series_names(ecb_levels: pd.DataFrame) -> None:
    named = ecb_levels.rename(columns=lambda currency: f"EUR/{currency}@ecb")
    pd.testing.assert_frame_equal(ecb_factors(named), ecb_factors(ecb_levels))


def test_factors_at_the_labels_of_another_series_need_a_fixing_at_both_ends(ecb_levels: pd.DataFrame) -> None:
    labels = ["2026-04-01", "2026-04-02", "2026-04-03", "2026-04-06", "2026-04-07", "2026-04-08"]  # Easter: no 3 and 6
    factors = ecb_factors(ecb_levels, labels=labels)
    assert factors.notna().all(axis=1).tolist() == [False, True, False, False, False, True]
    direct = ecb_factors(ecb_levels, quote="JPY").loc["2026-04-08"]
    assert factors.loc["2026-04-08"].to_numpy() == pytest.approx(direct.to_numpy())


def test_a_fixing_that_stands_for_both_ends_of_a_return_is_no_factor(ecb_levels: pd.DataFrame) -> None:
    labels = ["2026-04-08T13:00:00Z", "2026-04-08T14:00:00Z", "2026-04-09T13:00:00Z", "2026-04-09T20:00:00Z"]
    stamps = ["2026-04-08", "2026-04-08", "2026-04-09", None]
    factors = ecb_factors(ecb_levels, labels=labels, stamps=stamps)
    assert factors.notna().all(axis=1).tolist() == [False, False, True, False]
    direct = ecb_factors(ecb_levels, quote="JPY").loc["2026-04-09"]
    assert factors.loc["2026-04-09T13:00:00Z"].to_numpy() == pytest.approx(direct.to_numpy())


def test_factors_explain_28_per_cent_of_the_rouble(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    joined = rouble.join(rouble_factors).loc["2012":"2017"].dropna()
    design = np.column_stack([np.ones(len(joined)), joined[["dollar", "emerging", "oil"]]])
    beta, *_ = np.linalg.lstsq(design, joined[PAIR].to_numpy(), rcond=None)
    explained = 1 - np.var(joined[PAIR] - design @ beta) / np.var(joined[PAIR])
    assert explained == pytest.approx(0.28, abs=0.01)


# ---- decomposition


def test_the_week_of_the_float_is_almost_all_the_roubles_own(week: Decomposition) -> None:
    """The sketch's week: +2.49 = dollar +0.06, other currencies −0.10, oil 0.00, drift +0.44, own part +2.08."""
    per_cent = {name: 100 * part for name, part in week.parts.items()}
    assert 100 * week.total == pytest.approx(2.49, abs=0.006)
    assert per_cent["dollar"] == pytest.approx(0.06, abs=0.02)
    assert per_cent["emerging"] == pytest.approx(-0.10, abs=0.02)
    assert per_cent["oil"] == pytest.approx(0.0, abs=0.02)
    assert 100 * week.drift == pytest.approx(0.44, abs=0.03)
    assert 100 * week.own_part_without_drift == pytest.approx(2.08, abs=0.03)


def test_the_parts_add_up(week: Decomposition) -> None:
    assert week.total == pytest.approx(sum(week.parts.values()) + week.own_part, abs=1e-16)
    assert week.own_part == pytest.approx(week.drift + week.own_part_without_drift, abs=1e-16)
    for digits in (2, 3, 4, 5):
        printed = week.rounded(digits)
        sums = sum(printed.parts.values()) + printed.drift + printed.own_part_without_drift
        assert round(sums, digits) == printed.total == round(week.total, digits)
        assert abs(printed.own_part - week.own_part) < 3 * 10**-digits


def test_one_day_decomposed_is_the_days_finding(
    rouble: pd.DataFrame, rouble_factors: pd.DataFrame, year: pd.DataFrame
) -> None:
    one = decompose(rouble, rouble_factors, PAIR, ["2014-11-11"], FACTOR)
    assert isinstance(one, Decomposition)
    row = year.loc["2014-11-11"]
    assert one.own_part_without_drift == pytest.approx(row["abnormal"], abs=1e-15)
    assert one.drift == pytest.approx(row["drift"])
    assert one.parts["emerging"] == pytest.approx(row["part_emerging"])


def test_a_period_that_cannot_be_decomposed_says_why(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    early = decompose(rouble, rouble_factors, PAIR, ["2005-06-01"], FACTOR)
    assert isinstance(early, NotApplicable)
    assert "250 ordinary observations are needed" in early.because
    later = decompose(rouble, rouble_factors, PAIR, ["2022-03-07"], FACTOR)
    assert isinstance(later, NotApplicable)
    assert later.because == "the series has no return at this label"


# ---- daily findings and tally


def test_daily_findings_are_the_study_of_each_day(
    rouble: pd.DataFrame, rouble_factors: pd.DataFrame, year: pd.DataFrame
) -> None:
    spec = StudySpec(model="factor", statistics=("t", "fhs"), exclude_events=False)
    rows = run_study(rouble, [(PAIR, label) for label in year.index], spec, rouble_factors).rows.set_index("label")
    pairs = {"abnormal": "car", "pvalue": "fhs_pvalue", "t_stat": "t_stat", "mde": "mde", "raw": "raw"}
    for ours, theirs in pairs.items():
        assert np.allclose(year[ours], rows[theirs], rtol=1e-10, atol=1e-15)
    whole = daily_findings(rouble, rouble_factors, PAIR, FACTOR)
    assert np.allclose(whole.loc[year.index, "pvalue"], year["pvalue"], rtol=1e-12)
    assert whole["because"].iloc[-1] == ""
    assert (whole["because"].ne("") == whole["pvalue"].isna()).all()


def test_a_day_adds_up(year: pd.DataFrame) -> None:
    parts = year[["part_dollar", "part_emerging", "part_oil"]].sum(axis=1)
    assert np.allclose(year["raw"], year["drift"] + parts + year["abnormal"], rtol=0, atol=1e-15)


def test_the_week_of_the_float_day_by_day(year: pd.DataFrame) -> None:
    """The sketch: own parts +1.0 −2.1 +0.7 −0.5 −1.1 (a rouble's value), as large on 36 9 50 61 29 of 100 days."""
    value = 100 * np.expm1(-year.loc[WEEK, "abnormal"])
    assert value.tolist() == pytest.approx([1.0, -2.1, 0.7, -0.5, -1.1], abs=0.07)
    assert (100 * year.loc[WEEK, "pvalue"]).tolist() == pytest.approx([36, 9, 50, 61, 29], abs=5)
    tuesday = year.loc["2014-11-11"]
    assert tuesday["t_stat"] == pytest.approx(4.2, abs=0.05)
    assert tuesday["critical"] == pytest.approx(0.026, abs=0.0015)
    assert tuesday["mde"] == pytest.approx(0.036, abs=0.0035)


def test_the_tally_of_the_year(year: pd.DataFrame) -> None:
    """The textbook test marks over three times what chance would; ours is within sampling error of chance."""
    counted = tally(year, through="2014-11-14")
    assert counted.n == 224
    assert counted.by_chance == pytest.approx(11.2)
    assert 36 <= counted.textbook <= 41
    assert 10 <= counted.marked <= 18


def test_findings_of_a_year_without_enough_past_are_explained(rouble: pd.DataFrame) -> None:
    found = daily_findings(rouble, None, PAIR, StudySpec(model="mean"), labels=["2005-06-01", "2006-05-02"])
    assert found["pvalue"].isna().all()
    assert (found["because"] != "").all()
    assert tally(found).n == 0


def test_events_can_leave_the_reference_of_every_day(rouble: pd.DataFrame) -> None:
    spec = StudySpec(model="raw")
    days = ["2014-11-11"]
    before = daily_findings(rouble, None, PAIR, spec, labels=days)
    after = daily_findings(rouble, None, PAIR, spec, labels=days, events=[(PAIR, "2014-11-06"), (PAIR, "2014-10-31")])
    assert after["n_reference"].iloc[0] == before["n_reference"].iloc[0] - 2
    assert after["sigma"].iloc[0] == before["sigma"].iloc[0]


# ---- ranks


def test_the_week_is_the_seventh_largest_of_53(rouble_levels: pd.DataFrame) -> None:
    moves = weekly_moves(rouble_levels[PAIR])
    assert moves["2014-W46"] == pytest.approx(np.log(47.3049 / 46.1394), abs=1e-4)
    assert rank_of(moves, "2014-W46") == Rank(position=7, of=53)
    assert rank_of(moves, "1999-W01") is None


def test_a_week_without_observations_has_no_move() -> None:
    levels = pd.Series([1.0, 2.0, 8.0], index=["2020-01-03", "2020-01-10", "2020-01-24"])
    moves = weekly_moves(levels)
    assert list(moves.index) == ["2020-W02", "2020-W04"]
    assert moves["2020-W04"] == pytest.approx(np.log(4))


# ---- verdicts


@pytest.mark.parametrize(
    ("p", "interval", "expected"),
    [
        (0.01, (0.01, 0.05), "unusual"),
        (0.0101, (0.01, 0.05), "somewhat unusual"),
        (0.03, (0.001, 0.05), "somewhat unusual, borderline"),
        (0.05, (0.0, 0.05), "somewhat unusual, borderline"),
        (0.0501, (-0.001, 0.01), "ordinary, borderline"),
        (0.07, (-0.001, 0.05), "cannot tell, borderline"),
        (0.0701, (-0.001, 0.05), "cannot tell"),
        (0.5, (-0.02, 0.02), "ordinary"),
        (0.5, (-0.021, 0.01), "cannot tell"),
        (0.5, None, "cannot tell"),
        (None, None, "cannot tell"),
        (float("nan"), (0.0, 0.0), "cannot tell"),
    ],
)
def test_verdicts(p: float | None, interval: tuple[float, float] | None, expected: str) -> None:
    found = verdict(p, interval, 0.02)
    assert str(found) == expected
    assert found.word in VERDICTS


@pytest.mark.parametrize("obstacle", [{"gap_days": 4.1}, {"method_break": True}, {"applicable": False}])
def test_an_obstacle_leaves_only_cannot_tell(obstacle: dict[str, object]) -> None:
    assert verdict(0.001, (0.02, 0.03), 0.02, **obstacle) == Verdict(word="cannot tell")


def test_a_long_weekend_is_no_obstacle() -> None:
    assert verdict(0.001, (0.02, 0.03), 0.02, gap_days=4) == Verdict(word="unusual")
