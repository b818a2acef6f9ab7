"""What letters told: numbers and verdicts of a period, each time they were told anew. Rows are added, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from tracker.model.instants import Label
from tracker.model.sent_figures import SentFigures
from tracker.store.bulk import insert_missing
from tracker.store.tables import EVENT_EDIT, INGEST, LEDGER, OBSERVATION, SERIES, TOLD_FIGURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row


class SentFiguresStore:
    """Figures told, unique on (report, period, told_in)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, figures: SentFigures) -> bool:
        """Note what a letter tells; ``False``, and nothing changed, where that letter's figures are there already."""
        values = {
            "report": figures.report,
            "period": figures.period,
            "told_in": figures.told_in,
            "document": dict(figures.document),
            "recorded_at": figures.recorded_at,
        }
        return insert_missing(self._connection, TOLD_FIGURES, values)

    def all(self) -> tuple[SentFigures, ...]:
        """Everything letters told, oldest first: about one row for each letter and zone."""
        query = select(TOLD_FIGURES).order_by(TOLD_FIGURES.c.id)
        return tuple(_figures(row) for row in self._connection.execute(query))

    def changed_since(self, at: datetime, first: Label, last: Label, publishers: Sequence[str]) -> bool:
        """Whether, after ``at``, a value of [first, last) of these publishers was recorded, or anything of the ledger.

        What a letter about that time told can only be another now where this is so.
        """
        theirs = [SERIES.c.key.like(f"%@{publisher}%") for publisher in publishers]
        recorded = (
            select(OBSERVATION.c.label)
            .join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
            .join(SERIES, SERIES.c.id == OBSERVATION.c.series_id)
            .where(INGEST.c.recorded_at > at, OBSERVATION.c.label >= first, OBSERVATION.c.label < last, or_(*theirs))
        )
        edited = select(EVENT_EDIT.c.id).where(EVENT_EDIT.c.recorded_at > at)
        upgraded = select(LEDGER.c.id).where(LEDGER.c.recorded_at > at)
        return any(self._connection.execute(one.limit(1)).first() is not None for one in (edited, upgraded, recorded))


def _figures(row: Row[Any]) -> SentFigures:
    return SentFigures(
        report=row.report,
        period=row.period,
        told_in=row.told_in,
        document=row.document,
        recorded_at=row.recorded_at,
    )
