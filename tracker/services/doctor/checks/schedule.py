"""Whether anybody works the schedule: a daemon that leads, or a tick that came by lately; and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.errors import DatabaseError
from tracker.model.instants import to_the_second
from tracker.services.alerts.addressees import channels
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, NOT_TO_BE_LOOKED_AT, health_of, may_look, opened, surroundings
from tracker.services.leading import SCHEDULE_WORKS_WITHIN, somebody_leads
from tracker.services.outbox import is_set_up


def _run(subject: Subject) -> Iterator[Line]:
    if not may_look(subject):
        yield ok(NOT_LOOKED)
        return
    found = health_of(subject)
    if found is None:
        yield warn(NOT_TO_BE_LOOKED_AT, "What is said of the database tells why, and what helps.")
        return
    if found.revision is None:
        yield from _nobody(subject, "the schedule was never worked")
        return
    with opened(subject) as engine:
        led = somebody_leads(engine)
    last = found.newest_run
    said = "the schedule was never worked" if last is None else f"the last run began {to_the_second(last)}"
    if led:
        yield ok("a daemon leads this database")
    elif last is not None and subject.now - last < SCHEDULE_WORKS_WITHIN:
        yield ok(f"no daemon leads; {said}")
    else:
        yield from _nobody(subject, said)
    if led or last is not None:
        yield from _next(subject)


def _nobody(subject: Subject, said: str) -> Iterator[Line]:
    """No scheduler: a matter of choice, until somebody waits for its letters or alerts."""
    letters, alerts = is_set_up(subject.settings), channels(subject.settings)
    if letters or alerts:
        yield warn(
            f"{'letters' if letters else 'alerts'} are set up, but no daemon leads and {said}",
            "Start `tracker daemon`, or let cron run `tracker tick` every five minutes.",
        )
    else:
        yield ok(f"no daemon leads; {said}")


def _next(subject: Subject) -> Iterator[Line]:
    """The next slot of each job."""
    if subject.upcoming is None:
        return
    try:
        with surroundings(subject) as context:
            slots = () if context is None else subject.upcoming(context)
    except DatabaseError:  # the check of the database says why
        return
    for one in slots:
        again = f", tried again from {to_the_second(one.retry_at)}" if one.retry_at else ""
        yield ok(f"{one.job}: {'due since' if one.due else 'next'} {to_the_second(one.slot)}{again}")


CHECK = Check(key="schedule", title="Schedule", order=80, run=_run)
