"""When what is stored of a source was last had from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.model.source import SourceInfo
    from tracker.services.context import Context


def accessed(context: Context, source: str) -> datetime | None:
    """The retrieval of the newest document of a source, imported files aside, at most ``context.now``.

    None where none was retrieved.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.snapshots.retrieved_at(source)


def source_info(source: str) -> SourceInfo | None:
    """What a source declares of itself; None for rates from a file."""
    from tracker.sources.catalog import sources

    found = sources().get(source)
    return None if found is None else found.info
