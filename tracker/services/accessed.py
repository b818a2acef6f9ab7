"""When what is stored of a source was last had from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.model.source import SourceInfo
    from tracker.services.context import Context


def accessed(context: Context, source: str, *, as_of: datetime | None = None) -> datetime | None:
    """The retrieval of the newest document of a source, imported files aside: with ``as_of`` the newest by then.

    Neither the clock nor ``public_by`` bounds it: what was public long ago is told from what was had since, and that
    is when it was had. None where none was retrieved.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.snapshots.retrieved_at(source, as_of=as_of)


def copied(context: Context, source: str, *, as_of: datetime | None = None) -> str:
    """The copy in an installed package that the newest document of a source is, with its version where that is known.

    Empty where it was had from the source itself, or none was.
    """
    from tracker.services.origins import copy_shipped
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        found = work.snapshots.retrieved_from(source, as_of=as_of)
    return "" if found is None else copy_shipped(*found)


def source_info(source: str) -> SourceInfo | None:
    """What a source declares of itself; None for rates from a file."""
    from tracker.sources.catalog import sources

    found = sources().get(source)
    return None if found is None else found.info
