"""Which readers have the letter of a week already, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.services.context import Context
from tracker.services.outbox import WEEKLY


def sent_before(context: Context, week: str) -> Mapping[str, datetime]:
    """By reader, when (UTC) the letter of this week went out."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        found = work.deliveries.of(WEEKLY, week)
    return {one.recipient: one.sent_at for one in found if one.sent_at is not None}
