"""Alerts: found once, whoever finds them again; and how far each was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tracker.model.alert import Alert
from tracker.model.instants import format_instant, parse_instant
from tracker.store.bulk import insert_missing
from tracker.store.tables import ALERT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

_LOOK = "look"
"""Kind and key of the one row that is no alert: when the last look was, and what it need not look at again."""


class Alerts:
    """The alerts of an installation, unique by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, alert: Alert) -> bool:
        """Store an alert; ``False``, and nothing changed, when one of that key is there."""
        return insert_missing(self._connection, ALERT, {"key": alert.key, "kind": alert.kind, **_values(alert)})

    def put(self, alert: Alert) -> bool:
        """Replace what is known of a stored alert but its key and kind; ``False`` when there is none."""
        statement = update(ALERT).where(ALERT.c.key == alert.key).values(**_values(alert))
        return self._connection.execute(statement).rowcount == 1

    def find(self, key: str) -> Alert | None:
        """The alert of a key, or None."""
        row = self._connection.execute(select(ALERT).where(ALERT.c.key == key, ALERT.c.kind != _LOOK)).first()
        return None if row is None else _alert(row)

    def recent(
        self, *, since: datetime | None = None, until: datetime | None = None, limit: int | None = None
    ) -> tuple[Alert, ...]:
        """Alerts by when they were found, newest first: ``since`` inclusive, ``until`` exclusive."""
        query = select(ALERT).where(ALERT.c.kind != _LOOK).order_by(ALERT.c.found_at.desc(), ALERT.c.id.desc())
        if since is not None:
            query = query.where(ALERT.c.found_at >= since)
        if until is not None:
            query = query.where(ALERT.c.found_at < until)
        return tuple(_alert(row) for row in self._connection.execute(query.limit(limit)))

    def in_state(self, *states: str) -> tuple[Alert, ...]:
        """The alerts in these states, oldest first."""
        query = select(ALERT).where(ALERT.c.kind != _LOOK, ALERT.c.state.in_(states))
        return tuple(_alert(row) for row in self._connection.execute(query.order_by(ALERT.c.found_at, ALERT.c.id)))

    def last_pass(self) -> tuple[datetime, Mapping[str, object]] | None:
        """When was last looked for alerts, and what that look remembered; None before the first one."""
        row = self._connection.execute(select(ALERT).where(ALERT.c.key == _LOOK)).first()
        return None if row is None else (row.found_at, row.document)

    def note_pass(self, at: datetime, memory: Mapping[str, object]) -> None:
        """Remember that was looked at ``at`` (UTC), and what need not be looked at again."""
        values = {"state": "done", "found_at": at, "document": dict(memory), "detail": ""}
        if not insert_missing(self._connection, ALERT, {"key": _LOOK, "kind": _LOOK, **values}):
            self._connection.execute(update(ALERT).where(ALERT.c.key == _LOOK).values(**values))


def _values(alert: Alert) -> dict[str, Any]:
    document = {
        "facts": dict(alert.facts),
        "tellings": {recipient: dict(told) for recipient, told in alert.tellings.items()},
        "ended_at": None if alert.ended_at is None else format_instant(alert.ended_at),
    }
    return {"state": alert.state, "found_at": alert.found_at, "document": document, "detail": alert.detail}


def _alert(row: Row[Any]) -> Alert:
    ended = row.document.get("ended_at")
    return Alert(
        key=row.key,
        kind=row.kind,
        state=row.state,
        found_at=row.found_at,
        facts=row.document.get("facts", {}),
        tellings=row.document.get("tellings", {}),
        ended_at=None if ended is None else parse_instant(ended),
        detail=row.detail,
    )
