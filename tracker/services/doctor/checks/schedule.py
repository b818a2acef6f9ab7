"""Whether anybody works the schedule: a daemon that leads, or a tick that came by lately."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.instants import format_instant
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, health_of, may_look, opened
from tracker.services.leading import SCHEDULE_WORKS_WITHIN, somebody_leads
from tracker.services.letters import is_set_up


def _run(subject: Subject) -> Iterator[Line]:
    if not may_look(subject):
        yield ok(NOT_LOOKED)
        return
    found = health_of(subject)
    if found is None or found.revision is None:
        yield ok("the schedule was never worked")
        return
    with opened(subject) as engine:
        led = somebody_leads(engine)
    if led:
        yield ok("a daemon leads this database")
        return
    last = found.newest_run
    said = (
        "the schedule was never worked"
        if last is None
        else f"the last run began {format_instant(last.replace(microsecond=0))}"
    )
    if last is not None and subject.now - last < SCHEDULE_WORKS_WITHIN:
        yield ok(f"no daemon leads; {said}")
    elif is_set_up(subject.settings):
        yield warn(
            f"letters are set up, but no daemon leads and {said}", "Start `tracker daemon`, or `tracker tick` by cron."
        )
    else:
        yield ok(f"no daemon leads; {said}")


CHECK = Check(key="schedule", title="Schedule", order=80, run=_run)
