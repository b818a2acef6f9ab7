"""Coders beside the ledger: who is compared on what, which codes speak for the ledger, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import NoDataError
from tracker.model.event import PolicyEvent
from tracker.services import coding, decisions
from tracker.services.agreement import Compared, compare
from tracker.services.context import Context
from tracker.services.ledger import Selection, list_events

FIELDS = ("kind", "action", "stance", "jurisdiction")
HEADER = ",".join(("id", *FIELDS))


@pytest.fixture
def events(own_context: Context) -> tuple[PolicyEvent, ...]:
    return list_events(own_context, Selection(kinds=("statement",)))[:12]


def code(context: Context, events: tuple[PolicyEvent, ...], coder: str = "B", **changed: dict[str, str]) -> None:
    """Code the events as the ledger does, but for ``changed``: field to event id to value."""
    rows = [
        ",".join((event.id, *(changed.get(field, {}).get(event.id, getattr(event, field)) for field in FIELDS)))
        for event in events
    ]
    coding.take_in(context, "\n".join((HEADER, *rows)), file="s.csv", coder=coder)


def of(found: Compared, field: str) -> Any:
    return next(one.measured for one in found.fields if one.field == field)


def test_one_other_value_costs_what_the_formula_says(own_context: Context, events: tuple[PolicyEvent, ...]) -> None:
    odd = next(event for event in events if event.stance == "escalate")
    code(own_context, events, stance={odd.id: "deescalate"})
    found = compare(own_context)
    assert [(one.name, one.events, one.blind) for one in found.coders] == [("ledger", 12, 0), ("B", 12, 12)]
    assert of(found, "action").alpha == 1
    assert (of(found, "kind").alpha, of(found, "kind").refused) == (None, "constant")
    assert of(found, "stance").same == pytest.approx(11 / 12)
    (one,) = found.disagreements
    assert (one.event_id, one.field, one.difference) == (odd.id, "stance", 1)
    assert one.said == {"ledger": "escalate", "B": "deescalate"}


def test_a_correction_made_since_does_not_speak_for_the_ledger(
    own_context: Context, events: tuple[PolicyEvent, ...]
) -> None:
    odd = next(event for event in events if event.stance == "escalate")
    code(own_context, events, stance={odd.id: "hold"})
    before = compare(own_context)
    decisions.edit(own_context, odd.id, {"stance": "hold"}, reason="B was right", by="A")
    assert compare(own_context) == before


def test_the_coders_who_are_asked_for(own_context: Context, events: tuple[PolicyEvent, ...]) -> None:
    first, second = events[0].id, events[1].id
    code(own_context, events, jurisdiction={first: "JP"})
    code(own_context, events, coder="C", jurisdiction={first: "JP", second: "CA"})
    everyone, pair = compare(own_context), compare(own_context, coders=("C", "B"))
    assert [one.name for one in pair.coders] == ["B", "C"]
    assert of(everyone, "jurisdiction").pairable == 36
    assert of(pair, "jurisdiction").pairable == 24
    assert [one.event_id for one in pair.disagreements] == [second]
    assert {one.event_id for one in everyone.disagreements} == {first, second}
    with pytest.raises(NoDataError, match="'D' has coded nothing"):
        compare(own_context, coders=("D",))


def test_few_events_and_rejected_ones(own_context: Context, events: tuple[PolicyEvent, ...]) -> None:
    code(own_context, events[:10])
    assert of(compare(own_context), "action").alpha == 1
    decisions.decide(own_context, events[0].id, accept=False, reason="not one", by="A")
    found = compare(own_context)
    assert found.left_out == (events[0].id,)
    assert {one.measured.refused for one in found.fields} == {"few"}
    assert {one.words for one in found.fields} == {"too few: 9 events with two codes, at least 10 are needed"}


@pytest.mark.usefixtures("ready_home")
def test_as_it_is_typed(tracker: Callable[..., Any]) -> None:
    nobody = tracker("events", "agreement")
    assert (nobody.code, nobody.out) == (0, "")
    assert "Nobody has coded an event yet" in nobody.err
    tracker("events", "code", "--coder", "B", "--kind", "statement", "-o", "s.csv")
    text = Path("s.csv").read_text(encoding="utf-8")
    Path("s.csv").write_text(text.replace(",,,,,\n", ",statement,neutral,hold,EU,\n"), encoding="utf-8")
    assert "with the codes of the ledger in sight" in tracker("events", "code", "--coder", "B", "--import", "s.csv").out
    table = tracker("events", "agreement", "--seed", "7").out
    assert "B: 26 events, 0 of them blind" in table
    assert "2000 resamples, seed 7" in table
    assert "Worst disagreements (20 of " in table
    document = json.loads(tracker("events", "agreement", "--seed", "7", "--format", "json").out)
    stance = next(one for one in document["fields"] if one["field"] == "stance")
    assert stance["low"] <= stance["alpha"] <= stance["high"] < 1
    assert stance["alpha"] == pytest.approx(1 - stance["observed"] / stance["expected"])
    differences = [one["difference"] for one in document["disagreements"]]
    assert len(differences) > 20
    assert min(differences) > 0
    rows = tracker("events", "agreement", "--format", "csv").out.splitlines()
    assert [row.split(",")[0] for row in rows] == ["field", *FIELDS]
