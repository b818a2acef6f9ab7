"""Finished parts of back-fills: days of a source that are stored for good and need not be asked for again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, not_, select

from tracker.model.source import Span
from tracker.store.bulk import insert_missing
from tracker.store.tables import FINISHED_PART

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class Parts:
    """Spans by source, each recorded once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def finished(self, source: str) -> tuple[Span, ...]:
        """The spans of a source that are finished, in no order."""
        query = select(FINISHED_PART.c.part, FINISHED_PART.c.first_day, FINISHED_PART.c.last_day).where(
            FINISHED_PART.c.source == source
        )
        return tuple(Span(of=part, first=first, last=last) for part, first, last in self._connection.execute(query))

    def has(self, source: str, part: str) -> bool:
        """Whether any days of a part are finished."""
        mine = and_(FINISHED_PART.c.source == source, FINISHED_PART.c.part == part)
        return bool(self._connection.scalar(select(exists().where(mine))))

    def finish(self, source: str, span: Span, at: datetime) -> None:
        """Record that every document of a span is stored and read; nothing when that is recorded already.

        Spans within it are forgotten: it says all that they say.
        """
        within = and_(
            FINISHED_PART.c.source == source,
            FINISHED_PART.c.part == span.of,
            FINISHED_PART.c.first_day >= span.first,
            FINISHED_PART.c.last_day <= span.last,
        )
        same = and_(FINISHED_PART.c.first_day == span.first, FINISHED_PART.c.last_day == span.last)
        self._connection.execute(delete(FINISHED_PART).where(within, not_(same)))
        row = {"source": source, "part": span.of, "first_day": span.first, "last_day": span.last, "finished_at": at}
        insert_missing(self._connection, FINISHED_PART, row)
