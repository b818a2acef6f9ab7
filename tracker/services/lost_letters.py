"""Letters that will not go by themselves any more: refused for good, or of which nobody knows whether they arrived."""

from __future__ import annotations

from collections.abc import Collection

from tracker.model.work import Delivery
from tracker.services.context import Context
from tracker.services.findings_of_status import about_fates

Key = tuple[str, str, str, str, int]


def lost(context: Context) -> frozenset[Key]:
    """Each of them as it is now: report, period, recipient, state and how often it was tried."""
    return frozenset(_key(one) for one in _stored(context))


def lost_since(context: Context, before: Collection[Key]) -> tuple[str, ...]:
    """A line about each that was not so ``before``, the oldest first: to whom, why, and how it is sent again."""
    new = [one for one in reversed(_stored(context)) if _key(one) not in before]
    return tuple(f"{finding.what} {finding.remedy}" for finding in about_fates(new))


def _stored(context: Context) -> tuple[Delivery, ...]:
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.deliveries.all("failed") + work.deliveries.all("uncertain")


def _key(one: Delivery) -> Key:
    return one.report, one.period, one.recipient, one.state, one.attempts
