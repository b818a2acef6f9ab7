"""Lists: validity intervals between complete snapshots, in time order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from tracker.errors import UsageError
from tracker.model.announcement import ListChange, ListEntry
from tracker.store.lists import Recorded
from tracker.store.tables import LIST_ENTRY
from tracker.store.unit_of_work import UnitOfWork

DAY = timedelta(days=1)


def entry(number: int, **fields: object) -> ListEntry:
    base = ListEntry(
        list_key="us_sdn", entry_id=f"{number:04}", name=f"Party {number}", entity_type="entity", programmes=("RUSSIA",)
    )
    return replace(base, **fields)


def counts(recorded: Recorded) -> tuple[int, int]:
    return recorded.opened, recorded.closed


def test_unchanged_entries_are_not_copied(engine: Engine, noon: datetime) -> None:
    entries = [entry(number) for number in range(5)]
    with UnitOfWork(engine, write=True) as work:
        assert counts(work.lists.record("us_sdn", entries, snapshot_at=noon, sha256=None)) == (5, 0)
        for days in range(1, 4):
            again = work.lists.record("us_sdn", entries, snapshot_at=noon + days * DAY, sha256=None)
            assert (counts(again), again.steps) == ((0, 0), ())
        work.commit()
        latest = work.lists.latest_snapshot("us_sdn")
        # since when and until when it was seen so
        assert [one.snapshot_at for one in work.lists.snapshots("us_sdn")] == [noon, noon + 3 * DAY]
    assert latest is not None
    assert (latest.snapshot_at, latest.entries) == (noon + 3 * DAY, 5)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(LIST_ENTRY)) == 5


def test_every_snapshot_can_be_read_again(engine: Engine, noon: datetime) -> None:
    snapshots = [
        [entry(1), entry(2)],
        [entry(1), entry(2, name="Party Two"), entry(3)],
        [entry(2, name="Party Two")],
        [entry(1), entry(2, name="Party Two")],
    ]
    with UnitOfWork(engine, write=True) as work:
        for days, entries in enumerate(snapshots):
            work.lists.record("us_sdn", entries, snapshot_at=noon + days * DAY, sha256=None)
        for days, entries in enumerate(snapshots):
            assert work.lists.current("us_sdn", as_of=noon + days * DAY + DAY / 2) == tuple(entries)
        assert work.lists.current("us_sdn") == tuple(snapshots[-1])
        assert work.lists.current("us_sdn", as_of=noon - DAY) == ()
        assert work.lists.current("eu") == ()
        assert work.lists.latest_snapshot("eu") is None


def test_the_same_snapshot_again_adds_nothing(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.lists.record("us_sdn", [entry(1)], snapshot_at=noon, sha256=None)
        assert work.lists.record("us_sdn", [entry(1)], snapshot_at=noon, sha256=None) == Recorded()


def test_one_instant_has_one_snapshot(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.lists.record("us_sdn", [entry(1)], snapshot_at=noon, sha256=None)
        with pytest.raises(UsageError, match="stored already"):
            work.lists.record("us_sdn", [entry(2)], snapshot_at=noon, sha256=None)
        assert work.lists.current("us_sdn") == (entry(1),)


@pytest.mark.parametrize("wrong", [[entry(1), entry(1, name="Other")], [entry(1, list_key="eu")]])
def test_an_impossible_snapshot_is_refused(engine: Engine, noon: datetime, wrong: list[ListEntry]) -> None:
    with UnitOfWork(engine, write=True) as work, pytest.raises(ValueError, match="0001"):
        work.lists.record("us_sdn", wrong, snapshot_at=noon, sha256=None)


def test_changes_are_stored_once_and_read_by_when_they_became_visible(engine: Engine, noon: datetime) -> None:
    changes = [
        ListChange(
            list_key=key,
            change="designation",
            entry=entry(number, list_key=key),
            from_snapshot_at=noon + (number - 1) * DAY,
            to_snapshot_at=noon + number * DAY,
        )
        for key in ("us_sdn", "eu")
        for number in range(3)
    ]
    with UnitOfWork(engine, write=True) as work:
        assert work.lists.add_changes(changes) == 6
        assert work.lists.add_changes(changes) == 0
        assert work.lists.changes("us_sdn") == tuple(changes[:3])
        assert work.lists.changes("us_sdn", since=noon + DAY, until=noon + 2 * DAY) == (changes[1],)
        assert len(work.lists.changes()) == 6
