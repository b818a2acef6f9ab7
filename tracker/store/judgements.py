"""Judgements: what became of single values. Each is another vintage of its value; nothing is ever changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from tracker.model.instants import Label
from tracker.model.observation import SET_ASIDE, Judged, is_set_aside
from tracker.store.bulk import insert_columns, new_id
from tracker.store.observations import OK, PROVISIONAL, StoredValue
from tracker.store.tables import INGEST, OBSERVATION, SERIES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Marked = Mapping[Label, Sequence[StoredValue]]
"""Every vintage, oldest first, of the labels of a series that were ever judged."""

_PLAIN = (OK, PROVISIONAL)


class Judgements:
    """Values set aside, released, accepted and rejected."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, judged: Sequence[Judged], *, vintage: datetime, sha256: str | None) -> tuple[Judged, ...]:
        """Give values their quality; returns those that did not have it. A series nobody knew becomes known.

        ``vintage`` is the instant of recording; ``sha256`` the stored document, None for a person's decision.
        """
        keys = sorted({one.quote.series for one in judged})
        numbers = dict(self._connection.execute(select(SERIES.c.key, SERIES.c.id).where(SERIES.c.key.in_(keys))).all())
        for key in keys:
            if key not in numbers:
                numbers[key] = new_id(self._connection, SERIES, {"key": key})
        fresh = tuple(one for one in judged if self._newest(numbers[one.quote.series], one) != _said(one))
        if fresh:
            ingest = new_id(self._connection, INGEST, {"recorded_at": vintage, "sha256": sha256})
            columns = {
                "series_id": [numbers[one.quote.series] for one in fresh],
                "label": [one.quote.label for one in fresh],
                "value": [one.quote.value for one in fresh],
                "quality": [one.quality for one in fresh],
                "ingest_id": [ingest] * len(fresh),
            }
            insert_columns(self._connection, OBSERVATION, columns)
        return fresh

    def marked(self, series: Sequence[str], *, as_of: datetime | None = None) -> dict[str, Marked]:
        """The labels of these series that were ever judged, with all their vintages (recorded by ``as_of``)."""
        judged = select(OBSERVATION.c.series_id, OBSERVATION.c.label).where(OBSERVATION.c.quality.not_in(_PLAIN))
        return self._vintages(judged, series, as_of)

    def set_aside(self, series: Sequence[str] | None = None, *, as_of: datetime | None = None) -> dict[str, Marked]:
        """The labels (of these series, of all by default) whose newest value is set aside, with all their vintages."""
        judged = select(OBSERVATION.c.series_id, OBSERVATION.c.label).where(OBSERVATION.c.quality.startswith(SET_ASIDE))
        found = self._vintages(judged, series, as_of)
        waiting = {
            key: {label: rows for label, rows in marked.items() if is_set_aside(rows[-1].quality)}
            for key, marked in found.items()
        }
        return {key: marked for key, marked in waiting.items() if marked}

    def _vintages(
        self, judged: Select[tuple[int, Label]], series: Sequence[str] | None, as_of: datetime | None
    ) -> dict[str, Marked]:
        if series is not None:
            judged = judged.join(SERIES, SERIES.c.id == OBSERVATION.c.series_id).where(SERIES.c.key.in_(series))
        wanted = judged.distinct().subquery()
        query = (
            select(SERIES.c.key, OBSERVATION.c.label, OBSERVATION.c.value, INGEST.c.recorded_at, OBSERVATION.c.quality)
            .join(SERIES, SERIES.c.id == OBSERVATION.c.series_id)
            .join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
            .join(
                wanted,
                (wanted.c.series_id == OBSERVATION.c.series_id) & (wanted.c.label == OBSERVATION.c.label),
            )
            .order_by(SERIES.c.key, OBSERVATION.c.label, OBSERVATION.c.ingest_id)
        )
        if as_of is not None:
            query = query.where(INGEST.c.recorded_at <= as_of)
        found: dict[str, dict[Label, list[StoredValue]]] = {}
        for (key, label), rows in groupby(self._connection.execute(query).all(), key=lambda row: (row[0], row[1])):
            found.setdefault(key, {})[label] = [
                StoredValue(label=label, value=row.value, vintage=row.recorded_at, quality=row.quality) for row in rows
            ]
        return dict(found)

    def _newest(self, number: int, one: Judged) -> tuple[object, str] | None:
        query = (
            select(OBSERVATION.c.value, OBSERVATION.c.quality)
            .where(OBSERVATION.c.series_id == number, OBSERVATION.c.label == one.quote.label)
            .order_by(OBSERVATION.c.ingest_id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else (row.value, row.quality)


def _said(one: Judged) -> tuple[object, str]:
    return one.quote.value, one.quality
