"""Accounts that were read in documents: what they have in common with announcements, and with each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.events.merging import merge
from tracker.model.event import READ, EventSource, EventTime, PolicyEvent
from tracker.model.instants import local_day

DAY = date(2026, 11, 19)
PAGE = "https://www.whitehouse.gov/a"


def event(name: str, *, day: date = DAY, page: str = PAGE, **more: object) -> PolicyEvent:
    fields: dict[str, object] = {
        "id": f"{day.isoformat()}-{name}",
        "title": f"Somebody: {name * 3} {name * 4} {name * 5} {name * 6}",
        "summary": "",
        "kind": "statement",
        "action": "threaten",
        "stance": "escalate",
        "issuer": "US White House",
        "jurisdiction": "US",
        "actor": "A. Person",
        "target": "Russia",
        "time": EventTime(interval=local_day(day, "America/New_York"), zone="America/New_York", precision="day"),
        "published_on": day,
        "sources": (EventSource(url=page, tier="official"),),
        "evidence": f"document {name}: “…”",
        "provenance": READ,
        "status": "review",
    }
    return PolicyEvent(**{**fields, **more})  # type: ignore[arg-type]  # fields by name


ANNOUNCED = event(
    "announced",
    provenance="source",
    kind="legal_framework",
    action="neutral",
    stance="hold",
    actor="",
    target="",
    title="A title about Russia",
    evidence=f"us_white_house {PAGE}",
    sources=(EventSource(url=PAGE, tier="official"), EventSource(url=f"{PAGE}/2", tier="official")),
)
ACT = event("act", kind="sectoral_sanctions", action="impose")
ITSELF = event("itself", actor="", action="condemn")
WORD = event("word")


def into(*events: PolicyEvent) -> dict[str, str]:
    return {merger.event.id: merger.into for merger in merge(events).mergers}


def test_an_act_and_the_publishers_own_word_tell_of_the_announcement_of_their_page() -> None:
    assert into(ANNOUNCED, ACT, ITSELF, WORD) == {ACT.id: ANNOUNCED.id, ITSELF.id: ANNOUNCED.id}


def test_of_another_page_or_another_direction_they_do_not() -> None:
    elsewhere = [replace(one, sources=(EventSource(url=f"{PAGE}/3"),)) for one in (ACT, ITSELF)]
    assert into(ANNOUNCED, *elsewhere) == {}
    easing = replace(ANNOUNCED, kind="delisting_easing", action="ease", stance="deescalate")
    assert into(easing, ACT) == {}


def test_an_announcement_that_says_nothing_goes_into_the_word_of_its_only_page() -> None:
    alone = replace(ANNOUNCED, sources=ANNOUNCED.sources[:1])
    assert into(alone, WORD) == {alone.id: WORD.id}
    assert into(alone, WORD, ACT) == {ACT.id: alone.id}, "it says what is done"
    assert into(replace(alone, action="impose"), WORD) == {}
    assert into(alone, replace(WORD, status="accepted")) == {alone.id: WORD.id}


@pytest.mark.parametrize(
    ("other", "one_event", "asked"),
    [
        (event("b", page=f"{PAGE}/b"), True, False),
        (event("b"), False, False),
        (event("b", page=f"{PAGE}/b", actor="B. Person"), False, False),
        (event("b", page=f"{PAGE}/b", action="condemn"), False, True),
        (event("b", page=f"{PAGE}/b", day=DAY + timedelta(days=9)), False, False),
    ],
    ids=["the same elsewhere", "the same page", "another speaker", "another action", "later"],
)
def test_one_speaker_action_and_day_in_two_documents_is_one_event(
    other: PolicyEvent, *, one_event: bool, asked: bool
) -> None:
    found = merge((WORD, other))
    assert (bool(found.mergers), bool(found.suggestions)) == (one_event, asked)


def test_an_accepted_sentence_that_is_read_anew_is_no_second_event() -> None:
    accepted = replace(WORD, status="accepted", evidence="document a: “One. … Two.”")
    anew = event("anew", action="lift", kind="delisting_easing", stance="deescalate", evidence="document a: “Two.”")
    assert into(accepted, anew) == {anew.id: accepted.id}
    assert into(accepted, replace(anew, evidence="document a: “Three.”")) == {}
    assert into(replace(accepted, status="review"), anew) == {}


def test_an_institution_that_speaks_in_two_documents_is_one_speaker() -> None:
    assert into(ITSELF, event("again", actor="", action="condemn", page=f"{PAGE}/b")) != {}


def test_the_order_of_events_does_not_matter_and_merging_again_changes_nothing() -> None:
    alone = replace(ANNOUNCED, sources=ANNOUNCED.sources[:1])
    more = [
        event(f"more-{number}", page=f"{PAGE}/{number % 3}", action=action)
        for number, action in enumerate(("threaten", "condemn", "rule_out") * 3)
    ]
    events = [ANNOUNCED, ACT, ITSELF, WORD, replace(alone, id=f"{DAY.isoformat()}-alone"), *more]
    first = merge(events)
    for turn in range(len(events)):
        again = merge(events[turn:] + events[:turn][::-1])
        assert {one.id: one for one in again.events} == {one.id: one for one in first.events}
        assert (again.mergers, again.suggestions) == (first.mergers, first.suggestions)
