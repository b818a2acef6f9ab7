"""The two indices by hand, and the adjusted p of many days against a program that has them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tracker.analysis.beyond.intensity import ACTION_WEIGHTS, STANCE_SIGNS, Act, intensity
from tracker.analysis.beyond.pressure import market_pressure
from tracker.analysis.beyond.unusual import unusual_days
from tracker.model.event import ACTIONS, STANCES

MONTHS = [f"20{year}-{month:02d}" for year in range(10, 14) for month in range(1, 13)]


def changes(seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    moves = draw.standard_normal((len(MONTHS), 3)) * [0.03, 0.5, 0.02]
    return pd.DataFrame(moves, index=MONTHS, columns=["exchange_rate", "interest_rate", "reserves"])


def test_pressure_is_the_sum_of_changes_over_their_deviations() -> None:
    frame = changes()
    found = market_pressure(frame)
    sigma = {name: np.sqrt(((one - one.mean()) ** 2).sum() / 47) for name, one in frame.items()}
    hand = frame["exchange_rate"] / sigma["exchange_rate"]
    hand = hand + frame["interest_rate"] / sigma["interest_rate"] - frame["reserves"] / sigma["reserves"]
    assert found.table["index"].to_numpy() == pytest.approx(hand.to_numpy())
    assert found.weights["reserves"] == pytest.approx(1 / sigma["reserves"])
    assert found.table["is_high"].tolist() == (hand > hand.mean() + 1.5 * hand.std()).tolist()
    top = hand.idxmax()
    assert found.table.loc[top, "share"] == pytest.approx(1 / 48)
    assert (found.table["low"] <= found.table["index"]).all()
    assert (found.table["index"] <= found.table["high"]).all()


def test_pressure_does_not_depend_on_units() -> None:
    frame = changes(1)
    plain, other = market_pressure(frame).table, market_pressure(frame * [100.0, 0.01, 1e6]).table
    assert other["index"].to_numpy() == pytest.approx(plain["index"].to_numpy())
    assert other["high"].to_numpy() == pytest.approx(plain["high"].to_numpy())


def test_a_month_that_misses_a_part_has_no_index() -> None:
    frame = changes(2)
    frame.loc["2013-12", "reserves"] = np.nan
    row = market_pressure(frame).table.loc["2013-12"]
    assert np.isnan(row["index"])
    assert not row["is_high"]
    assert row["because"] == "not known: reserves"


def test_a_part_with_few_months_or_none_that_varies_has_no_weight() -> None:
    frame = changes(3).assign(interest_rate=0.0)
    frame.loc[MONTHS[20] :, "reserves"] = np.nan
    assert list(market_pressure(frame).weights) == ["exchange_rate"]
    with pytest.raises(ValueError, match="24 months"):
        market_pressure(frame[["interest_rate"]])


def test_every_action_and_stance_has_a_weight() -> None:
    assert ACTION_WEIGHTS.keys() == ACTIONS
    assert STANCE_SIGNS.keys() == STANCES


def act(number: int, month: str, action: str, stance: str, group: str = "EU") -> Act:
    return Act(event_id=f"e{number}", months=(month, month), action=action, stance=stance, group=group)


def test_intensity_by_hand() -> None:
    acts = [
        act(1, "2010-01", "impose", "escalate"),
        act(2, "2010-01", "threaten", "escalate", "US"),
        act(3, "2010-03", "ease", "deescalate"),
        act(4, "2010-03", "extend", "hold"),
        act(5, "2009-12", "impose", "escalate"),  # before the first month
    ]
    found = intensity(acts, ["2010-01", "2010-02", "2010-03"])
    assert list(dict.fromkeys(found["group"])) == ["all", "EU", "US"]
    whole = found[found["group"] == "all"]
    assert whole["net"].tolist() == [1.25, 0.0, -1.0]
    assert whole["level"].tolist() == [1.25, 1.25, 0.25]
    assert (whole["n"].tolist(), whole["n_counted"].tolist()) == ([2, 0, 2], [2, 0, 1])
    # all alike: +2, 0, −1, three steps brought to the weights' total of 2.25; acts alone: +1, 0, −1, two
    assert whole["high"].tolist() == pytest.approx([1.5, 1.5, 0.75])
    assert whole["low"].tolist() == pytest.approx([1.125, 1.125, 0.0])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_acts_changes_nothing(order: list[int]) -> None:
    actions = sorted(ACTIONS)
    acts = [act(n, MONTHS[n % 3], actions[n], sorted(STANCES)[n % 3], "AB"[n % 2]) for n in range(8)]
    pd.testing.assert_frame_equal(intensity([acts[n] for n in order], MONTHS[:3]), intensity(acts, MONTHS[:3]))


def test_escalation_raises_and_easing_lowers() -> None:
    for action in ("impose", "expand", "ease", "lift"):
        up, down = (
            intensity([act(1, "2010-01", action, stance)], ["2010-01"])["level"].iloc[0]
            for stance in ("escalate", "deescalate")
        )
        assert up > 0 > down


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=40))
def test_adjusted_p_are_those_of_statsmodels(pvalues: list[float]) -> None:
    days = pd.bdate_range("2014-01-01", periods=len(pvalues)).strftime("%Y-%m-%d")
    daily = pd.DataFrame(
        {"pvalue": pvalues, "abnormal": 0.01, "sigma": 0.01, "gap_days": 1.0, "because": ""}, index=days
    )
    table = unusual_days(daily).table
    ordered = np.sort(np.array(pvalues))
    assert table["holm"].to_numpy() == pytest.approx(multipletests(ordered, method="holm")[1])
    assert table["benjamini_hochberg"].to_numpy() == pytest.approx(multipletests(ordered, method="fdr_bh")[1])


def test_days_over_long_gaps_are_not_ranked() -> None:
    daily = pd.DataFrame(
        {
            "pvalue": [0.5, 0.001, np.nan, 0.5],
            "abnormal": [0.01, 0.09, 0.02, -0.02],
            "sigma": 0.01,
            "gap_days": [1.0, 9.0, 1.0, 1.0],
            "because": ["", "", "a reason", ""],
        },
        index=["2014-01-02", "2014-01-13", "2014-01-14", "2014-01-15"],
    )
    found = unusual_days(daily, longest_gap=4.0)
    assert found.table.index.tolist() == ["2014-01-15", "2014-01-02"]  # of one p the larger move first
    assert (found.n_judged, found.n_marked) == (2, 0)
    assert dict(found.unjudged)["2014-01-14"] == "a reason"
    assert "longer than usual" in dict(found.unjudged)["2014-01-13"]
