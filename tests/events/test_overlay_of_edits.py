"""User edits: laid over the shipped ledger, surviving upgrades, conflicts shown, nothing overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tracker.data.event_file import event_of, row_of
from tracker.events import overlay

AT = datetime(2026, 11, 1, tzinfo=UTC)
RHODES = "2014-11-11-rhodes-beijing"
MERKEL = "2014-11-11-merkel-no-new-sanctions"

apply = partial(overlay.apply, row_of=row_of, event_of=event_of)
edit_of = partial(overlay.edit_of, row_of=row_of, event_of=event_of)
redate = partial(overlay.redate, row_of=row_of, event_of=event_of)


@pytest.fixture
def shipped(ledger):
    return [ledger[RHODES], ledger[MERKEL]]


def event(laid, name):
    return next(one for one in laid.events if one.id == name)


def test_without_edits_the_shipped_events_are_untouched(shipped):
    laid = apply(shipped, [])
    assert set(laid.events) == set(shipped)
    assert (laid.conflicts, laid.edited) == ((), frozenset())


def test_an_edit_changes_its_column_and_keeps_the_rest(shipped, ledger):
    edit = edit_of(ledger[MERKEL], {"actor_role": "Chancellor"}, action="edit", reason="shorter", recorded_at=AT)
    laid = apply(shipped, [edit])

    assert edit.changes == (("actor_role", "Chancellor"),)
    assert event(laid, MERKEL) == replace(ledger[MERKEL], role="Chancellor")
    assert laid.edited == {MERKEL}


def test_a_clock_time_narrows_a_day_to_remarks(shipped, ledger):
    edit = edit_of(
        ledger[MERKEL],
        {"precision": "minute", "time_utc": "2014-11-11T11:30Z", "time_basis": "announcement"},
        action="edit",
        reason="transcript found",
        recorded_at=AT,
    )
    time = event(apply(shipped, [edit]), MERKEL).time

    assert time.precision == "minute"
    assert time.interval.start == datetime(2014, 11, 11, 11, 30, tzinfo=UTC)
    assert time.interval.end == datetime(2014, 11, 11, 12, 0, tzinfo=UTC)


def test_a_corrected_zone_moves_the_local_day(shipped, ledger):
    edit = edit_of(ledger[MERKEL], {"zone": "Asia/Shanghai"}, action="edit", reason="said there", recorded_at=AT)
    assert event(apply(shipped, [edit]), MERKEL).time.interval.start == datetime(2014, 11, 10, 16, tzinfo=UTC)


def test_an_upgrade_that_changes_an_edited_column_is_a_conflict_and_yours_stands(shipped, ledger):
    edit = edit_of(ledger[RHODES], {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)
    upgraded = [replace(ledger[RHODES], title="Theirs"), ledger[MERKEL]]
    laid = apply(upgraded, [edit])

    assert event(laid, RHODES).title == "Mine"
    (conflict,) = laid.conflicts
    assert (conflict.event_id, conflict.kind, conflict.column) == (RHODES, "changed", "title")
    assert (conflict.yours, conflict.shipped_then, conflict.shipped_now) == ("Mine", ledger[RHODES].title, "Theirs")


def test_an_upgrade_that_agrees_or_changes_another_column_is_no_conflict(ledger):
    edit = edit_of(ledger[RHODES], {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)

    assert apply([replace(ledger[RHODES], title="Mine")], [edit]).conflicts == ()
    merged = apply([replace(ledger[RHODES], summary="New.")], [edit])
    assert merged.conflicts == ()
    assert (event(merged, RHODES).title, event(merged, RHODES).summary) == ("Mine", "New.")


def test_editing_again_with_the_new_shipped_text_in_sight_settles_a_conflict(ledger):
    first = edit_of(ledger[RHODES], {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)
    upgraded = replace(ledger[RHODES], title="Theirs")
    again = edit_of(upgraded, {"title": "Mine still"}, action="edit", reason="seen", recorded_at=AT + timedelta(1))
    laid = apply([upgraded], [first, again])

    assert event(laid, RHODES).title == "Mine still"
    assert laid.conflicts == ()


def test_refining_your_own_text_keeps_the_memory_of_what_was_shipped(ledger):
    first = edit_of(ledger[RHODES], {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)
    mine = event(apply([ledger[RHODES]], [first]), RHODES)
    again = edit_of(mine, {"title": "Mine, better"}, action="edit", reason="clearer", recorded_at=AT + timedelta(1))

    assert apply([ledger[RHODES]], [first, again]).conflicts == ()
    (conflict,) = apply([replace(ledger[RHODES], title="Theirs")], [again, first]).conflicts
    assert conflict.shipped_then == ledger[RHODES].title


def test_an_edit_of_an_event_no_longer_shipped_is_reported(ledger):
    edit = edit_of(ledger[RHODES], {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)
    (conflict,) = apply([ledger[MERKEL]], [edit]).conflicts
    assert (conflict.event_id, conflict.kind) == (RHODES, "withdrawn")


def test_edits_that_no_longer_fit_show_the_shipped_event(ledger):
    edit = edit_of(
        ledger[MERKEL],
        {"precision": "interval", "latest_utc": "2014-11-11T12:00Z"},
        action="edit",
        reason="on the wires by one",
        recorded_at=AT,
    )
    moved = replace(
        ledger[MERKEL], time=replace(ledger[RHODES].time, zone="Europe/Berlin", basis="announcement"), note=""
    )
    upgraded = replace(moved, time=replace(moved.time, interval=ledger[RHODES].time.interval))
    laid = apply([replace(upgraded, id=MERKEL)], [edit])

    # The edited bounds stand with the shipped start: still valid, and the disagreement is shown.
    assert {conflict.column for conflict in laid.conflicts} == {"precision", "latest_utc"}
    broken = replace(edit, changes=(("kind", "rumour"),), base=(("kind", "statement"),))
    laid = apply([ledger[MERKEL]], [broken])
    assert event(laid, MERKEL) == ledger[MERKEL]
    assert [conflict.kind for conflict in laid.conflicts] == ["invalid"]
    assert "rumour" in laid.conflicts[0].message


def test_a_rejected_event_stays_with_its_status_and_can_be_accepted_again(shipped, ledger):
    reject = edit_of(ledger[RHODES], {}, action="reject", reason="not about Russia", recorded_at=AT)
    accept = edit_of(ledger[RHODES], {}, action="accept", reason="", recorded_at=AT + timedelta(hours=1))

    assert event(apply(shipped, [reject]), RHODES).status == "rejected"
    assert event(apply(shipped, [reject, accept]), RHODES).status == "accepted"


ROW = {
    "date": "2026-11-20",
    "zone": "Europe/Brussels",
    "title": "EU agrees",
    "kind": "sectoral_sanctions",
    "issuer": "Council of the EU",
    "jurisdiction": "EU",
}


def test_an_added_event_is_the_users_own(shipped):
    edit = edit_of(None, ROW, action="add", reason="", recorded_at=AT)
    added = event(apply(shipped, [edit]), "2026-11-20-eu-agrees")

    assert (edit.event_id, added.provenance, added.status) == (added.id, "user", "accepted")
    assert added.time.precision == "day"


def test_an_added_event_that_is_shipped_later_stays_yours_and_shows_the_difference():
    edit = edit_of(None, ROW, action="add", reason="", recorded_at=AT)
    shipped = event_of({**ROW, "id": edit.event_id, "actor": "Somebody"}, provenance="shipped")
    laid = apply([shipped], [edit])

    assert event(laid, edit.event_id).actor == ""
    assert event(laid, edit.event_id).provenance == "user"
    assert [(conflict.kind, conflict.column) for conflict in laid.conflicts] == [("shipped", "actor")]


def test_another_day_is_a_rejection_and_an_addition(shipped, ledger):
    edits = redate(ledger[MERKEL], {"date": "2014-11-12"}, reason="said on Wednesday", recorded_at=AT)
    laid = apply(shipped, edits)

    assert event(laid, MERKEL).status == "rejected"
    moved = event(laid, "2014-11-12-merkel-no-new-sanctions")
    assert moved.time.interval.start == datetime(2014, 11, 11, 23, tzinfo=UTC)
    assert moved.title == ledger[MERKEL].title


@pytest.mark.parametrize(
    ("changes", "action", "reason", "message"),
    [
        ({"date": "2014-11-12"}, "edit", "r", "keeps its date"),
        ({"kind": "rumour"}, "edit", "r", "rumour"),
        ({"colour": "red"}, "edit", "r", "no column 'colour'"),
        ({}, "edit", "r", "nothing would change"),
        ({"title": "T"}, "edit", "", "say why"),
        ({"title": "T"}, "add", "r", "starts from nothing"),
        ({"title": "T"}, "praise", "r", "unknown decision"),
    ],
)
def test_a_decision_that_makes_no_valid_event_is_refused(ledger, changes, action, reason, message):
    with pytest.raises(ValueError, match=message):
        edit_of(ledger[MERKEL], changes, action=action, reason=reason, recorded_at=AT)


def test_what_is_known_of_the_sources_survives_an_edit_of_something_else(ledger):
    known = replace(
        ledger[RHODES], sources=tuple(replace(source, tier="transcript") for source in ledger[RHODES].sources)
    )
    edit = edit_of(known, {"title": "Mine"}, action="edit", reason="clearer", recorded_at=AT)

    assert event(apply([known], [edit]), RHODES).sources == known.sources
