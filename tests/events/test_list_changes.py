"""The difference between two complete snapshots of one list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.events.changes import diff
from tracker.model.announcement import ListEntry

MONDAY, TUESDAY = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)


def entry(number, name="Some Bank", programmes=("RUSSIA-EO14024",), list_key="us_sdn"):
    return ListEntry(
        list_key=list_key, entry_id=str(number), name=name, entity_type="entity", programmes=tuple(programmes)
    )


def changes(before, after):
    return [(change.change, change.entry.entry_id) for change in diff(before, after, from_at=MONDAY, to_at=TUESDAY)]


def test_designation_delisting_and_amendment():
    before = [entry(1), entry(2), entry(3, "Old Name")]
    after = [entry(3, "New Name"), entry(4), entry(1)]

    assert changes(before, after) == [("designation", "4"), ("delisting", "2"), ("amendment", "3")]


def test_an_amendment_says_what_changed():
    (change,) = diff(
        [entry(1, programmes=["A"])], [entry(1, "Other", programmes=["A", "B"])], from_at=MONDAY, to_at=TUESDAY
    )
    assert change.details == "name: Some Bank → Other; programmes: A → A, B"
    assert (change.from_snapshot_at, change.to_snapshot_at) == (MONDAY, TUESDAY)


def test_equal_snapshots_change_nothing_in_any_order():
    assert changes([entry(1), entry(2)], [entry(2), entry(1)]) == []


def test_forward_and_backward_mirror_each_other():
    before, after = [entry(1), entry(2)], [entry(2), entry(3)]
    forward, backward = changes(before, after), changes(after, before)
    mirrored = {"designation": "delisting", "delisting": "designation"}
    assert sorted((mirrored[kind], name) for kind, name in forward) == sorted(backward)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ([entry(1), entry(1, "Twice")], [], "occurs twice"),
        ([entry(1)], [entry(1, list_key="eu_fsf")], "different lists"),
    ],
)
def test_snapshots_that_cannot_be_compared(before, after, message):
    with pytest.raises(ValueError, match=message):
        changes(before, after)


def test_snapshots_come_in_order_of_time():
    with pytest.raises(ValueError, match="not later"):
        diff([entry(1)], [entry(2)], from_at=TUESDAY, to_at=MONDAY)
