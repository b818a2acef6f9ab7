"""Lists: entries as validity intervals between complete snapshots, and the changes found between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, update

from tracker.errors import UsageError
from tracker.model.announcement import ListChange, ListEntry
from tracker.model.instants import format_instant
from tracker.store.bulk import insert_columns, insert_missing, new_id
from tracker.store.tables import LIST_CHANGE, LIST_ENTRY, LIST_SNAPSHOT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSnapshot:
    """One accepted, complete snapshot of one list: its instant (UTC), its number of entries, its bytes."""

    list_key: str
    snapshot_at: datetime
    entries: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one snapshot did to the stored intervals: opened ones (new or changed entries) and closed ones."""

    opened: int = 0
    closed: int = 0


class Lists:
    """Complete snapshots of lists, in time order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self, list_key: str, entries: Iterable[ListEntry], *, snapshot_at: datetime, sha256: str | None
    ) -> Recorded:
        """Record one complete snapshot: unchanged entries keep their interval, the others close or open one.

        The same snapshot again adds nothing. ``UsageError`` for a snapshot older than the newest (they come in time
        order), ``ValueError`` for an entry of another list or the same entry twice.
        """
        found = _by_id(list_key, entries)
        newest = self._newest(list_key)
        if newest is not None and snapshot_at <= newest.snapshot_at:
            if snapshot_at == newest.snapshot_at and self._open(list_key) == found:
                return Recorded()
            raise UsageError(
                f"{list_key}: a snapshot of {format_instant(newest.snapshot_at)} is stored already; "
                f"one of {format_instant(snapshot_at)} cannot follow it.",
                remedy="Import the snapshots of a list in time order.",
            )
        standing = self._open(list_key)
        snapshot = new_id(
            self._connection,
            LIST_SNAPSHOT,
            {"list_key": list_key, "snapshot_at": snapshot_at, "entries": len(found), "sha256": sha256},
        )
        closed = [key for key, entry in standing.items() if found.get(key) != entry]
        opened = [entry for key, entry in found.items() if standing.get(key) != entry]
        if closed and newest is not None:
            close = (
                update(LIST_ENTRY)
                .where(
                    LIST_ENTRY.c.list_key == list_key,
                    LIST_ENTRY.c.entry_id == bindparam("closed_id"),
                    LIST_ENTRY.c.last_snapshot_id.is_(None),
                )
                .values(last_snapshot_id=newest.id)
            )
            self._connection.execute(close, [{"closed_id": key} for key in closed])
        insert_columns(
            self._connection,
            LIST_ENTRY,
            {
                "list_key": [list_key] * len(opened),
                "entry_id": [entry.entry_id for entry in opened],
                "first_snapshot_id": [snapshot] * len(opened),
                "name": [entry.name for entry in opened],
                "entity_type": [entry.entity_type for entry in opened],
                "programmes": [list(entry.programmes) for entry in opened],
                "details": [entry.details for entry in opened],
            },
        )
        return Recorded(opened=len(opened), closed=len(closed))

    def current(self, list_key: str, *, as_of: datetime | None = None) -> tuple[ListEntry, ...]:
        """The entries of the newest snapshot (taken by ``as_of``), by entry id; empty when there is none."""
        snapshot = self._newest(list_key, as_of)
        if snapshot is None:
            return ()
        stands = and_(
            LIST_ENTRY.c.first_snapshot_id <= snapshot.id,
            or_(LIST_ENTRY.c.last_snapshot_id.is_(None), LIST_ENTRY.c.last_snapshot_id >= snapshot.id),
        )
        return tuple(self._entries(list_key, stands).values())

    def latest_snapshot(self, list_key: str) -> ListSnapshot | None:
        """The newest accepted snapshot: what the completeness of the next one is judged against."""
        row = self._newest(list_key)
        if row is None:
            return None
        return ListSnapshot(list_key=list_key, snapshot_at=row.snapshot_at, entries=row.entries, sha256=row.sha256)

    def compared(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """The lists of which a snapshot was taken in [since, until) that had one before it, sorted."""
        before = LIST_SNAPSHOT.alias("before")
        earlier = exists().where(
            before.c.list_key == LIST_SNAPSHOT.c.list_key, before.c.snapshot_at < LIST_SNAPSHOT.c.snapshot_at
        )
        inside = and_(LIST_SNAPSHOT.c.snapshot_at >= since, LIST_SNAPSHOT.c.snapshot_at < until)
        query = select(LIST_SNAPSHOT.c.list_key).where(inside, earlier).distinct().order_by(LIST_SNAPSHOT.c.list_key)
        return tuple(self._connection.scalars(query))

    def add_changes(self, changes: Iterable[ListChange]) -> int:
        """Store changes between two snapshots; those already stored are left alone. Returns how many were new."""
        new = 0
        for change in changes:
            entry = change.entry
            values = {
                "list_key": change.list_key,
                "entry_id": entry.entry_id,
                "change": change.change,
                "from_snapshot_at": change.from_snapshot_at,
                "to_snapshot_at": change.to_snapshot_at,
                "name": entry.name,
                "entity_type": entry.entity_type,
                "programmes": list(entry.programmes),
                "details": entry.details,
            }
            new += insert_missing(self._connection, LIST_CHANGE, values)
        return new

    def changes(
        self, list_key: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[ListChange, ...]:
        """Changes by the instant they became visible (``to_snapshot_at``): ``since`` inclusive, ``until`` exclusive."""
        query: Select[Any] = select(LIST_CHANGE).order_by(LIST_CHANGE.c.to_snapshot_at, LIST_CHANGE.c.id)
        if list_key is not None:
            query = query.where(LIST_CHANGE.c.list_key == list_key)
        if since is not None:
            query = query.where(LIST_CHANGE.c.to_snapshot_at >= since)
        if until is not None:
            query = query.where(LIST_CHANGE.c.to_snapshot_at < until)
        return tuple(
            ListChange(
                list_key=row.list_key,
                change=row.change,
                entry=_entry(row),
                from_snapshot_at=row.from_snapshot_at,
                to_snapshot_at=row.to_snapshot_at,
            )
            for row in self._connection.execute(query)
        )

    def _newest(self, list_key: str, as_of: datetime | None = None) -> Row[Any] | None:
        query = select(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.list_key == list_key)
        if as_of is not None:
            query = query.where(LIST_SNAPSHOT.c.snapshot_at <= as_of)
        return self._connection.execute(query.order_by(LIST_SNAPSHOT.c.id.desc()).limit(1)).first()

    def _open(self, list_key: str) -> dict[str, ListEntry]:
        return self._entries(list_key, LIST_ENTRY.c.last_snapshot_id.is_(None))

    def _entries(self, list_key: str, condition: ColumnElement[bool]) -> dict[str, ListEntry]:
        query = select(LIST_ENTRY).where(LIST_ENTRY.c.list_key == list_key, condition)
        rows = self._connection.execute(query.order_by(LIST_ENTRY.c.entry_id))
        return {row.entry_id: _entry(row) for row in rows}


def _by_id(list_key: str, entries: Iterable[ListEntry]) -> Mapping[str, ListEntry]:
    found: dict[str, ListEntry] = {}
    for entry in entries:
        if entry.list_key != list_key:
            raise ValueError(f"an entry of {entry.list_key} in a snapshot of {list_key}: {entry.entry_id}")
        if found.setdefault(entry.entry_id, entry) != entry:
            raise ValueError(f"{list_key}: two different entries with the id {entry.entry_id}")
    return found


def _entry(row: Row[Any]) -> ListEntry:
    return ListEntry(
        list_key=row.list_key,
        entry_id=row.entry_id,
        name=row.name,
        entity_type=row.entity_type,
        programmes=tuple(row.programmes),
        details=row.details,
    )
