"""Events: the shipped ledger with its history, people's edits on top of it, and candidates waiting for review."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Table, Text, bindparam, cast, delete, insert, or_, select, update

from tracker.model.coding import Coding
from tracker.model.event import READ, EventEdit, PolicyEvent
from tracker.store.bulk import insert_columns, new_id, upsert
from tracker.store.records import from_document, to_document
from tracker.store.tables import CANDIDATE_EVENT, EVENT_EDIT, LEDGER, SHIPPED_EVENT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row


_BY = "by"
"""Among the changes of a decision: who took it. No column of the event file has that name."""

_CODING, _BLIND = "coding", "blind"
"""The decisions that are codings, which the ledger never sees; and among their changes, whether the coder saw it."""


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
        ledger = self._ledger(as_of)
        return () if ledger is None else self._events(_standing(select(_text(SHIPPED_EVENT)), ledger))

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
                changes=[list(pair) for pair in (*edit.changes, *(((_BY, edit.by),) if edit.by else ()))],
                base=[list(pair) for pair in edit.base],
                reason=edit.reason,
                recorded_at=edit.recorded_at,
            )
        )

    def edits(self, *, event_id: str | None = None, as_of: datetime | None = None) -> tuple[EventEdit, ...]:
        """All decisions (about one event), in the order they were taken; codings are none."""
        query = select(EVENT_EDIT).where(EVENT_EDIT.c.action != _CODING).order_by(EVENT_EDIT.c.id)
        if event_id is not None:
            query = query.where(EVENT_EDIT.c.event_id == event_id)
        if as_of is not None:
            query = query.where(EVENT_EDIT.c.recorded_at <= as_of)
        return tuple(
            EventEdit(
                event_id=row.event_id,
                action=row.action,
                changes=tuple((column, text) for column, text in row.changes if column != _BY),
                base=tuple((column, text) for column, text in row.base),
                reason=row.reason,
                by=dict(row.changes).get(_BY, ""),
                recorded_at=row.recorded_at,
            )
            for row in self._connection.execute(query)
        )

    def code(self, coding: Coding) -> None:
        """Record what a coder said of an event. Earlier codings stay; of one coder and event the last one holds."""
        said = (*coding.codes.items(), (_BY, coding.coder), (_BLIND, "yes" if coding.blind else "no"))
        self._connection.execute(
            insert(EVENT_EDIT).values(
                event_id=coding.event_id,
                action=_CODING,
                changes=[list(pair) for pair in said],
                base=[],
                reason=coding.note,
                recorded_at=coding.recorded_at,
            )
        )

    def codings(self) -> tuple[Coding, ...]:
        """The codings that hold, by coder and event."""
        held: dict[tuple[str, str], Coding] = {}
        query = select(EVENT_EDIT).where(EVENT_EDIT.c.action == _CODING).order_by(EVENT_EDIT.c.id)
        for row in self._connection.execute(query):
            said = dict(row.changes)
            coder, blind = said.pop(_BY), said.pop(_BLIND) == "yes"
            held[coder, row.event_id] = Coding(
                event_id=row.event_id,
                coder=coder,
                codes=said,
                note=row.reason,
                blind=blind,
                recorded_at=row.recorded_at,
            )
        return tuple(held[key] for key in sorted(held))

    def add_candidates(self, events: Iterable[PolicyEvent], *, recorded_at: datetime, whole: bool = False) -> int:
        """Store proposed events; returns how many are new or differ from what was proposed before.

        A candidate is a judgement of the program and is replaced when it judges anew; it keeps the instant at which it
        was first proposed. Decisions about it are edits. ``whole``: these are all that follow from announcements and
        lists, so what was proposed from those before and is not among them goes, unless somebody decided about it.
        """
        events = tuple(events)
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
                    set_={"document": statement.excluded.document},
                )
            )
            stored[event.id] = document
            changed += 1
        grouped = {key for key, document in stored.items() if document.get("provenance") != READ}
        if whole and (gone := grouped - {event.id for event in events} - self._decided_about()):
            drop = delete(CANDIDATE_EVENT).where(CANDIDATE_EVENT.c.event_id == bindparam("gone"))
            self._connection.execute(drop, [{"gone": key} for key in sorted(gone)])
        return changed

    def proposed(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the ids under which something is proposed."""
        query = select(CANDIDATE_EVENT.c.event_id).where(CANDIDATE_EVENT.c.event_id.in_(sorted(ids)))
        return frozenset(self._connection.execute(query).scalars())

    def withdraw(self, candidates: Iterable[str]) -> int:
        """Drop proposed events that nobody decided about; returns how many went."""
        gone = sorted(set(candidates) - self._decided_about())
        if not gone:
            return 0
        drop = delete(CANDIDATE_EVENT).where(CANDIDATE_EVENT.c.event_id.in_(gone))
        return int(self._connection.execute(drop).rowcount)

    def candidates(self, *, as_of: datetime | None = None) -> tuple[PolicyEvent, ...]:
        """What is proposed (and was by ``as_of``), by first instant; whether it was decided on is told by the edits."""
        query = select(_text(CANDIDATE_EVENT))
        if as_of is not None:
            query = query.where(CANDIDATE_EVENT.c.recorded_at <= as_of)
        return self._events(query)

    def began(self) -> datetime | None:
        """When the first ledger was stored here: before it, nothing is known to have changed."""
        first: datetime | None = self._connection.scalar(select(LEDGER.c.recorded_at).order_by(LEDGER.c.id).limit(1))
        return first

    def touched(self, first: str, last: str, *, since: datetime, until: datetime) -> dict[str, datetime]:
        """Ids from ``first`` to ``last`` with a decision or another shipped text after ``since`` up to ``until``.

        Each with the instant of the last one; ids begin with the day of their event.
        """
        decisions = select(EVENT_EDIT.c.event_id, EVENT_EDIT.c.recorded_at).where(
            EVENT_EDIT.c.event_id.between(first, last),
            EVENT_EDIT.c.action != _CODING,
            EVENT_EDIT.c.recorded_at > since,
            EVENT_EDIT.c.recorded_at <= until,
        )
        shipped = (
            select(SHIPPED_EVENT.c.event_id, LEDGER.c.recorded_at)
            .join(
                LEDGER,
                or_(LEDGER.c.id == SHIPPED_EVENT.c.first_ledger_id, LEDGER.c.id > SHIPPED_EVENT.c.last_ledger_id),
            )
            .where(
                SHIPPED_EVENT.c.event_id.between(first, last),
                LEDGER.c.recorded_at > since,
                LEDGER.c.recorded_at <= until,
            )
        )
        found: dict[str, datetime] = {}
        for query in (decisions, shipped):
            for event_id, at in self._connection.execute(query):
                found[event_id] = max(at, found.get(event_id, at))
        return found

    def _decided_about(self) -> set[str]:
        """Ids of the events that decisions are about or name."""
        found: set[str] = set()
        for edit in self.edits():
            found.add(edit.event_id)
            found |= {text for name, text in edit.changes if name in {"into", "from"}}
        return found

    def _ledger(self, as_of: datetime | None = None) -> Row[Any] | None:
        query = select(LEDGER).order_by(LEDGER.c.id.desc()).limit(1)
        if as_of is not None:
            query = query.where(LEDGER.c.recorded_at <= as_of)
        return self._connection.execute(query).first()

    def _shipped(self, ledger: Row[Any] | None) -> list[Row[Any]]:
        if ledger is None:
            return []
        return list(self._connection.execute(_standing(select(SHIPPED_EVENT), ledger)))

    def _events(self, documents: Select[Any]) -> tuple[PolicyEvent, ...]:
        events = [_event(text) for text in self._connection.execute(documents).scalars()]
        return tuple(sorted(events, key=lambda event: (event.time.interval.start, event.id)))


def _standing(query: Select[Any], ledger: Row[Any]) -> Select[Any]:
    """Those of the shipped events that belong to a ledger."""
    return query.where(
        SHIPPED_EVENT.c.first_ledger_id <= ledger.id,
        or_(SHIPPED_EVENT.c.last_ledger_id.is_(None), SHIPPED_EVENT.c.last_ledger_id >= ledger.id),
    )


def _text(table: Table) -> ColumnElement[str]:
    """The documents of a table unread."""
    return cast(table.c.document, Text)


@lru_cache(maxsize=2_000)  # several times the shipped ledger, which a daemon and a page read again and again
def _event(document: str) -> PolicyEvent:
    """The event of a stored document; the same text is always the same event."""
    return from_document(PolicyEvent, json.loads(document))
