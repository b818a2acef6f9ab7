"""How many items of feeds the reader of statements has read; apart from reading them, which needs all its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.services.context import Context
from tracker.services.reader_version import reader_version

if TYPE_CHECKING:
    from tracker.store.read_items import ItemsRead


def counted(context: Context) -> ItemsRead:
    """How many of the stored items this reader has read."""
    from tracker.data.loader import feeds
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.read_items.counted(feeds().feeds, reader=reader_version())
