"""Lists, read: the snapshots that are kept, and the entries as intervals between them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, exists, or_, select, type_coerce

from tracker.model.announcement import HeldParty, ListEntry
from tracker.store.list_changes import SAID, Changes, entry_of
from tracker.store.tables import LIST_ENTRY, LIST_SNAPSHOT

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Row

_TUPLES = ("programmes", "aliases", "identifiers")
_FIRST, _LAST = LIST_SNAPSHOT.alias("first"), LIST_SNAPSHOT.alias("last")
_STORED = (
    LIST_ENTRY.c.id,
    LIST_ENTRY.c.entry_id,
    LIST_ENTRY.c.first_snapshot_id,
    LIST_ENTRY.c.last_snapshot_id,
    *(
        type_coerce(LIST_ENTRY.c[name], Text).label(name) if name in _TUPLES else LIST_ENTRY.c[name]
        for name in (*SAID, "details")
    ),
)
"""An interval with its texts as they are stored: whole lists are compared without reading them as JSON."""
_KEYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSnapshot:
    """One accepted, complete snapshot of one list: its instant (UTC), its number of entries, its bytes, its format."""

    list_key: str
    snapshot_at: datetime
    entries: int
    sha256: str | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """An interval that holds at a snapshot: its row, its ends, and what it says."""

    id: int
    first: int
    last: int | None
    said: tuple[Any, ...]


Standing = dict[str, Stands]


class ListReading(Changes):
    """What is known of lists from their snapshots, at any instant."""

    def current(self, list_key: str, *, as_of: datetime | None = None) -> tuple[ListEntry, ...]:
        """The entries of the newest snapshot (taken by ``as_of``), by entry id; empty when there is none."""
        snapshot = self._newest(list_key, as_of)
        if snapshot is None:
            return ()
        standing = self._standing(snapshot, open_ended=as_of is None)
        return tuple(decoded(list_key, key, standing[key].said) for key in sorted(standing))

    def latest_snapshot(self, list_key: str, *, as_of: datetime | None = None) -> ListSnapshot | None:
        """The newest accepted snapshot, or the newest taken by an instant."""
        row = self._newest(list_key, as_of)
        return None if row is None else snapshot_of(row)

    def snapshots(self, list_key: str) -> tuple[ListSnapshot, ...]:
        """The snapshots that are kept, in time order."""
        query = select(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.list_key == list_key).order_by(LIST_SNAPSHOT.c.snapshot_at)
        return tuple(map(snapshot_of, self._connection.execute(query)))

    def neighbours(self, list_key: str, at: datetime) -> tuple[ListSnapshot | None, ListSnapshot | None]:
        """The snapshots before and after an instant."""
        _, before, after = self._around(list_key, at)
        return snapshot_of(before) if before is not None else None, snapshot_of(after) if after is not None else None

    def stored(self) -> tuple[str, ...]:
        """The lists with a snapshot, sorted."""
        return tuple(sorted(self._connection.scalars(select(LIST_SNAPSHOT.c.list_key).distinct())))

    def ids(self, list_key: str, *, as_of: datetime) -> set[str]:
        """The entry ids of the newest snapshot taken by an instant."""
        snapshot = self._newest(list_key, as_of)
        if snapshot is None:
            return set()
        query = (
            select(LIST_ENTRY.c.entry_id)
            .join(_FIRST, _FIRST.c.id == LIST_ENTRY.c.first_snapshot_id)
            .outerjoin(_LAST, _LAST.c.id == LIST_ENTRY.c.last_snapshot_id)
            .where(LIST_ENTRY.c.list_key == list_key, _holds_at(snapshot.snapshot_at))
        )
        return set(self._connection.scalars(query))

    def find(self, words: str, list_key: str | None = None) -> tuple[tuple[str, str], ...]:
        """(list, entry id) of entries, past ones too, with that id or that whole name, else with it in a name."""
        query = select(LIST_ENTRY.c.list_key, LIST_ENTRY.c.entry_id, LIST_ENTRY.c.name, LIST_ENTRY.c.aliases)
        if list_key is not None:
            query = query.where(LIST_ENTRY.c.list_key == list_key)
        wanted = words.casefold().strip()
        exact, parts = set(), set()
        for key, entry_id, name, aliases in self._connection.execute(query):
            names = [one.casefold() for one in (name, *aliases)]
            if wanted == entry_id.casefold() or wanted in names:
                exact.add((key, entry_id))
            elif any(wanted in one for one in names):
                parts.add((key, entry_id))
        return tuple(sorted(exact or parts))

    def history(self, list_key: str, entry_id: str) -> tuple[tuple[ListEntry, datetime, datetime | None], ...]:
        """Each form of one entry with the first and the last snapshot (UTC) that had it, in time order.

        None where the newest snapshot has it still.
        """
        query = (
            select(LIST_ENTRY, _FIRST.c.snapshot_at.label("since"), _LAST.c.snapshot_at.label("until"))
            .join(_FIRST, _FIRST.c.id == LIST_ENTRY.c.first_snapshot_id)
            .outerjoin(_LAST, _LAST.c.id == LIST_ENTRY.c.last_snapshot_id)
            .where(LIST_ENTRY.c.list_key == list_key, LIST_ENTRY.c.entry_id == entry_id)
            .order_by(_FIRST.c.snapshot_at)
        )
        return tuple((entry_of(row, row.details), row.since, row.until) for row in self._connection.execute(query))

    def held(self) -> Iterator[HeldParty]:
        """Every party of every list, those that were taken off included, by list and id."""
        before: dict[tuple[str, datetime], datetime] = {}
        query = select(LIST_SNAPSHOT).order_by(LIST_SNAPSHOT.c.list_key, LIST_SNAPSHOT.c.snapshot_at)
        for one, two in itertools.pairwise(self._connection.execute(query)):
            if one.list_key == two.list_key:
                before[two.list_key, two.snapshot_at] = one.snapshot_at
        rows = self._connection.execute(
            select(LIST_ENTRY, _FIRST.c.snapshot_at.label("since"))
            .join(_FIRST, _FIRST.c.id == LIST_ENTRY.c.first_snapshot_id)
            .order_by(LIST_ENTRY.c.list_key, LIST_ENTRY.c.entry_id, _FIRST.c.snapshot_at)
        )
        for (key, _), group in itertools.groupby(rows, key=lambda row: (row.list_key, row.entry_id)):
            forms = list(group)
            since, last = forms[0].since, forms[-1]
            yield HeldParty(entry=entry_of(last, last.details), first_at=since, missing_at=before.get((key, since)))

    def compared(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """The lists of which it is known what changed in [since, until), sorted.

        Those with a snapshot taken then and one before it, and those that were the same before and afterwards.
        """
        query = select(LIST_SNAPSHOT).order_by(LIST_SNAPSHOT.c.list_key, LIST_SNAPSHOT.c.snapshot_at)
        rows = self._connection.execute(query).all()
        found = set()
        for one, two in itertools.pairwise(rows):
            if one.list_key != two.list_key or one.snapshot_at >= until or two.snapshot_at < since:
                continue
            if two.snapshot_at < until or self._goes_on_from_the_one_before(two):
                found.add(two.list_key)
        return tuple(sorted(found))

    def _goes_on_from_the_one_before(self, row: Row[Any]) -> bool:
        """Whether the snapshot before this one was the same."""
        _, before, _ = self._around(row.list_key, row.snapshot_at)
        return before is not None and not self._differ(before.id, row.id)

    def _differ(self, before: int, after: int) -> bool:
        """Whether an interval ends at the one snapshot, or begins at its neighbour."""
        either = or_(LIST_ENTRY.c.last_snapshot_id == before, LIST_ENTRY.c.first_snapshot_id == after)
        return bool(self._connection.scalar(select(exists().where(either))))

    def _around(self, list_key: str, at: datetime) -> tuple[Row[Any] | None, Row[Any] | None, Row[Any] | None]:
        """The snapshot of this very instant, the one before and the one after it."""
        mine, when = select(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.list_key == list_key), LIST_SNAPSHOT.c.snapshot_at
        here = self._connection.execute(mine.where(when == at)).first()
        before = self._connection.execute(mine.where(when < at).order_by(when.desc()).limit(1)).first()
        after = self._connection.execute(mine.where(when > at).order_by(when).limit(1)).first()
        return here, before, after

    def _newest(self, list_key: str, as_of: datetime | None = None) -> Row[Any] | None:
        query = select(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.list_key == list_key)
        if as_of is not None:
            query = query.where(LIST_SNAPSHOT.c.snapshot_at <= as_of)
        return self._connection.execute(query.order_by(LIST_SNAPSHOT.c.snapshot_at.desc()).limit(1)).first()

    def _standing(self, snapshot: Row[Any], *, open_ended: bool) -> Standing:
        """The intervals that hold at a snapshot, by entry id; ``open_ended`` where it is the newest one."""
        query = select(*_STORED).where(LIST_ENTRY.c.list_key == snapshot.list_key)
        if open_ended:
            query = query.where(LIST_ENTRY.c.last_snapshot_id.is_(None))
        else:
            query = (
                query.join(_FIRST, _FIRST.c.id == LIST_ENTRY.c.first_snapshot_id)
                .outerjoin(_LAST, _LAST.c.id == LIST_ENTRY.c.last_snapshot_id)
                .where(_holds_at(snapshot.snapshot_at))
            )
        rows = self._connection.execute(query)
        return {row[1]: Stands(row[0], row[2], row[3], tuple(row[_KEYS:])) for row in rows}


def _holds_at(at: datetime) -> ColumnElement[bool]:
    return and_(_FIRST.c.snapshot_at <= at, or_(LIST_ENTRY.c.last_snapshot_id.is_(None), _LAST.c.snapshot_at >= at))


def decoded(list_key: str, entry_id: str, said: tuple[Any, ...]) -> ListEntry:
    """The entry of which this is said, as its row holds it."""
    values = dict(zip((*SAID, "details"), said, strict=True))
    for name in _TUPLES:
        values[name] = tuple(json.loads(values[name]))
    return ListEntry(list_key=list_key, entry_id=entry_id, **values)


def snapshot_of(row: Row[Any]) -> ListSnapshot:
    """The snapshot a row holds."""
    return ListSnapshot(
        list_key=row.list_key, snapshot_at=row.snapshot_at, entries=row.entries, sha256=row.sha256, form=row.form
    )
