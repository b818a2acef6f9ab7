"""Which ledger an answer rests on: the shipped one's version and, where there are own events, theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from tracker.model.event import PolicyEvent
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.told_to_others import told_to_others


def ledger_version_of(
    context: Context, recorded: Iterable[PolicyEvent] | None = None, *, as_of: datetime | None = None
) -> str:
    """``95925062f528``, or ``95925062f528+a1b2c3`` where accepted events were added, changed or taken out here.

    The second part is a digest of what is other than in the shipped ledger, whoever wrote it and in what order.
    ``recorded``: the accepted events as of the instant, where they were read already.
    """
    from tracker.data.loader import ledger_version, shipped_events
    from tracker.store.unit_of_work import UnitOfWork

    found = ledger.list_events(context, as_of=as_of) if recorded is None else tuple(recorded)
    version, shipped = ledger_version(), shipped_events()
    if as_of is not None:
        with UnitOfWork(context.engine, write=False) as work:
            version = work.events.ledger_version(as_of=as_of) or version
            shipped = work.events.shipped(as_of=as_of)
    return version_of(context, version, shipped, found)


def version_of(context: Context, version: str, shipped: Iterable[PolicyEvent], found: Iterable[PolicyEvent]) -> str:
    """The same of these events alone: those shipped under a version, and those accepted here."""
    from tracker.store.unit_of_work import UnitOfWork

    before = {event.id: event for event in shipped if event.status == "accepted"}
    now = {event.id: event for event in found}
    own = [event for name, event in sorted(now.items()) if before.get(name) != event]
    gone = sorted(before.keys() - now.keys())
    if not own and not gone:
        return version
    with UnitOfWork(context.engine, write=False) as work:
        own = list(told_to_others(own, work.events.candidates()))  # one version, whoever reads it
    told = "\n".join((*map(repr, own), "", *gone)).encode("utf-8", "surrogatepass")
    return f"{version}+{hashlib.sha256(told).hexdigest()[:6]}"
