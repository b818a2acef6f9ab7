"""Whether the sources answered when they were last asked; nobody is asked now."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.instants import to_the_second
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, health_of, may_look, opened
from tracker.services.findings_of_status import FAILING_AFTER


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.store.unit_of_work import UnitOfWork

    if not may_look(subject):
        yield ok(NOT_LOOKED)
        return
    found = health_of(subject)
    if found is None or found.revision is None:
        yield ok("nothing to look at yet")
        return
    with opened(subject) as engine, UnitOfWork(engine, write=False) as work:
        states = work.runs.states()
    failing = [one for one in states if one.consecutive_failures >= FAILING_AFTER]
    for one in failing:
        again = f" It is asked again at {to_the_second(one.next_attempt_at)}." if one.next_attempt_at else ""
        yield warn(
            f"{one.source} failed {one.consecutive_failures} times in a row: {one.last_error}{again}",
            f"Try it now: tracker fetch {one.source}; whether its host can be reached: tracker doctor --network",
        )
    if not failing:
        yield ok("none failed three times in a row" if states else "none was asked yet")


CHECK = Check(key="sources", title="Sources", order=75, run=_run)
