"""Taking a copy of a list out again: the intervals then stand as if it had never been recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, update

from tracker.store.lists import Lists, Recorded, Step, step_between
from tracker.store.tables import LIST_ENTRY, LIST_SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Row

    from tracker.store.list_reading import Standing


class ForgettingLists(Lists):
    """Lists from which a snapshot can be taken out again. Its bytes stay among the retrieved documents."""

    def forget(self, list_key: str, snapshot_at: datetime) -> Recorded:
        """Take out the snapshot of exactly this instant (UTC), and close the gap between its neighbours.

        What was found to have become visible at the ``stale`` instants is to be found anew, from ``steps``.
        ``KeyError`` where no snapshot of that instant is kept.
        """
        here, before, after = self._around(list_key, snapshot_at)
        if here is None:
            raise KeyError(f"{list_key}: {snapshot_at.isoformat()}")
        old = self._standing(before, open_ended=False) if before is not None else {}
        new = self._standing(after, open_ended=False) if after is not None else {}
        self._close_gap(here, before, old, after, new)
        self._connection.execute(delete(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.id == here.id))
        steps: tuple[Step, ...] = ()
        if before is not None and after is not None:
            step = step_between(before, after, old, new)
            steps = (step,) if step.old or step.new else ()
        for row in (before, after):
            if row is not None and self._goes_on_from_the_one_before(row) and self._goes_on_to_the_one_after(row):
                self._connection.execute(delete(LIST_SNAPSHOT).where(LIST_SNAPSHOT.c.id == row.id))
        stale = (snapshot_at, *((after.snapshot_at,) if after is not None else ()))
        return Recorded(steps=steps, stale=stale)

    def _close_gap(
        self, here: Row[Any], before: Row[Any] | None, old: Standing, after: Row[Any] | None, new: Standing
    ) -> None:
        """Let the intervals that begin or end with a snapshot do so at its neighbours."""
        joined, gone, reopened = [], [], []
        for key, stands in old.items():
            if before is None or stands.last != before.id:
                continue
            again = new.get(key)
            if after is None:
                reopened.append(stands.id)
            elif again is not None and again.said == stands.said:
                joined.append({"row": stands.id, "last": again.last})
                gone.append(again.id)
        number, table = here.id, LIST_ENTRY.c
        here_alone = table.first_snapshot_id == number
        if after is not None:
            here_alone = and_(here_alone, table.last_snapshot_id == number)
        self._connection.execute(delete(LIST_ENTRY).where(here_alone))
        self._delete(gone)
        if after is not None:
            begin = update(LIST_ENTRY).where(table.first_snapshot_id == number)
            self._connection.execute(begin.values(first_snapshot_id=after.id))
        if before is not None:
            end = update(LIST_ENTRY).where(table.last_snapshot_id == number)
            self._connection.execute(end.values(last_snapshot_id=before.id))
        self._set("last_snapshot_id", None, reopened)
        if joined:
            join = update(LIST_ENTRY).where(table.id == bindparam("row")).values(last_snapshot_id=bindparam("last"))
            self._connection.execute(join, joined)

    def _delete(self, ids: Sequence[int]) -> None:
        if ids:
            drop = delete(LIST_ENTRY).where(LIST_ENTRY.c.id == bindparam("row"))
            self._connection.execute(drop, [{"row": one} for one in ids])
