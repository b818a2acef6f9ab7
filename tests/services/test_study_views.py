"""Further questions about a selection of events: groups, distributions, curves, placebos, single events."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.services.conftest import opened
from tracker.analysis.comparing.specifications import curve
from tracker.analysis.multiplicity.holm import holm
from tracker.analysis.verdicts import VERDICTS
from tracker.errors import UsageError
from tracker.services.context import Context
from tracker.services.event_sets import named_sets
from tracker.services.ledger import Selection
from tracker.services.prepared import Prepared, Question, prepare
from tracker.services.studies import answer_of
from tracker.services.study_views import ViewAnswer, view

MERKEL, RHODES = "2014-11-11-merkel-no-new-sanctions", "2014-11-11-rhodes-beijing"
OLIGARCHS = "2018-04-06-ofac-oligarchs"
CAUSAL = re.compile(r"because of|caused|due to|thanks to|owing to|triggered|sparked", re.IGNORECASE)


@dataclass
class Asking:
    """Questions to what the product ships."""

    context: Context

    def prepared(self, *ids: str, model: str | None = None, **wanted: Any) -> Prepared:
        selection = Selection(**wanted)
        return prepare(self.context, Question(selection=selection, event_ids=ids, model=model))

    def of_the_paper(self) -> Prepared:
        frozen, _ = named_sets(self.context, ["paper1"])
        return self.prepared(frozen=frozen)

    def rows(self, prepared: Prepared) -> dict[str, Any]:
        record: Any = answer_of(prepared).record()
        return {row["event_id"]: row for row in record["rows"]} | {"aggregate": record["aggregate"][0]}


@pytest.fixture(scope="module")
def ask(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("asked") / "home"))
    for context in opened({"TRACKER_OFFLINE": "true", "TRACKER_HOME": str(home)}, home):
        yield Asking(context)


@pytest.fixture(scope="module")
def paper(ask: Asking) -> Prepared:
    return ask.of_the_paper()


@pytest.fixture(scope="module")
def early(ask: Asking) -> Prepared:
    from datetime import date

    return ask.prepared(first_day=date(2014, 1, 1), until_day=date(2016, 1, 1))


def checked(answer: ViewAnswer) -> Any:
    """The record, after a look at all three forms."""
    lines = list(answer.lines())
    assert max(map(len, lines)) <= 100
    assert not CAUSAL.search("\n".join(lines))
    record = answer.record()
    assert "" not in texts(record)
    assert set(answer.units) <= set(names(record))
    assert len(answer.table())
    return record


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from names(one)
    elif isinstance(value, list):
        for one in value:
            yield from names(one)


def test_the_study_of_the_article(ask: Asking, paper: Prepared) -> None:
    answer = view("focus").answer(paper, f"merkel-no-new-sanctions,{RHODES}")
    found = checked(answer)
    for one in found["focus"]:
        alone = ask.rows(ask.prepared(one["event_id"]))[one["event_id"]]
        kept = ("raw", "car", "pvalue", "verdict", "borderline", "interval")
        assert {key: one[key] for key in kept} == {key: alone[key] for key in kept}
    merkel, rhodes = found["focus"]
    assert rhodes["pvalue_mean_model"] == ask.rows(ask.prepared(RHODES, model="mean"))[RHODES]["pvalue"]
    rows = ask.rows(paper)
    aggregate = rows.pop("aggregate")
    ranked = sorted(rows, key=lambda event_id: -abs(rows[event_id]["statistics"]["fhs"]["stat"]))
    assert (ranked.index(MERKEL) + 1, ranked.index(RHODES) + 1) == (merkel["rank"], rhodes["rank"])
    whole = found["together"]
    assert (whole["n_events"], whole["n_windows"], len(whole["without_one"])) == (5, 4, 4)
    assert whole["mean"] == pytest.approx(aggregate["caar"])
    printed = " ".join(" ".join(answer.lines()).split())
    assert "Verdict: none of them stands out alone" in printed
    assert "share rates: nobody can tell whose move it was" in printed
    assert f"p {rhodes['pvalue']:.3f}" in printed


def test_refusals_are_too_few_to_test_against_rounds_and_are_listed(paper: Prepared) -> None:
    answer = view("versus").answer(paper, "issuer=OFAC,kind=designation")
    found = checked(answer)
    selected, others = found["groups"]
    assert (selected["n_events"], selected["n_windows"]) == (5, 4)
    assert others["n_windows"] >= 6
    (pair,) = found["pairs"]
    assert (pair["pvalue"], pair["exact"]) == (None, None)
    assert "fewer than 6 separate windows" in pair["because"]
    printed = "\n".join(answer.lines())
    assert "Too few to test: selected has fewer than 6 separate windows" in printed
    assert "2014-11-17-eu-fac-listings-asked" in printed


def test_an_event_of_both_selections_speaks_for_neither(paper: Prepared) -> None:
    found = checked(view("versus").answer(paper, "action=rule_out"))
    assert found["in_both"] == [MERKEL]
    assert MERKEL in {event_id for piece in found["shared"] for event_id in piece["event_ids"]}


def test_the_groups_and_the_shared_windows_add_up(early: Prepared) -> None:
    found = checked(view("by").answer(early, "kind"))
    inside = [event_id for group in found["groups"] for piece in group["windows"] for event_id in piece["event_ids"]]
    shared = [event_id for piece in found["shared"] for event_id in piece["event_ids"]]
    assert len(inside + shared) == len({*inside, *shared}) == sum(group["n_events"] for group in found["groups"])
    for group in found["groups"]:
        assert group["n_events"] == group["n_shared_events"] + sum(len(one["event_ids"]) for one in group["windows"])
        assert (group["pvalue"] is None) == (group["because"] is not None)


@pytest.mark.parametrize(
    "field", ["action", "stance", "jurisdiction", "issuer", "actor", "threat", "scheduled", "direction"]
)
def test_every_field_puts_each_event_into_one_group_or_says_why_not(early: Prepared, field: str) -> None:
    found = checked(view("by").answer(early, field))
    groups = {group["group"]: group for group in found["groups"]}
    assert sum(group["n_events"] for group in groups.values()) + len(found["in_no_group"]) <= len(early.events)
    of_them = {event.id: event for event in early.events}
    for name, group in groups.items():
        for event_id in (one for piece in group["windows"] for one in piece["event_ids"]):
            event = of_them[event_id]
            assert (
                name
                in {
                    "action": {event.action},
                    "stance": {event.stance},
                    "jurisdiction": {event.jurisdiction},
                    "issuer": {event.issuer},
                    "actor": {event.actor},
                    "threat": {"threat"} if event.action == "threaten" else {"imposition"},
                    "scheduled": {event.expectedness},
                    "direction": {"escalation"} if event.stance == "escalate" else {"easing"},
                }[field]
            )


def test_the_order_of_the_events_changes_no_group(early: Prepared) -> None:
    turned = replace(early, events=early.events[::-1])
    found, again = (checked(view("by").answer(one, "direction")) for one in (early, turned))
    assert again["pairs"] == found["pairs"]
    kept = ("group", "n_events", "n_windows", "mean", "effect", "interval", "pvalue", "size")
    assert [{key: one[key] for key in kept} for one in again["groups"]] == [
        {key: one[key] for key in kept} for one in found["groups"]
    ]


def test_the_worst_is_said_in_both_measures(paper: Prepared) -> None:
    answer = view("distribution").answer(paper, None)
    found = checked(answer)
    for horizon in found["horizons"]:
        worst = horizon["worst"]
        assert worst["pair_change"] == pytest.approx(math.expm1(worst["move"]))
        assert (1 + worst["pair_change"]) * (1 + worst["value_change"]) == pytest.approx(1)
        assert horizon["quantiles"] is None
        assert worst["move"] == max(one["move"] for one in horizon["moves"])
    worst = found["horizons"][0]["worst"]
    assert worst["event_ids"] == [MERKEL, RHODES]  # one rate could have known both first
    said = next(line for line in answer.lines() if line.startswith(f"worst over 1 rate, to {worst['last']}"))
    assert f"{100 * worst['pair_change']:.1f}\u202f% more RUB" in said
    assert f"{-100 * worst['value_change']:.1f}\u202f% off the value" in said


def test_many_events_have_percentiles_beside_ordinary_days(early: Prepared) -> None:
    found = checked(view("distribution").answer(early, None))
    for horizon in found["horizons"]:
        assert horizon["quantiles"] == sorted(horizon["quantiles"])
        assert horizon["ordinary"] == sorted(horizon["ordinary"])


@pytest.mark.thorough
def test_the_curve_of_the_paper(paper: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    few = partial(curve, windows=((0, 0), (-1, 1)), estimations=(250, 500), gaps=(10, 30))
    monkeypatch.setattr("tracker.services.study_views.curve.curve", few)
    found = checked(view("curve").answer(paper, None))
    rows = found["specifications"]
    assert {(row["model"], row["window"], row["estimation"], row["gap"]) for row in rows} >= {
        ("mean", "0,0", 250, 10),
        ("factor", "-1,1", 500, 30),
    }
    assert len(rows) == found["n_specifications"]
    assert found["n_significant"] == sum(row["pvalue"] <= 0.05 for row in rows)
    assert 0 < found["joint_median_pvalue"] <= 1


def test_placebo_dates_of_the_paper(paper: Prepared) -> None:
    found = checked(view("placebo").answer(paper, None))
    assert len(found["placebos"]) == 24
    assert found["n_larger"] == sum(abs(one["score"]) > abs(found["real"]["score"]) for one in found["placebos"])


def test_the_rest_of_the_world_has_each_its_own_test(ask: Asking) -> None:
    found = checked(view("spillover").answer(ask.prepared(OLIGARCHS), None))
    own, *others = found["rows"]
    alone = ask.rows(ask.prepared(OLIGARCHS, model="mean"))[OLIGARCHS]
    assert (own["role"], own["effect"], own["pvalue"]) == ("own", alone["car"], alone["pvalue"])
    currencies = {row["series"] for row in others if row["role"] == "currency"}
    assert {"USD/TRY@ecb", "USD/ZAR@ecb", "USD/BRL@ecb", "USD/PLN@ecb", "USD/HUF@ecb", "USD/EUR@ecb"} <= currencies
    assert "USD/RUB@ecb" not in currencies
    factors = {row["series"]: row for row in others if row["role"] == "factor"}
    assert set(factors) == {"dollar", "emerging", "oil"}
    euro = next(row for row in others if row["series"] == "USD/EUR@ecb")
    assert factors["dollar"]["effect"] == pytest.approx(euro["effect"], rel=0.05)  # the same but for other days
    assert not found["world_wide"]


def test_a_move_that_one_model_alone_finds_is_told_with_both_and_no_other_is_said_to_stand_still(ask: Asking) -> None:
    answer = view("spillover").answer(ask.prepared(RHODES), None)
    found = checked(answer)
    printed = " ".join(" ".join(answer.lines()).split())
    by_mean, by_factors = found["rows"][0]["pvalue"], found["own_by_factor_model"]["pvalue"]
    assert by_factors == ask.rows(ask.prepared(RHODES, model="factor"))[RHODES]["pvalue"]
    assert by_mean <= 0.05 < by_factors
    assert f"stands out by the mean model (p {by_mean:.3f}), not by the factor model (p {by_factors:.3f})." in printed
    sure = sum((row["adjusted_pvalue"] or 1) <= 0.05 for row in found["rows"])
    assert f"Of the {found['n_tested']} others {sure or 'none'} can be told from chance" in printed
    assert "hardly" not in printed


def test_a_group_too_small_to_test_has_no_p_and_the_others_are_corrected_for_their_number(early: Prepared) -> None:
    answer = view("by").answer(early, "kind")
    groups = checked(answer)["groups"]
    few = [one for one in groups if 0 < one["n_windows"] < 6]
    tested = [one for one in groups if one["pvalue"] is not None]
    assert len(few) > 0 < len(tested)
    for one in few:
        assert one["effect"] is one["interval"] is one["pvalue"] is one["adjusted_pvalue"] is None
        assert one["because"] == "fewer than 6 separate windows that can be measured"
    for one in groups:
        assert one["n_windows"] or one["because"] == "no window of its own"
    adjusted = holm(np.array([one["pvalue"] for one in tested]))
    assert [one["adjusted_pvalue"] for one in tested] == adjusted.tolist()
    printed = " ".join(" ".join(answer.lines()).split())
    assert f"Of {len(tested)} groups with a p" in printed
    assert f"by chance {0.05 * len(tested):.1f}; after Holm's correction" in printed
    bare = [one["group"] for one in groups if not one["n_windows"]]
    assert not bare or f"no window of its own: {', '.join(bare)}" in printed


def test_a_frozen_set_can_be_what_a_selection_is_set_against(ask: Asking, paper: Prepared) -> None:
    designations = ask.prepared(issuers=("OFAC",), kinds=("designation",))
    found = checked(view("versus").answer(designations, "set=paper1"))
    turned = checked(view("versus").answer(paper, "issuer=OFAC,kind=designation"))
    here, there = found["groups"], turned["groups"][::-1]
    kept = ("n_events", "n_windows", "mean", "effect", "pvalue")
    assert [{key: one[key] for key in kept} for one in here] == [{key: one[key] for key in kept} for one in there]
    assert [one["name"] for one in found["versus_sets"]] == ["paper1"]
    with pytest.raises(UsageError, match="There is no set 'nothing'"):
        view("versus").answer(designations, "set=nothing")


@pytest.mark.parametrize(
    ("model", "controls"), [("raw", 1), ("comparison", 1), ("mean", 1), ("factor", 2), ("robust", 2), (None, 2)]
)
def test_a_path_is_beside_the_factors_of_its_model_and_no_others(ask: Asking, model: str | None, controls: int) -> None:
    found = checked(view("projections").answer(ask.prepared(OLIGARCHS, RHODES, model=model), None))
    like = checked(view("projections").answer(ask.prepared(OLIGARCHS, RHODES, model="mean"), None))
    assert len(found["controls"]) == controls
    effects = [[row["effect"] for row in one["horizons"]] for one in (found, like)]
    assert (effects[0] == effects[1]) == (controls == 1)


def test_an_event_alone_has_one_of_the_four_verdicts_and_nothing_together(ask: Asking) -> None:
    answer = view("focus").answer(ask.prepared(MERKEL), MERKEL)
    found = checked(answer)
    printed = " ".join(" ".join(answer.lines()).split())
    assert "ogether the" not in printed
    assert "all of them" not in printed
    assert f"Alone: {found['focus'][0]['verdict']}" in printed
    assert set(VERDICTS) >= {one["verdict"] for one in (*found["focus"], found["together"])}


def test_an_ordinary_move_is_said_to_be_ordinary(early: Prepared) -> None:
    verdicts = {}
    for event in early.events:
        row = answer_of(replace(early, events=(event,))).record()["rows"][0]  # type: ignore[index]
        verdicts[event.id] = row["verdict"]
        if row["verdict"] == "ordinary":
            break
    assert verdicts[event.id] == "ordinary"
    printed = " ".join(" ".join(view("focus").answer(early, event.id).lines()).split())
    assert "Alone: ordinary" in printed
