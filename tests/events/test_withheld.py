"""What the program wrote out of a list or a page is taken out again; what a person wrote is not touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.events.test_list_grouping import BEFORE, change, grouped
from tracker.data.event_file import event_of, row_of
from tracker.events.list_grouping import OWNERS
from tracker.events.withheld import list_of, without_names, without_quotations

WIDE = {"from_snapshot_at": BEFORE - timedelta(days=30)}


@pytest.mark.parametrize("key", sorted(OWNERS))
@pytest.mark.parametrize("kind", ["designation", "delisting"])
@pytest.mark.parametrize("more", [{}, WIDE], ids=["near", "wide"])
@pytest.mark.parametrize("programmes", [("RUSSIA-EO14024",), ("a: puts 1 entity on the list: b",), ()])
def test_every_event_of_a_list_is_told_without_names(key: str, kind: str, more: dict, programmes: tuple) -> None:
    parties = [
        change(f"Zarya: on the list, {number}", kind, programmes, list_key=key, entity_type=sort, **more)
        for number, sort in enumerate(["entity", "individual", "vessel", "aircraft", "unknown"] * 4)
    ]
    for few in (parties[:1], parties):
        (event,) = grouped(*few).events
        assert "Zarya" in event.summary
        assert list_of(event) == key
        told = without_names(event, "nobody may")
        assert "Zarya" not in repr(told)
        assert told.title.startswith(OWNERS[key].name)
        assert told.summary == event.summary.split(": ")[0]
        assert told.note == f"{event.note}; names are left out: nobody may"
        assert without_names(told, "nobody may") == told
        moved = replace(event, id=f"2022-03-01{event.id[10:]}", provenance="user")
        assert "Zarya" not in repr(without_names(moved, "nobody may"))
        written = event_of(row_of(event), provenance="user")
        assert "Zarya" not in repr(without_names(written, "nobody may"))


def test_what_a_person_wrote_stays() -> None:
    (event,) = grouped(change("Zarya")).events
    own = replace(event, title="Switzerland puts Zarya on the list: a trading house", summary="Zarya: a trading house.")
    assert without_names(own, "nobody may") == own
    half = without_names(replace(event, summary=own.summary), "nobody may")
    assert (half.title, half.summary) == ("OFAC SDN list, Russia: puts 1 entity on the list", own.summary)


def test_events_of_no_list_have_none() -> None:
    (event,) = grouped(change("Zarya")).events
    for other in ("2014-11-11-rhodes-beijing", "2014-11-11-us-ofac-sdn", "2014-11-11-ch-seco-a-designation-of-a-kind"):
        assert list_of(replace(event, id=other)) == ""


def test_quotations_of_pages_go_and_their_pages_and_all_other_words_stay() -> None:
    (event,) = grouped(change("Zarya")).events
    page, other = "document A title of 2014-11-12: “he said “no” … and more”", "OFAC: “a text of its own”"
    told = without_quotations(replace(event, evidence=f"{page} ; {other} ; {page}"))
    assert told.evidence == f"document A title of 2014-11-12 ; {other} ; document A title of 2014-11-12"
    assert without_quotations(replace(event, evidence=other)).evidence == other
