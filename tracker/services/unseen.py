"""What nobody looked at: whether a period's announcements were read at all, and whether anything is fetched since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tracker.model.event import PolicyEvent
from tracker.model.period import Period
from tracker.services.context import Context

_NEWS = frozenset({"announcements", "lists"})
_AWAITED = frozenset({"rates", "announcements"})
_RECENT = timedelta(days=1)
"""So long ago a source may have been read for a period that is not over."""


def announcements_unseen(then: Context, period: Period) -> bool:
    """Whether a period is later than the shipped ledger, and no register, feed or list was read that covers it.

    True means that a day without an entry says nothing. ``then.now`` is the instant by which it is asked.
    """
    from tracker.data.loader import shipped_until
    from tracker.services.enabled import enabled_sources
    from tracker.store.unit_of_work import UnitOfWork

    if period.first_day <= shipped_until():
        return False
    by = min(period.end, then.now - _RECENT)
    with UnitOfWork(then.engine, write=False) as work:
        told = work.announcements.newest_of_each().values()
        if any(one.published_on >= period.first_day for one in told):
            return False
        for key, source in enabled_sources(then.settings).items():
            if source.info.kind not in _NEWS:
                continue
            asked = work.runs.state(key).last_success_at
            if asked is not None and asked >= by:
                return False
            copy = work.lists.latest_snapshot(key) if source.info.kind == "lists" else None
            if copy is not None and copy.snapshot_at >= by:
                return False
    return True


def begins_after(recorded: Sequence[PolicyEvent], period: Period) -> date | None:
    """The first day of the ledger where a period ends before it, else None."""
    first = min((event.published_on for event in recorded), default=None)
    return first if first is not None and period.until <= first else None


def nothing_fetched_since(context: Context, instant: datetime) -> bool:
    """Whether no source of rates or announcements has answered since, though some are asked here.

    False offline and where all of them are off: then there is nothing to wait for.
    """
    from tracker.services.enabled import enabled_sources
    from tracker.store.unit_of_work import UnitOfWork

    if context.settings.offline:
        return False
    asked = {key for key, source in enabled_sources(context.settings).items() if source.info.kind in _AWAITED}
    if not asked:
        return False
    with UnitOfWork(context.engine, write=False) as work:
        answered = (one.last_success_at for one in work.runs.states() if one.source in asked)
        return not any(at is not None and at >= instant for at in answered)
