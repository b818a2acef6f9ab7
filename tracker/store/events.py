"""Events: the shipped ledger with its history, people's edits on top of it, and candidates waiting for review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from tracker.model.event import EventEdit, PolicyEvent
from tracker.store.bulk import insert_columns, new_id, upsert
from tracker.store.records import from_document, to_document
from tracker.store.tables import CANDIDATE_EVENT, EVENT_EDIT, LEDGER, SHIPPED_EVENT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row


class Events:
    """Three layers that never overwrite each other: shipped, edits, candidates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sync_shipped(self, events: Iterable[PolicyEvent], *, ledger_version: str, recorded_at: datetime) -> int:
        """Make the stored ledger this version; returns how many events were added, changed or dropped.

        Superseded rows stay, closed with the last ledger that had them. With the version already newest, nothing is
        read or written and the answer is 0. Going back to an older ledger is one more step of the history.
        """
        if self.ledger_version() == ledger_version:
            return 0
        previous = self._ledger()
        number = new_id(self._connection, LEDGER, {"version": ledger_version, "recorded_at": recorded_at})
        standing = {row.event_id: row.document for row in self._shipped(previous)}
        wanted = {event.id: to_document(event) for event in events}
        gone = [key for key in standing if standing[key] != wanted.get(key)]
        fresh = [key for key in wanted if standing.get(key) != wanted[key]]
        if gone and previous is not None:
            self._connection.execute(
                update(SHIPPED_EVENT)
                .where(SHIPPED_EVENT.c.last_ledger_id.is_(None), SHIPPED_EVENT.c.event_id.in_(gone))
                .values(last_ledger_id=previous.id)
            )
        insert_columns(
            self._connection,
            SHIPPED_EVENT,
            {
                "event_id": fresh,
                "first_ledger_id": [number] * len(fresh),
                "document": [wanted[key] for key in fresh],
            },
        )
        return len({*gone, *fresh})

    def shipped(self, *, as_of: datetime | None = None) -> tuple[PolicyEvent, ...]:
        """The events of the newest ledger (installed by ``as_of``), by first instant."""
        return _events(self._shipped(self._ledger(as_of)))

    def ledger_version(self, *, as_of: datetime | None = None) -> str | None:
        """Which ledger is stored, or ``None``."""
        row = self._ledger(as_of)
        return None if row is None else str(row.version)

    def append(self, edit: EventEdit) -> None:
        """Record one decision about one event. Earlier ones stay."""
        self._connection.execute(
            insert(EVENT_EDIT).values(
                event_id=edit.event_id,
                action=edit.action,
                changes=[list(pair) for pair in edit.changes],
                base=[list(pair) for pair in edit.base],
                reason=edit.reason,
                recorded_at=edit.recorded_at,
            )
        )

    def edits(self, *, event_id: str | None = None, as_of: datetime | None = None) -> tuple[EventEdit, ...]:
        """All decisions (about one event), in the order they were taken."""
        query = select(EVENT_EDIT).order_by(EVENT_EDIT.c.id)
        if event_id is not None:
            query = query.where(EVENT_EDIT.c.event_id == event_id)
        if as_of is not None:
            query = query.where(EVENT_EDIT.c.recorded_at <= as_of)
        return tuple(
            EventEdit(
                event_id=row.event_id,
                action=row.action,
                changes=tuple((column, text) for column, text in row.changes),
                base=tuple((column, text) for column, text in row.base),
                reason=row.reason,
                recorded_at=row.recorded_at,
            )
            for row in self._connection.execute(query)
        )

    def add_candidates(self, events: Iterable[PolicyEvent], *, recorded_at: datetime) -> int:
        """Store events proposed from announcements; returns how many are new or differ from what was proposed before.

        A candidate is a judgement of the program and is replaced when it judges anew; decisions about it are edits.
        """
        stored = {row.event_id: row.document for row in self._connection.execute(select(CANDIDATE_EVENT))}
        changed = 0
        for event in events:
            document = to_document(event)
            if stored.get(event.id) == document:
                continue
            statement = upsert(self._connection, CANDIDATE_EVENT).values(
                event_id=event.id, document=document, recorded_at=recorded_at
            )
            self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[CANDIDATE_EVENT.c.event_id],
                    set_={"document": statement.excluded.document, "recorded_at": statement.excluded.recorded_at},
                )
            )
            stored[event.id] = document
            changed += 1
        return changed

    def candidates(self) -> tuple[PolicyEvent, ...]:
        """Everything ever proposed, by first instant; whether it was decided on is told by the edits."""
        return _events(self._connection.execute(select(CANDIDATE_EVENT)))

    def _ledger(self, as_of: datetime | None = None) -> Row[Any] | None:
        query = select(LEDGER).order_by(LEDGER.c.id.desc()).limit(1)
        if as_of is not None:
            query = query.where(LEDGER.c.recorded_at <= as_of)
        return self._connection.execute(query).first()

    def _shipped(self, ledger: Row[Any] | None) -> list[Row[Any]]:
        if ledger is None:
            return []
        query = select(SHIPPED_EVENT).where(
            SHIPPED_EVENT.c.first_ledger_id <= ledger.id,
            or_(SHIPPED_EVENT.c.last_ledger_id.is_(None), SHIPPED_EVENT.c.last_ledger_id >= ledger.id),
        )
        return list(self._connection.execute(query))


def _events(rows: Iterable[Row[Any]]) -> tuple[PolicyEvent, ...]:
    events = [from_document(PolicyEvent, row.document) for row in rows]
    return tuple(sorted(events, key=lambda event: (event.time.interval.start, event.id)))
