"""A copy of a list is taken out again: everything stands as if it had never been recorded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select

from tests.store.test_lists_store import entry
from tracker.model.announcement import ListEntry
from tracker.store.tables import LIST_CHANGE, LIST_ENTRY, LIST_SNAPSHOT
from tracker.store.unit_of_work import UnitOfWork

KEY, DAY = "us_sdn", timedelta(days=1)
START = datetime(2022, 2, 1, 12, tzinfo=UTC)
Copy = tuple[ListEntry, ...]


def recorded(work: UnitOfWork, copies: dict[datetime, Copy]) -> None:
    for at, entries in copies.items():
        work.lists.record(KEY, entries, snapshot_at=at, sha256=None)


def emptied(work: UnitOfWork) -> None:
    for table in (LIST_CHANGE, LIST_ENTRY, LIST_SNAPSHOT):
        work._connection.execute(delete(table))  # type: ignore[union-attr]


def stored(work: UnitOfWork, keys: Sequence[str]) -> tuple[object, ...]:
    """What a reader can see: the copies and, of each entry, its intervals by their instants."""
    rows = work._connection.execute(select(LIST_ENTRY.c.entry_id)).all()  # type: ignore[union-attr]
    return work.lists.snapshots(KEY), tuple(work.lists.history(KEY, key) for key in keys), len(rows)


def test_forgetting_is_as_never_having_recorded(engine: Engine) -> None:
    chance = random.Random(2022)  # noqa: S311  # the same copies every time
    names = ("", "Another Name")
    keys = [entry(one).entry_id for one in range(3)]
    with UnitOfWork(engine, write=True) as work:
        for number in range(75):
            if number % 3 == 0:
                copies = _drawn(chance, names)
                emptied(work)
                recorded(work, copies)
            kept = [one.snapshot_at for one in work.lists.snapshots(KEY)]
            at = chance.choice(kept)
            copies = {one: copies[one] for one in kept if one != at}
            work.lists.forget(KEY, at)
            found = stored(work, keys)
            emptied(work)
            recorded(work, copies)
            assert found == stored(work, keys), number
            if len(copies) < 2:
                copies = _drawn(chance, names)
                emptied(work)
                recorded(work, copies)


def _drawn(chance: random.Random, names: Sequence[str]) -> dict[datetime, Copy]:
    """Six copies of three parties, each of them on it or not, under one of two names."""
    return {
        START + number * DAY: tuple(
            entry(one, name=chance.choice(names) or f"Party {one}") for one in range(3) if chance.random() < 0.7
        )
        for number in range(6)
    }


def test_the_last_copy_leaves_nothing(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.lists.record(KEY, [entry(1)], snapshot_at=noon, sha256=None)
        assert work.lists.forget(KEY, noon).steps == ()
        assert stored(work, [entry(1).entry_id]) == ((), ((),), 0)
        with pytest.raises(KeyError):
            work.lists.forget(KEY, noon)
