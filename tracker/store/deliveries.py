"""Deliveries: the outbox. One report of one period to one recipient, claimed atomically, sent at most once.

    pending ──claim──▶ sending ──▶ sent
       ▲                  ├──────▶ failed
       └── try again ─────┤
                          └──────▶ uncertain   the text may have arrived; never sent again by itself

A claim is committed before any byte leaves, so a process that dies in between leaves ``sending`` behind. When its
lease has run out that becomes ``uncertain``, because nobody can know how far it came.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from tracker.model.work import LEASE, LONGEST_WAIT, Delivery
from tracker.store.bulk import insert_missing
from tracker.store.tables import DELIVERY

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

PENDING, SENDING, SENT, FAILED, UNCERTAIN = "pending", "sending", "sent", "failed", "uncertain"

_FROM = {
    SENT: (SENDING, UNCERTAIN),
    FAILED: (PENDING, SENDING, UNCERTAIN),
    UNCERTAIN: (SENDING,),
    PENDING: (SENDING, FAILED, UNCERTAIN),
}
"""Which states may become which. ``sent`` is final."""


class Deliveries:
    """The outbox, unique on (report, period, recipient)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, delivery: Delivery) -> bool:
        """Queue a delivery; ``False``, and nothing changed, when there is one of this report, period and recipient."""
        values = {field.name: getattr(delivery, field.name) for field in fields(delivery)}
        return insert_missing(self._connection, DELIVERY, values)

    def remember(self, delivery: Delivery) -> None:
        """Take over what another database knows of a letter that went out; nothing where it is known as sent here."""
        if self.add(delivery):
            return
        values = {field.name: getattr(delivery, field.name) for field in fields(delivery)}
        self._connection.execute(
            update(DELIVERY)
            .where(
                DELIVERY.c.report == delivery.report,
                DELIVERY.c.period == delivery.period,
                DELIVERY.c.recipient == delivery.recipient,
                DELIVERY.c.state != SENT,
            )
            .values(**values, lease_until=None)
        )

    def claim(
        self, at: datetime, *, lease: timedelta = LEASE, channels: Collection[str] | None = None
    ) -> Delivery | None:
        """Take the oldest delivery that is due: it becomes ``sending``, one attempt more. ``None``: nothing is due.

        Atomic: two processes never get the same one. Commit before sending. ``channels``: only of these.
        """
        among = () if channels is None else (DELIVERY.c.channel.in_(channels),)
        oldest = (
            select(DELIVERY.c.id)
            .where(_due(at), *among)
            .order_by(DELIVERY.c.created_at, DELIVERY.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        statement = (
            update(DELIVERY)
            .where(DELIVERY.c.id == oldest.scalar_subquery(), DELIVERY.c.state == PENDING)
            .values(
                state=SENDING, attempts=DELIVERY.c.attempts + 1, lease_until=at + lease, next_attempt_at=None, detail=""
            )
            .returning(DELIVERY)
        )
        row = self._connection.execute(statement).first()
        return None if row is None else _delivery(row)

    def mark(
        self,
        delivery: Delivery,
        state: str,
        *,
        at: datetime,
        detail: str = "",
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Say how a claimed delivery ended, or put a failed or uncertain one back to ``pending``.

        ``False``, and nothing changed, when the stored row has moved on: it was sent, or claimed once more than
        ``delivery`` knows of. ``ValueError`` for a state nothing can be marked as.
        """
        if state not in _FROM:
            raise ValueError(f"a delivery cannot be marked {state!r}")
        values: dict[str, Any] = {
            "state": state,
            "detail": detail,
            "lease_until": None,
            "next_attempt_at": next_attempt_at if state == PENDING else None,
        }
        if state == SENT:
            values["sent_at"] = at
        statement = (
            update(DELIVERY)
            .where(
                DELIVERY.c.report == delivery.report,
                DELIVERY.c.period == delivery.period,
                DELIVERY.c.recipient == delivery.recipient,
                DELIVERY.c.attempts == delivery.attempts,  # the fence: only the latest claim may speak
                DELIVERY.c.state.in_(_FROM[state]),
            )
            .values(**values)
        )
        return self._connection.execute(statement).rowcount == 1

    def hasten(self, report: str, period: str, recipient: str, *, at: datetime) -> bool:
        """Let a waiting delivery be due at ``at``; ``False``, and nothing changed, where it does not wait."""
        statement = (
            update(DELIVERY)
            .where(
                DELIVERY.c.report == report,
                DELIVERY.c.period == period,
                DELIVERY.c.recipient == recipient,
                DELIVERY.c.state == PENDING,
            )
            .values(next_attempt_at=at)
        )
        return self._connection.execute(statement).rowcount == 1

    def due(self, at: datetime) -> bool:
        """Whether a letter waits to be sent at ``at``, or is marked as being sent."""
        query = select(DELIVERY.c.id).where(or_(DELIVERY.c.state == SENDING, _due(at)))
        return self._connection.execute(query.limit(1)).first() is not None

    def channels_due(self, at: datetime) -> frozenset[str]:
        """The channels on which something waits to be sent at ``at``."""
        return frozenset(self._connection.execute(select(DELIVERY.c.channel).where(_due(at)).distinct()).scalars())

    def recover(self, at: datetime, *, lease: timedelta = LEASE) -> tuple[Delivery, ...]:
        """Deliveries whose sender died (lease over at ``at``) become ``uncertain``; returns them.

        Should that sender be alive after all, it may still mark its claim as sent.
        """
        statement = (
            update(DELIVERY)
            .where(
                DELIVERY.c.state == SENDING,
                or_(DELIVERY.c.lease_until.is_(None), _over(DELIVERY.c.lease_until, at, lease)),
            )
            .values(
                state=UNCERTAIN,
                lease_until=None,
                detail="the sending process ended before it could say whether the message was handed over",
            )
            .returning(DELIVERY)
        )
        rows = sorted(self._connection.execute(statement), key=lambda row: row.id)
        return tuple(_delivery(row) for row in rows)

    def find(self, report: str, period: str, recipient: str) -> Delivery | None:
        """The delivery of one report of one period to one recipient, or ``None``."""
        query = select(DELIVERY).where(
            DELIVERY.c.report == report, DELIVERY.c.period == period, DELIVERY.c.recipient == recipient
        )
        row = self._connection.execute(query).first()
        return None if row is None else _delivery(row)

    def of(self, report: str, period: str | None = None) -> tuple[Delivery, ...]:
        """Deliveries of one report (of one period), newest first."""
        query = select(DELIVERY).where(DELIVERY.c.report == report)
        if period is not None:
            query = query.where(DELIVERY.c.period == period)
        rows = self._connection.execute(query.order_by(DELIVERY.c.created_at.desc(), DELIVERY.c.id.desc()))
        return tuple(_delivery(row) for row in rows)

    def all(self, state: str | None = None, *, limit: int | None = None) -> tuple[Delivery, ...]:
        """Deliveries (in one state), newest first."""
        query = select(DELIVERY).order_by(DELIVERY.c.created_at.desc(), DELIVERY.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(DELIVERY.c.state == state)
        return tuple(_delivery(row) for row in self._connection.execute(query))


def _due(at: datetime) -> ColumnElement[bool]:
    """Whether a delivery waits, and no longer than until ``at``."""
    return and_(
        DELIVERY.c.state == PENDING,
        or_(DELIVERY.c.next_attempt_at.is_(None), _over(DELIVERY.c.next_attempt_at, at, LONGEST_WAIT)),
    )


def _over(until: ColumnElement[datetime], at: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether a wait that was never meant to be longer than ``longest`` is over.

    One that ends much later than that was written before the clock was set back: nobody waits for it.
    """
    return or_(until <= at, until > at + 2 * longest)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        report=row.report,
        period=row.period,
        recipient=row.recipient,
        state=row.state,
        message_id=row.message_id,
        message=bytes(row.message),
        created_at=row.created_at,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        sent_at=row.sent_at,
        detail=row.detail,
        channel=row.channel,
    )
