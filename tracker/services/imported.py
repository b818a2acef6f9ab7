"""Series a person brought in from files: what was declared about them, kept as documents beside the files' bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.data.loader import unit_of
from tracker.model.series import Series, SeriesName
from tracker.model.source import Snapshot
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork

DECLARATION = "series declaration"
"""The kind of the stored documents that say how an imported series is made. The newest of a series holds."""


def imported_series(context: Context) -> Mapping[str, Series]:
    """The imported series by key, in the order in which they were first declared."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return declared_in(work)


def declared_in(work: UnitOfWork) -> dict[str, Series]:
    """The same within an open unit of work."""
    found = {}
    for snapshot in work.snapshots.of_kind(DECLARATION):
        document = json.loads(snapshot.content)
        name = SeriesName.parse(document["series"])
        found[str(name)] = Series(name=name, kind="fixing", schedule=document["schedule"], unit=unit_of(name))
    return found


def declaration(name: SeriesName, schedule: str, declared_at: datetime) -> Snapshot:
    """The document that declares a series; ``schedule`` is a key as ``tracker.data.declared_schedule`` writes it."""
    content = json.dumps({"series": str(name), "schedule": schedule}, sort_keys=True).encode()
    return Snapshot(
        source=name.source,
        url=f"series:{name}",
        kind=DECLARATION,
        retrieved_at=declared_at,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="application/json",
    )
