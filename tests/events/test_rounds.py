"""Rounds of designations and delistings: which changes of a list make one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.data.programmes import programme_of
from tracker.events.rounds import Round, rounds
from tracker.model.announcement import ListChange, ListEntry

BEFORE = datetime(2022, 4, 5, 14, tzinfo=UTC)
AFTER = BEFORE + timedelta(hours=24)


def change(number: int, kind: str = "designation", programme: str = "RUSSIA-EO14024", **more: object) -> ListChange:
    entry = ListEntry(
        list_key="us_ofac_sdn",
        entry_id=str(number),
        name=f"Party {number}",
        entity_type="entity",
        programmes=(programme,),
    )
    made = ListChange(list_key="us_ofac_sdn", change=kind, entry=entry, from_snapshot_at=BEFORE, to_snapshot_at=AFTER)
    return replace(made, **more)  # type: ignore[arg-type]


def found(*changes: ListChange, watched: tuple[str, ...] = ("Russia",), least: int = 1) -> tuple[Round, ...]:
    since = AFTER - timedelta(days=1)
    return rounds(changes, watched=watched, programme_of=programme_of, least=least, since=since)


@pytest.mark.parametrize("watched", ["Russia", "russia", "RUSSIA-EO14024"])
def test_a_programme_is_watched_by_its_family_or_as_the_list_writes_it(watched: str) -> None:
    (one,) = found(change(1), change(2, programme="CUBA"), watched=(watched,))
    assert [each.entry.entry_id for each in one.designated] == ["1"]
    assert one.families == ("Russia",)


def test_a_programme_nobody_has_described_is_watched_as_written() -> None:
    (one,) = found(change(1, programme="XX-NEW"), watched=("xx-new",))
    assert one.families == ("XX-NEW",)


def test_a_round_needs_so_many_parties_each_counted_once() -> None:
    assert found(change(1), change(2), change(2), least=3) == ()
    (one,) = found(change(1), change(2), change(2), change(3), least=3)
    assert len(one.designated) == 3


def test_delistings_make_a_round_of_their_own_number_and_amendments_none() -> None:
    (one,) = found(change(1, "delisting"), change(2, "delisting"), change(3, "amendment"), least=2)
    assert (len(one.designated), len(one.delisted)) == (0, 2)
    assert found(change(1), change(2, "delisting"), least=2) == ()


def test_each_comparison_of_copies_and_each_publication_is_a_round() -> None:
    later = change(2, from_snapshot_at=AFTER, to_snapshot_at=AFTER + timedelta(hours=2))
    published = change(3, basis="publication")
    got = found(change(1), later, published)
    assert [(one.until, one.basis) for one in got] == [
        (AFTER, "diff"),
        (AFTER, "publication"),
        (AFTER + timedelta(hours=2), "diff"),
    ]


def test_what_may_have_happened_long_ago_calls_nobody() -> None:
    assert found(change(1, from_snapshot_at=AFTER - timedelta(days=60))) == ()
    assert found(change(1, stated_on=date(2021, 1, 1))) == ()
    stated = change(1, from_snapshot_at=AFTER - timedelta(days=60), stated_on=AFTER.date())
    (one,) = found(stated)
    assert one.stated_on == AFTER.date()


def test_a_party_that_was_missing_in_the_earlier_copy_was_not_put_on_the_list() -> None:
    old = change(1)
    listed_before = replace(old, entry=replace(old.entry, listed_on=date(2020, 1, 1)))
    assert listed_before.told_as == "missing"
    assert found(listed_before) == ()
