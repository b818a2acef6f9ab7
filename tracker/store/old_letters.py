"""Letters that were sent long ago: whose bytes are still whole, and putting shorter ones in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from tracker.store.tables import DELIVERY

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

_WHOLE = 8_000
"""Bytes above which a message is more than its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLetter:
    """One sent message. ``number`` is that of its row."""

    number: int
    message: bytes


class OldLetters:
    """Sent messages by letter. Only those sent by e-mail and for good are ever looked at or touched."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def letters(self, sent_by: datetime) -> tuple[tuple[str, str], ...]:
        """Report and period of letters of which more than one reader's message, sent by then, is whole."""
        query = (
            select(DELIVERY.c.report, DELIVERY.c.period)
            .where(*_old(sent_by))
            .group_by(DELIVERY.c.report, DELIVERY.c.period)
            .having(func.count() > 1)
            .order_by(DELIVERY.c.report, DELIVERY.c.period)
        )
        return tuple((row.report, row.period) for row in self._connection.execute(query))

    def whole(self, report: str, period: str, sent_by: datetime) -> tuple[OldLetter, ...]:
        """The whole messages of one letter, in the order in which they were queued."""
        query = (
            select(DELIVERY.c.id, DELIVERY.c.message)
            .where(DELIVERY.c.report == report, DELIVERY.c.period == period, *_old(sent_by))
            .order_by(DELIVERY.c.id)
        )
        return tuple(OldLetter(number=row.id, message=bytes(row.message)) for row in self._connection.execute(query))

    def replace(self, letter: OldLetter, message: bytes, sent_by: datetime) -> bool:
        """Put other bytes in the place of these; False, and nothing changed, where the row is not as it was."""
        statement = (
            update(DELIVERY)
            .where(DELIVERY.c.id == letter.number, DELIVERY.c.message == letter.message, *_old(sent_by))
            .values(message=message)
        )
        return self._connection.execute(statement).rowcount == 1


def _old(sent_by: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        DELIVERY.c.state == "sent",
        DELIVERY.c.channel == "email",
        DELIVERY.c.sent_at <= sent_by,
        func.length(DELIVERY.c.message) > _WHOLE,
    )
