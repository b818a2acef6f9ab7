"""Events whose day is known and hour is not: every admissible fixing is tested and the price of not knowing paid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from tracker.analysis import StudySpec, run_study
from tracker.model.alignment import Alignment, Pending
from tracker.model.schedule import Fixing

PAIR = "USD/RUB@ecb"
SPEC = StudySpec(model="factor", statistics=("t", "fhs"))


def fixing(label: str) -> Fixing:
    made = datetime.fromisoformat(f"{label}T13:10:00+00:00")
    return Fixing(label=label, made_from=made, made_to=made, published_at=made, method="point")


def aligned(pre: str, earliest: str, latest: str, spans: int, *, event_id: str = "e") -> Alignment:
    return Alignment(
        event_id=event_id,
        series=PAIR,
        pre=fixing(pre),
        earliest=fixing(earliest),
        latest=fixing(latest),
        ambiguous=earliest != latest,
        spans=spans,
    )


@pytest.fixture(scope="module")
def merkel(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> pd.Series:
    event = aligned("2014-11-10", "2014-11-11", "2014-11-12", 2, event_id="merkel")
    return run_study(rouble, [event], SPEC, rouble_factors).rows.iloc[0]


def alone(rouble: pd.DataFrame, factors: pd.DataFrame, label: str) -> pd.Series:
    spec = StudySpec(model="factor", statistics=("t", "fhs"), exclude_events=False)
    return run_study(rouble, [(PAIR, label)], spec, factors).rows.iloc[0]


def test_the_headline_is_m_times_the_smallest_admissible_p(
    merkel: pd.Series, rouble: pd.DataFrame, rouble_factors: pd.DataFrame
) -> None:
    tuesday, wednesday = (alone(rouble, rouble_factors, label) for label in ("2014-11-11", "2014-11-12"))
    assert merkel["pvalue_earliest"] == pytest.approx(tuesday["fhs_pvalue"], rel=1e-12)
    # Wednesday alone: Tuesday is in the other window of the same event, so it may leave Wednesday's reference.
    assert merkel["pvalue_latest"] == pytest.approx(wednesday["fhs_pvalue"], abs=0.01)
    assert merkel["pvalue"] == min(1.0, 2 * min(merkel["pvalue_earliest"], merkel["pvalue_latest"]))
    assert merkel["pvalue"] > merkel["pvalue_earliest"]


def test_the_effect_runs_from_pre_to_latest(merkel: pd.Series, rouble: pd.DataFrame) -> None:
    assert merkel["spans"] == 2
    assert merkel["ambiguous"]
    assert merkel["raw"] == pytest.approx(rouble.loc[["2014-11-11", "2014-11-12"], PAIR].sum())
    assert merkel["pvalue_span"] == merkel["fhs_pvalue"]


def test_tau_of_an_ambiguous_event_begins_earlier(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    spec = StudySpec(model="factor", window=(-1, 1), statistics=("t",))
    event = aligned("2014-11-10", "2014-11-11", "2014-11-12", 2)
    result = run_study(rouble, [event], spec, rouble_factors)
    assert result.abnormal["tau"].tolist() == [-2, -1, 0, 1]
    assert result.abnormal["label_tau"].tolist() == ["2014-11-10", "2014-11-11", "2014-11-12", "2014-11-13"]
    assert result.rows["car"][0] == pytest.approx(result.abnormal["abnormal"].sum())


def test_knowing_the_hour_is_worth_power(rouble: pd.DataFrame, rouble_factors: pd.DataFrame) -> None:
    known = aligned("2014-11-10", "2014-11-11", "2014-11-11", 1, event_id="rhodes")
    unknown = aligned("2014-11-10", "2014-11-11", "2014-11-12", 2, event_id="merkel")
    rows = run_study(rouble, [known, unknown], SPEC, rouble_factors).rows
    assert rows["pvalue"][0] < rows["pvalue"][1]
    assert rows["pvalue_earliest"].isna().tolist() == [True, False]


def test_a_share_of_ambiguous_ordinary_days_close_to_nominal_is_called_unusual(rouble: pd.DataFrame) -> None:
    """Twice the smaller p keeps the size; the uncorrected minimum would nearly double it."""
    labels = rouble.index[1:]
    events = [aligned(labels[i - 2], labels[i - 1], labels[i], 2, event_id=str(i)) for i in range(1_000, 4_300, 2)]
    spec = StudySpec(model="raw", statistics=("fhs",), exclude_events=False)
    rows = run_study(rouble, events, spec).rows
    minimum = np.minimum(rows["pvalue_earliest"], rows["pvalue_latest"])
    assert 0.03 < (rows["pvalue"] <= 0.05).mean() < 0.065
    assert (minimum <= 0.05).mean() > 0.08


def test_a_pending_event_says_so(rouble: pd.DataFrame) -> None:
    at = datetime(2022, 3, 2, 13, 10, tzinfo=UTC)
    event = Alignment(
        event_id="late",
        series=PAIR,
        pre=fixing("2022-03-01"),
        earliest=None,
        latest=None,
        pending=Pending(
            label="2022-03-02", made_from=at, made_to=at, expected_at=at + timedelta(hours=2), method="point"
        ),
    )
    result = run_study(rouble, [event], StudySpec(model="raw", statistics=("fhs",)))
    assert np.isnan(result.rows["pvalue"][0])
    said = set(result.not_applicable.query("row == 0")["because"])
    assert said == {"no rate that must know the event has been made yet"}


def test_an_alignment_that_disagrees_with_the_returns_is_refused(rouble: pd.DataFrame) -> None:
    event = aligned("2014-11-06", "2014-11-11", "2014-11-11", 1)
    result = run_study(rouble, [event], StudySpec(model="raw", statistics=("fhs",)))
    assert "missing from the returns" in result.not_applicable["because"][0]
