"""Studies over selections: what is in, what is left out and why, and what the record says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tracker.analysis.model import models
from tracker.cli.study import MODELS
from tracker.errors import NoDataError, UsageError
from tracker.services.context import Context
from tracker.services.frames import Frames, frames_of
from tracker.services.ledger import Selection
from tracker.services.rates import KnownBy
from tracker.services.studies import StudyAnswer, study

NOBODY = Selection(issuers=("nobody of that name",))
FREEZE = Selection(since=datetime(2022, 2, 25, tzinfo=UTC), until=datetime(2022, 3, 4, tzinfo=UTC))


@pytest.fixture(scope="module")
def freeze(shipped_context: Context) -> StudyAnswer:
    return study(shipped_context, FREEZE)


def test_events_that_share_a_fixing_share_its_row(freeze: StudyAnswer) -> None:
    rows = {row["event_id"]: row for row in freeze.record()["rows"]}  # type: ignore[attr-defined]
    first, second = rows["2022-02-27-japan-joins"], rows["2022-02-26-joint-statement-swift-cbr"]
    assert first["label"] == second["label"] == "2022-02-28"
    assert first["car"] == second["car"]
    assert first["verdict"] == "unusual"
    assert first["pvalue"] <= 0.01
    assert second["event_id"] in first["confounders"]
    aggregate = freeze.record()["aggregate"][0]  # type: ignore[index]
    assert aggregate["n_windows"] < aggregate["n_events"] == len(rows)


def test_two_events_whose_spans_share_a_move_are_one_window(shipped_context: Context) -> None:
    """Merkel's day runs to Wednesday's rate, Rhodes' hour to Tuesday's: both hold Tuesday's move."""
    answer = study(shipped_context, NOBODY, event_ids=["merkel-no-new-sanctions", "rhodes-beijing"])
    total = answer.result.aggregate.iloc[0]
    wide = answer.result.rows["car"].iloc[0]
    assert (total["n_events"], total["n_windows"]) == (2, 1)
    assert total["caar"] == pytest.approx(wide)


def test_an_event_after_the_last_rate_is_left_out_with_its_reason(freeze: StudyAnswer) -> None:
    reasons = dict(freeze.left_out)
    assert "2022-03-02-eu-swift" in reasons
    assert "ended on 2022-03-01" in reasons["2022-03-02-eu-swift"]
    assert "2022-03-02-eu-swift" not in {event.id for event in freeze.events}
    printed = "\n".join(freeze.lines())
    assert printed.count("left out, because") == len(set(reasons.values()))


def test_a_window_of_three_rates_has_three_returns(shipped_context: Context) -> None:
    answer = study(shipped_context, NOBODY, event_ids=["2014-11-11-rhodes-beijing"], window=(-1, 1))
    (row,) = answer.record()["rows"]  # type: ignore[misc]
    assert [(one["tau"], one["label"]) for one in row["abnormal"]] == [
        (-1, "2014-11-10"),
        (0, "2014-11-11"),
        (1, "2014-11-12"),
    ]
    assert sum(one["value"] for one in row["abnormal"]) == pytest.approx(row["car"])


def test_the_model_can_be_chosen(shipped_context: Context) -> None:
    wanted = ["2014-11-11-rhodes-beijing"]
    factor, mean = (study(shipped_context, NOBODY, event_ids=wanted, model=model) for model in (None, "mean"))
    assert factor.result.spec.model == "factor"
    assert mean.result.spec.model == "mean"
    assert factor.result.rows["car"].iloc[0] != mean.result.rows["car"].iloc[0]
    assert factor.result.rows["raw"].iloc[0] == mean.result.rows["raw"].iloc[0]


def test_what_was_not_public_is_not_studied(shipped_context: Context) -> None:
    wednesday = KnownBy(public_by=datetime(2014, 11, 12, 12, tzinfo=UTC))
    week = Selection(since=datetime(2014, 11, 10, tzinfo=UTC), until=datetime(2014, 11, 15, tzinfo=UTC))
    answer = study(shipped_context, week, known=wednesday)
    assert "2014-11-11-rhodes-beijing" in {event.id for event in answer.events}
    assert "2014-11-11-merkel-no-new-sanctions" in dict(answer.left_out)  # its last rate is Wednesday's
    assert all(str(label) < "2014-11-12" for label in answer.result.rows["label"])
    assert "2014-11-12-russian-mod-denial" not in dict(answer.left_out)


def test_the_same_event_named_twice_counts_once(shipped_context: Context) -> None:
    answer = study(shipped_context, NOBODY, event_ids=["rhodes-beijing", "2014-11-11-rhodes-beijing"])
    assert len(answer.events) == 1


def test_nothing_selected_is_no_data(shipped_context: Context) -> None:
    with pytest.raises(NoDataError, match="No event is selected"):
        study(shipped_context, NOBODY)


def test_a_series_without_rates_is_no_data(shipped_context: Context) -> None:
    with pytest.raises(NoDataError, match="USD/RUB@cbr"):
        study(shipped_context, NOBODY, event_ids=["rhodes-beijing"], series="USD/RUB@cbr")


@pytest.mark.parametrize("wrong", [{"window": (2, 1)}, {"model": "nonsense"}, {"series": "nonsense"}])
def test_choices_without_sense_are_usage_errors(shipped_context: Context, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        study(shipped_context, NOBODY, event_ids=["rhodes-beijing"], **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", sorted(set(models()) - {"garch"}))  # a hundred estimations take their time
def test_every_model_can_be_asked_for_and_is_named(shipped_context: Context, model: str) -> None:
    answer = study(shipped_context, NOBODY, event_ids=["rhodes-beijing"], model=model)
    row = answer.result.rows.iloc[0]
    assert answer.result.spec.model == model
    assert np.isfinite(row[["car", "se", "pvalue"]].astype(float)).all()
    said = "\n".join(answer.lines())
    assert (f"model {model}: " in said) is (model not in ("factor", "mean"))
    if model == "market":
        assert list(row.filter(like="move_").index) == ["move_emerging"]
        assert "other emerging-market currencies" in said


def test_the_command_offers_every_model() -> None:
    assert set(MODELS) == set(models())


@pytest.mark.parametrize("model", ["factor", "market"])
def test_a_model_that_needs_factors_says_so_where_there_are_none(
    shipped_context: Context, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    def without(*words: object) -> Frames:
        return replace(frames_of(*words), factors=None, no_factors="nothing is fixed at its hour")  # type: ignore[arg-type]

    monkeypatch.setattr("tracker.services.prepared.frames_of", without)
    with pytest.raises(UsageError, match=f"The {model} model cannot be used .* nothing is fixed at its hour"):
        study(shipped_context, NOBODY, event_ids=["rhodes-beijing"], model=model)
    assert study(shipped_context, NOBODY, event_ids=["rhodes-beijing"], model="robust").no_factors
