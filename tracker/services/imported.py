"""Series a person brought in from files: what was declared about them, kept as documents beside the files' bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.data.loader import unit_of
from tracker.errors import UsageError
from tracker.model.series import Series, SeriesName
from tracker.model.source import Snapshot
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork

DECLARATION = "series declaration"
"""The kind of the stored documents that say how an imported series is made. The newest of a series holds."""


def imported_series(context: Context, *, as_of: datetime | None = None) -> Mapping[str, Series]:
    """The imported series by key, in the order in which they were first declared.

    With ``as_of`` as they were declared by then: a later declaration does not rewrite what was recorded before it.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return declared_in(work, as_of=as_of)


def declared_in(work: UnitOfWork, *, as_of: datetime | None = None) -> dict[str, Series]:
    """The same within an open unit of work."""
    found: dict[str, Series] = {}
    for snapshot in work.snapshots.of_kind(DECLARATION, as_of=as_of):
        document = json.loads(snapshot.content)
        name = SeriesName.parse(document["series"])
        if "forgotten" in document:
            found.pop(str(name), None)
        else:
            found[str(name)] = Series(name=name, kind="fixing", schedule=document["schedule"], unit=unit_of(name))
    return found


def forgotten_at(work: UnitOfWork, name: SeriesName) -> datetime | None:
    """When an imported series was forgotten; None for one that never was. It stays so: its name is used up."""
    newest = work.snapshots.latest(name.source, _address(name))
    return newest.retrieved_at if newest is not None and "forgotten" in json.loads(newest.content) else None


def forget(context: Context, series: str) -> str:
    """Take an imported series out of use; returns its key. Its values and vintages stay and are seen with ``as_of``.

    Raises ``UsageError`` for a name that stands for no series imported here.
    """
    from tracker.services.clock import utc_now
    from tracker.store.unit_of_work import UnitOfWork

    try:
        name = SeriesName.parse(series)
    except ValueError as error:
        raise UsageError(str(error)) from None
    with UnitOfWork(context.engine, write=True) as work:
        own = declared_in(work)
        if str(name) not in own:
            known = f"Imported are: {', '.join(own)}." if own else "None was imported."
            raise UsageError(
                f"{name} is no series imported from a file here; only those can be forgotten.", remedy=known
            )
        work.snapshots.add(_document(name, {"series": str(name), "forgotten": True}, utc_now()))
        work.commit()
    return str(name)


def declaration(name: SeriesName, schedule: str, declared_at: datetime) -> Snapshot:
    """The document that declares a series; ``schedule`` is a key as ``tracker.data.declared_schedule`` writes it."""
    return _document(name, {"series": str(name), "schedule": schedule}, declared_at)


def _address(name: SeriesName) -> str:
    return f"series:{name}"


def _document(name: SeriesName, said: Mapping[str, object], declared_at: datetime) -> Snapshot:
    content = json.dumps(said, sort_keys=True).encode()
    return Snapshot(
        source=name.source,
        url=_address(name),
        kind=DECLARATION,
        retrieved_at=declared_at,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="application/json",
    )
