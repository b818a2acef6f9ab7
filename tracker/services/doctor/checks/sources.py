"""How the sources are: asked, answering, and as fresh as their own calendars promise; nobody is asked now."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.errors import DatabaseError
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, may_look, surroundings
from tracker.services.findings_of_status import about_sources
from tracker.services.source_status import source_statuses


def _run(subject: Subject) -> Iterator[Line]:
    if not may_look(subject):
        yield ok(NOT_LOOKED)
        return
    try:
        with surroundings(subject) as context:
            statuses = None if context is None else source_statuses(context)
    except DatabaseError:  # the check of the database says why
        statuses = None
    if statuses is None:
        yield ok("nothing to look at yet")
        return
    found = [warn(one.what, one.remedy) for one in about_sources(statuses)]
    yield from found
    if not found:
        asked = sum(not one.off for one in statuses)
        yield ok(f"all {asked} answered when they were last asked, and nothing they promised is missing")


CHECK = Check(key="sources", title="Sources", order=75, run=_run)
