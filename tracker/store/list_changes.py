"""Changes of lists: what the publisher itself published, and what was found between two snapshots."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, delete, select

from tracker.model.announcement import FILE_AND_NOTICE, ListChange, ListEntry
from tracker.store.bulk import insert_columns, insert_missing
from tracker.store.tables import LIST_CHANGE

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

SAID = ("name", "entity_type", "programmes", "aliases", "identifiers", "listed_on")
"""Fields of an entry that the tables name alike."""

FOUND, PUBLISHED = "diff", "publication"


class Changes:
    """Changes of lists: two accounts of one change are stored as one, the publisher's own.

    What was found between two snapshots follows from the snapshots alone and can be found again at any time, so an
    account of it that the publisher's replaces is not lost.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_changes(self, changes: Iterable[ListChange]) -> int:
        """Store changes; those already stored, or told by the publisher itself, are left alone. How many were new.

        A change the publisher itself published takes the place of one found between snapshots (``tells_of``).
        """
        given = tuple(changes)
        published = [change for change in given if change.basis == PUBLISHED]
        found = [change for change in given if change.basis != PUBLISHED]
        self._replaced_by(published)
        new = 0
        for change in (*published, *self._not_told(found)):
            columns = _columns([change])
            new += insert_missing(self._connection, LIST_CHANGE, {name: values[0] for name, values in columns.items()})
        return new

    def replace_found(self, list_key: str, stale: Sequence[datetime], found: Sequence[ListChange]) -> Counter[str]:
        """Drop what was found to have become visible at the stale instants, and store what is found now instead.

        Returns how many are stored of ``found``, by what they are told as.
        """
        own = (LIST_CHANGE.c.list_key == list_key, LIST_CHANGE.c.basis == FOUND)
        self._connection.execute(delete(LIST_CHANGE).where(*own, LIST_CHANGE.c.to_snapshot_at.in_(stale)))
        kept = self._not_told(found)
        insert_columns(self._connection, LIST_CHANGE, _columns(kept))
        return Counter(change.told_as for change in kept)

    def changes(
        self,
        list_key: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        entry_id: str | None = None,
        kind: str | None = None,
        begun_before: datetime | None = None,
    ) -> tuple[ListChange, ...]:
        """Changes by the instant they became visible (``to_snapshot_at``): ``since`` inclusive, ``until`` exclusive.

        ``begun_before``: only those that may have happened before it, by the copy they were not in yet.

        Ordered by that instant, then by list, kind of change (designations first) and entry id.
        """
        query: Select[Any] = select(LIST_CHANGE).order_by(LIST_CHANGE.c.to_snapshot_at, LIST_CHANGE.c.list_key)
        for column, wanted in (("list_key", list_key), ("entry_id", entry_id), ("change", kind)):
            if wanted is not None:
                query = query.where(LIST_CHANGE.c[column] == wanted)
        if since is not None:
            query = query.where(LIST_CHANGE.c.to_snapshot_at >= since)
        if until is not None:
            query = query.where(LIST_CHANGE.c.to_snapshot_at < until)
        if begun_before is not None:
            query = query.where(LIST_CHANGE.c.from_snapshot_at < begun_before)
        found = [_change(row) for row in self._connection.execute(query)]
        found.sort(key=lambda one: (one.to_snapshot_at, one.list_key, _ORDER.get(one.change, 9), one.entry.entry_id))
        return tuple(found)

    def _replaced_by(self, published: Sequence[ListChange]) -> None:
        """Drop what was found between snapshots and is told by these."""
        if not published:
            return
        first, last = (pick(change.to_snapshot_at for change in published) for pick in (min, max))
        by_key = _by_key(published)
        lists = {change.list_key for change in published}
        query = select(LIST_CHANGE).where(
            LIST_CHANGE.c.list_key.in_(lists),
            LIST_CHANGE.c.basis == FOUND,
            LIST_CHANGE.c.to_snapshot_at >= first - FILE_AND_NOTICE,
            LIST_CHANGE.c.from_snapshot_at <= last + FILE_AND_NOTICE,
        )
        told = []
        for row in self._connection.execute(query):
            own = by_key.get((row.list_key, row.entry_id, row.change))
            if own and any(change.tells_of(_change(row)) for change in own):
                told.append({"row": row.id})
        if told:
            self._connection.execute(delete(LIST_CHANGE).where(LIST_CHANGE.c.id == bindparam("row")), told)

    def _not_told(self, found: Sequence[ListChange]) -> list[ListChange]:
        """Those of the found changes that the publisher's own, as far as they are stored, do not tell of."""
        if not found:
            return []
        query = select(LIST_CHANGE).where(
            LIST_CHANGE.c.list_key.in_({change.list_key for change in found}),
            LIST_CHANGE.c.basis == PUBLISHED,
            LIST_CHANGE.c.to_snapshot_at >= min(change.from_snapshot_at for change in found) - FILE_AND_NOTICE,
            LIST_CHANGE.c.to_snapshot_at <= max(change.to_snapshot_at for change in found) + FILE_AND_NOTICE,
        )
        told = _by_key(map(_change, self._connection.execute(query)))
        return [change for change in found if not any(one.tells_of(change) for one in told.get(_key(change), ()))]


_ORDER = {"designation": 0, "delisting": 1, "amendment": 2}


def _key(change: ListChange) -> tuple[str, str, str]:
    return change.list_key, change.entry.entry_id, change.change


def _by_key(changes: Iterable[ListChange]) -> dict[tuple[str, str, str], list[ListChange]]:
    found = defaultdict(list)
    for change in changes:
        found[_key(change)].append(change)
    return found


def _columns(changes: Sequence[ListChange]) -> dict[str, list[Any]]:
    entries = [change.entry for change in changes]
    return {
        "list_key": [change.list_key for change in changes],
        "entry_id": [entry.entry_id for entry in entries],
        "change": [change.change for change in changes],
        "from_snapshot_at": [change.from_snapshot_at for change in changes],
        "to_snapshot_at": [change.to_snapshot_at for change in changes],
        **{name: [plain(entry, name) for entry in entries] for name in SAID},
        "entry_details": [entry.details for entry in entries],
        "details": [change.details for change in changes],
        "basis": [change.basis for change in changes],
        "stated_on": [change.stated_on for change in changes],
    }


def _change(row: Row[Any]) -> ListChange:
    return ListChange(
        list_key=row.list_key,
        change=row.change,
        entry=entry_of(row, row.entry_details),
        from_snapshot_at=row.from_snapshot_at,
        to_snapshot_at=row.to_snapshot_at,
        details=row.details,
        basis=row.basis,
        stated_on=row.stated_on,
    )


def plain(entry: ListEntry, name: str) -> Any:
    """A field as a table takes it."""
    value = getattr(entry, name)
    return list(value) if isinstance(value, tuple) else value


def entry_of(row: Row[Any], details: str) -> ListEntry:
    """The entry a row holds."""
    return ListEntry(
        list_key=row.list_key,
        entry_id=row.entry_id,
        name=row.name,
        entity_type=row.entity_type,
        programmes=tuple(row.programmes),
        aliases=tuple(row.aliases),
        identifiers=tuple(row.identifiers),
        listed_on=row.listed_on,
        details=details,
    )
