"""The statements that read stretches of series, made once.

For what is asked a thousand times and has few rows, making the statement took longer than answering it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, select, type_coerce

from tracker.store.tables import INGEST, OBSERVATION, SERIES

_BETWEEN = (
    OBSERVATION.c.series_id == bindparam("number"),
    OBSERVATION.c.label.between(bindparam("first", type_=Text), bindparam("last", type_=Text)),
)
STRETCH: Select[Any] = (
    select(OBSERVATION.c.label, OBSERVATION.c.value, OBSERVATION.c.quality)
    .where(*_BETWEEN)
    .order_by(OBSERVATION.c.label, OBSERVATION.c.ingest_id)
)
"""Every recording of the labels from ``first`` to ``last`` of the series with a ``number``."""


@cache
def stretch_as_texts(*, ordered: bool) -> Select[Any]:
    """The same as two long texts, and the least and greatest quality. SQLite walks the key, in order, anyhow."""
    rows = select(OBSERVATION.c.label, cast(OBSERVATION.c.value, Text).label("value"), OBSERVATION.c.quality)
    rows = rows.where(*_BETWEEN)
    stored = (rows.order_by(OBSERVATION.c.label) if ordered else rows).subquery()
    texts: Any = select(
        func.aggregate_strings(stored.c.label, "\n"),
        func.aggregate_strings(stored.c.value, "\n"),
        func.min(stored.c.quality),
        func.max(stored.c.quality),
    )
    return texts  # type: ignore[no-any-return]  # of four columns, as nobody need know


@cache
def newest_last(*, as_of: bool, since: bool, until: bool) -> Select[Any]:
    """Label, value, recording and quality of a ``series`` in label order, the vintages of a label oldest first.

    Each argument says whether that bound is given. The value arrives as the driver gives it and is made a ``Decimal``
    by the caller, which is quicker by the thousand.
    """
    number = select(SERIES.c.id).where(SERIES.c.key == bindparam("series")).scalar_subquery()
    query: Select[Any] = (
        select(
            OBSERVATION.c.label,
            type_coerce(OBSERVATION.c.value, Text),
            OBSERVATION.c.ingest_id,
            OBSERVATION.c.quality,
        )
        .where(OBSERVATION.c.series_id == number)
        .order_by(OBSERVATION.c.label, OBSERVATION.c.ingest_id)
    )
    if as_of:
        query = query.join(INGEST, INGEST.c.id == OBSERVATION.c.ingest_id)
        query = query.where(INGEST.c.recorded_at <= bindparam("as_of"))
    if since:
        query = query.where(OBSERVATION.c.label >= bindparam("since", type_=Text))
    if until:
        query = query.where(OBSERVATION.c.label < bindparam("until", type_=Text))
    return query
