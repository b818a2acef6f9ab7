"""Lists: entries as validity intervals between complete snapshots, in whatever order the snapshots come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from tracker.errors import UsageError
from tracker.model.announcement import ListEntry
from tracker.model.instants import format_instant
from tracker.store.bulk import insert_columns, new_id
from tracker.store.list_changes import SAID, plain
from tracker.store.list_reading import ListReading, ListSnapshot, Standing, decoded, snapshot_of
from tracker.store.tables import LIST_ENTRY, LIST_SNAPSHOT
from tracker.store.types import canonical_json

if TYPE_CHECKING:
    from sqlalchemy.engine import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What two neighbouring snapshots do not have alike: entries of the earlier and of the later one."""

    before: ListSnapshot
    after: ListSnapshot
    old: tuple[ListEntry, ...] = field(default=(), repr=False)
    new: tuple[ListEntry, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one snapshot did: intervals begun and ended, the steps from the one before and to the one after it.

    What was found to have become visible at the ``stale`` instants (UTC) is to be found anew, from ``steps``.
    """

    opened: int = 0
    closed: int = 0
    steps: tuple[Step, ...] = ()
    stale: tuple[datetime, ...] = ()


class Lists(ListReading):
    """Complete snapshots of lists, and the changes of lists.

    Of a run of equal snapshots the first and the last are kept: since when, and until when, the list was seen so. An
    entry is one row for each interval in which it stands unchanged. The order of recording makes no difference.
    """

    def record(
        self,
        list_key: str,
        entries: Iterable[ListEntry],
        *,
        snapshot_at: datetime,
        sha256: str | None,
        form: str = "",
    ) -> Recorded:
        """Record one complete snapshot, newer or older than those that are stored; the same again adds nothing.

        ``UsageError`` for another one of the very same instant, ``ValueError`` for an entry of another list or twice.
        """
        given = _by_id(list_key, entries)
        found = {key: _said(entry) for key, entry in given.items()}
        here, before, after = self._around(list_key, snapshot_at)
        if here is not None:
            if _equal(self._standing(here, open_ended=after is None), found):
                return Recorded()
            raise UsageError(
                f"{list_key}: another snapshot of {format_instant(snapshot_at)} is stored already.",
                remedy="Give the instant at which this one was retrieved.",
            )
        old = self._standing(before, open_ended=after is None) if before is not None else {}
        new = self._standing(after, open_ended=False) if after is not None else {}
        as_before = before is not None and _equal(old, found)
        as_after = after is not None and _equal(new, found)
        if as_before and as_after:
            return Recorded()
        own = {"snapshot_at": snapshot_at, "sha256": sha256, "form": form}
        stale = [snapshot_at, *([after.snapshot_at] if after is not None else ())]
        opened = closed = 0
        if as_before and before is not None and self._goes_on_from_the_one_before(before):
            self._move(before, own)
        elif as_after and after is not None and self._goes_on_to_the_one_after(after):
            self._move(after, own)
        else:
            number = new_id(self._connection, LIST_SNAPSHOT, {"list_key": list_key, "entries": len(found), **own})
            opened, closed = self._insert(given, number, found, before, old, after, new)
        this = ListSnapshot(list_key=list_key, entries=len(found), **own)  # type: ignore[arg-type]  # columns by name
        steps = []
        if before is not None and not as_before:
            steps.append(_step(snapshot_of(before), this, _texts(old), found))
        if after is not None and not as_after:
            steps.append(_step(this, snapshot_of(after), found, _texts(new)))
        return Recorded(opened=opened, closed=closed, steps=tuple(steps), stale=tuple(stale))

    def seen_again(self, list_key: str, sha256: str, at: datetime) -> None:
        """The bytes of the newest snapshot still were the publisher's at ``at``; of other bytes nothing is noted."""
        newest = self._newest(list_key)
        if newest is None or newest.sha256 != sha256 or newest.snapshot_at >= at:
            return
        own = {"snapshot_at": at, "sha256": sha256, "form": newest.form}
        if self._goes_on_from_the_one_before(newest):
            self._move(newest, own)
        else:
            new_id(self._connection, LIST_SNAPSHOT, {"list_key": list_key, "entries": newest.entries, **own})

    def _insert(
        self,
        given: Mapping[str, ListEntry],
        number: int,
        found: Mapping[str, tuple[Any, ...]],
        before: Row[Any] | None,
        old: Standing,
        after: Row[Any] | None,
        new: Standing,
    ) -> tuple[int, int]:
        """Set a snapshot between its neighbours: how many intervals begin with it, and how many it ends."""
        end = number if after is not None else None  # the last snapshot of what stands in this one alone
        extended, ended, rows = [], [], []
        for key, stands in old.items():
            same = found.get(key) == stands.said
            goes_on = before is not None and stands.last != before.id
            if same and not goes_on and after is not None:
                extended.append(stands.id)
            elif not same and goes_on and before is not None:
                ended.append(stands.id)
                if after is not None:
                    rows.append((decoded(after.list_key, key, stands.said), after.id, stands.last))
        earlier = []
        for key, said in found.items():
            if key in old and old[key].said == said:
                continue
            if after is not None and key in new and new[key].said == said and new[key].first == after.id:
                earlier.append(new[key].id)
            else:
                rows.append((given[key], number, end))
        self._set("last_snapshot_id", number, extended)
        if before is not None:
            self._set("last_snapshot_id", before.id, ended)
        self._set("first_snapshot_id", number, earlier)
        columns: dict[str, Sequence[Any]] = {
            "list_key": [entry.list_key for entry, _, _ in rows],
            "entry_id": [entry.entry_id for entry, _, _ in rows],
            "first_snapshot_id": [first for _, first, _ in rows],
            "last_snapshot_id": [last for _, _, last in rows],
            **{name: [plain(entry, name) for entry, _, _ in rows] for name in (*SAID, "details")},
        }
        insert_columns(self._connection, LIST_ENTRY, columns)
        began = sum(row[1] == number for row in rows) + len(earlier)
        return began, len(ended)

    def _set(self, column: str, number: int | None, ids: Sequence[int]) -> None:
        if ids:
            change = update(LIST_ENTRY).where(LIST_ENTRY.c.id == bindparam("row")).values({column: number})
            self._connection.execute(change, [{"row": one} for one in ids])

    def _move(self, row: Row[Any], own: Mapping[str, object]) -> None:
        """Let an end of a run of equal snapshots lie at another instant."""
        self._connection.execute(update(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.id == row.id).values(**own))

    def _goes_on_to_the_one_after(self, row: Row[Any]) -> bool:
        """Whether the snapshot after this one is the same."""
        _, _, after = self._around(row.list_key, row.snapshot_at)
        return after is not None and not self._differ(row.id, after.id)


def _by_id(list_key: str, entries: Iterable[ListEntry]) -> Mapping[str, ListEntry]:
    found: dict[str, ListEntry] = {}
    for entry in entries:
        if entry.list_key != list_key:
            raise ValueError(f"an entry of {entry.list_key} in a snapshot of {list_key}: {entry.entry_id}")
        if found.setdefault(entry.entry_id, entry) != entry:
            raise ValueError(f"{list_key}: two different entries with the id {entry.entry_id}")
    return found


@lru_cache(maxsize=4096)
def _texts_of(programmes: tuple[str, ...]) -> str:
    """As a row holds them; a list has few combinations of programmes."""
    return canonical_json(programmes)


def _said(entry: ListEntry) -> tuple[Any, ...]:
    """What an entry says, as its row holds it."""
    return (
        entry.name,
        entry.entity_type,
        _texts_of(entry.programmes),
        canonical_json(entry.aliases) if entry.aliases else "[]",
        canonical_json(entry.identifiers) if entry.identifiers else "[]",
        entry.listed_on,
        entry.details,
    )


def _equal(standing: Standing, found: Mapping[str, tuple[Any, ...]]) -> bool:
    return standing.keys() == found.keys() and all(found[key] == one.said for key, one in standing.items())


def _texts(standing: Standing) -> dict[str, tuple[Any, ...]]:
    return {key: one.said for key, one in standing.items()}


def _step(
    before: ListSnapshot, after: ListSnapshot, old: Mapping[str, tuple[Any, ...]], new: Mapping[str, tuple[Any, ...]]
) -> Step:
    key = before.list_key
    return Step(
        before=before,
        after=after,
        old=tuple(decoded(key, name, said) for name, said in old.items() if new.get(name) != said),
        new=tuple(decoded(key, name, said) for name, said in new.items() if old.get(name) != said),
    )


def step_between(before: Row[Any], after: Row[Any], old: Standing, new: Standing) -> Step:
    """The step between two neighbouring snapshots, from what stands in each."""
    return _step(snapshot_of(before), snapshot_of(after), _texts(old), _texts(new))
