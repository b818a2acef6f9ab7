"""List changes of one list, day and family of programmes become one candidate, with the time that is really known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.data.event_file import event_of, row_of
from tracker.data.programmes import programme_of
from tracker.events.list_grouping import list_candidates
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.event import NO_DAY
from tracker.model.instants import local_day

BEFORE = datetime(2022, 2, 24, 1, 52, tzinfo=UTC)
AFTER = datetime(2022, 2, 25, 1, 50, tzinfo=UTC)


def change(name="VTB BANK", kind="designation", programmes=("RUSSIA-EO14024",), **more):
    fields = {"from_snapshot_at": BEFORE, "to_snapshot_at": AFTER, "entity_type": "entity", "details": ""} | more
    entry = ListEntry(
        list_key=fields.pop("list_key", "us_ofac_sdn"),
        entry_id=name.lower(),
        name=name,
        entity_type=fields.pop("entity_type"),
        programmes=programmes,
        details=fields.pop("details"),
    )
    return ListChange(list_key=entry.list_key, change=kind, entry=entry, **fields)


def grouped(*changes):
    return list_candidates(changes, programme_of=programme_of)


def test_one_list_interval_and_family_is_one_event_with_counts_and_the_foremost_names():
    (event,) = grouped(
        change("ZED SHIP", entity_type="vessel"),
        change("IVANOV, Ivan", entity_type="individual", details="Member of the State Duma"),
        change("ADAMOV, Adam", entity_type="individual"),
        change("PLAIN LLC"),
        change(),
        change("SOVCOMFLOT"),
    ).events
    assert event.id == "2022-02-23-us-ofac-sdn-russia-designation-until-2022-02-24"
    assert event.title == (
        "OFAC SDN list, Russia: puts 2 individuals, 3 entities, 1 vessel on the list: "
        "VTB BANK, SOVCOMFLOT, IVANOV, Ivan …"
    )
    assert (event.issuer, event.jurisdiction, event.target) == ("US Treasury OFAC", "US", "Russia")
    assert (event.kind, event.action, event.stance, event.status) == ("designation", "expand", "escalate", "review")
    assert (event.time.precision, event.time.interval.start, event.time.interval.end) == ("interval", BEFORE, AFTER)
    assert "2022-02-24T01:52:00Z and 2022-02-25T01:50:00Z" in event.note
    assert event_of(row_of(event), provenance="source", status="review").id == event.id


def test_kinds_families_and_lists_are_kept_apart_and_amendments_only_counted():
    found = grouped(
        change(),
        change("OTHER", "delisting"),
        change("THIRD", "amendment"),
        change("FOURTH", programmes=("BELARUS-EO14038",)),
        change("FIFTH", list_key="us_ofac_cons"),
    )
    assert len(found.events) == 4
    assert found.amended == (("us_ofac_sdn", 1),)
    assert {event.stance for event in found.events if "delisting" in event.id} == {"deescalate"}


def test_a_party_under_several_programmes_counts_once_under_the_first_of_the_table():
    (event,) = grouped(change(programmes=("SDGT", "BELARUS-EO14038", "RUSSIA-EO14024"))).events
    assert "-russia-" in event.id
    assert event.programme == "BELARUS-EO14038; RUSSIA-EO14024; SDGT"


def test_an_unknown_programme_is_told_and_gets_no_target():
    found = grouped(change(programmes=("NEW-EO15000",)), change("OTHER", programmes=("NEW-EO15000",)))
    assert found.unknown == (("us_ofac_sdn", "NEW-EO15000", 2),)
    assert [event.target for event in found.events] == [""]


def test_a_programme_nobody_has_seen_in_its_list_is_said_to_be_assumed():
    (event,) = grouped(change(list_key="ch_seco", programmes=("Ukraine",))).events
    assert event.target == "Russia"
    assert "by Ukraine is assumed" in event.note
    assert "assumed" not in grouped(change()).events[0].note


def test_a_day_the_list_states_narrows_an_interval_of_years():
    old = datetime(2018, 1, 26, 23, tzinfo=UTC)
    stated, summed = (
        grouped(change(from_snapshot_at=old, stated_on=date(2021, 4, 15))).events,
        grouped(change(from_snapshot_at=old)).events,
    )
    assert stated[0].time.interval == local_day(date(2021, 4, 15), "America/New_York")
    assert (stated[0].time.precision, stated[0].sets) == ("day", ())
    assert "the list itself states" in stated[0].note
    assert summed[0].sets == (NO_DAY,)
    assert summed[0].title.endswith("puts 1 entity on the list between 2018-01-26 and 2022-02-24")
    assert "not usable in a study" in summed[0].note


def test_a_publication_has_its_moment_within_its_own_day():
    at = datetime(2022, 2, 24, 18, 45, tzinfo=UTC)
    (event,) = grouped(change(basis="publication", from_snapshot_at=at - timedelta(days=9), to_snapshot_at=at)).events
    assert event.id == "2022-02-24-us-ofac-sdn-russia-designation"
    assert (event.time.interval.start, event.time.interval.end) == (datetime(2022, 2, 24, 5, tzinfo=UTC), at)


def test_a_publication_of_which_only_the_day_is_known_is_that_day():
    day = local_day(date(2022, 2, 24), "America/New_York")
    (event,) = grouped(change(basis="publication", from_snapshot_at=day.start, to_snapshot_at=day.end)).events
    assert (event.published_on, event.time.precision) == (date(2022, 2, 24), "day")


def test_the_order_of_changes_and_a_late_party_leave_the_id_alone():
    changes = [change(name) for name in ("A", "B", "C")]
    shuffled = [changes[2], changes[0], changes[1]]
    assert grouped(*changes) == grouped(*shuffled) == grouped(*changes, changes[0])
    assert grouped(*changes).events[0].id == grouped(change("D"), *changes).events[0].id


def test_two_differences_that_begin_on_one_day_are_two_events_where_they_end_on_others():
    noon = datetime(2022, 2, 23, 18, 46, tzinfo=UTC)
    found = grouped(change("A", from_snapshot_at=noon, to_snapshot_at=BEFORE), change("B")).events
    assert [event.id[-16:] for event in found] == ["ssia-designation", "until-2022-02-24"]


@pytest.mark.parametrize("list_key", ["opensanctions", "someone_else"])
def test_a_list_of_nobodys_own_makes_no_event_and_is_named(list_key):
    found = grouped(change(list_key=list_key))
    assert (found.events, found.ownerless) == ((), (list_key,))


def test_hostile_names_come_out_plain():
    (event,) = grouped(change("=cmd|\u202eEVIL\nBANK")).events
    assert "\u202e" not in event.title + event.summary
    assert "\n" not in event.title + event.summary


def test_a_party_that_was_missing_in_the_earlier_copy_makes_no_event():
    def listed(days, name="VTB BANK", **more):
        one = change(name, list_key="un_sc", **more)
        return replace(one, entry=replace(one.entry, listed_on=BEFORE.date() - timedelta(days=days)))

    assert grouped(listed(900), listed(15, "OTHER")).events == ()
    assert [event.evidence for event in grouped(listed(900), listed(14, "OTHER")).events] == [
        "un_sc: 1 put on the list"
    ]
    published = listed(900, basis="publication")
    assert len(grouped(published, listed(900, "OTHER", kind="delisting")).events) == 2
