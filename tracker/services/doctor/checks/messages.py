"""What is in the outbox that nobody will send by itself, and alerts that were held back."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.errors import DatabaseError
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, may_look, surroundings
from tracker.services.findings_of_status import about_alerts, about_fates


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.store.unit_of_work import UnitOfWork

    if not may_look(subject):
        yield ok(NOT_LOOKED)
        return
    try:
        with surroundings(subject) as context:
            if context is None:
                yield ok("nothing was ever sent")
                return
            with UnitOfWork(context.engine, write=False) as work:
                lost = (*work.deliveries.all("uncertain"), *work.deliveries.all("failed"))
                held, waiting = work.counts.held(), work.counts.outbox().get("pending", 0)
    except DatabaseError:  # the check of the database says why
        yield ok("nothing to look at")
        return
    found = [warn(one.what, one.remedy) for one in (*about_fates(lost), *about_alerts(held))]
    yield from found
    if not found:
        yield ok(f"none is lost, {waiting} wait" if waiting else "none is lost, and none waits")


CHECK = Check(key="messages", title="Letters and alerts", order=77, run=_run)
