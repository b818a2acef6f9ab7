"""How far each stored series reaches: counted, not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Text, func, select, type_coerce

from tracker.model.instants import Label
from tracker.store.tables import LIST_CHANGE, LIST_SNAPSHOT, OBSERVATION, SERIES

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """A series with ``n`` labels from ``first`` to ``last``, of whose values ``corrected`` were recorded again."""

    series: str
    n: int
    first: Label
    last: Label
    corrected: int


class Reach:
    """Extents of series."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lists_begin(self) -> datetime | None:
        """Before which instant (UTC) nothing is known of any list, neither a copy nor a change; None: nothing."""
        copies, changes = LIST_SNAPSHOT.c.snapshot_at, LIST_CHANGE.c.from_snapshot_at
        found = (self._connection.scalar(select(func.min(one, type_=one.type))) for one in (copies, changes))
        return min((one for one in found if one is not None), default=None)

    def of_each(self) -> tuple[Reaches, ...]:
        """Every series that has values, by key."""
        label = OBSERVATION.c.label
        query = (
            select(
                SERIES.c.key,
                func.count(label.distinct()),
                func.count(),
                type_coerce(func.min(label), Text),
                type_coerce(func.max(label), Text),
            )
            .join(OBSERVATION, OBSERVATION.c.series_id == SERIES.c.id)
            .group_by(SERIES.c.key)
            .order_by(SERIES.c.key)
        )
        return tuple(
            Reaches(series=key, n=n, first=str(first), last=str(last), corrected=rows - n)
            for key, n, rows, first, last in self._connection.execute(query)
        )
