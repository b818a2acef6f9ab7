"""The daily backups: whether they can be made here, and how old the newest is."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.services import daily_backups
from tracker.services.doctor.lines import Check, Line, Subject, ok, warn
from tracker.services.doctor.stored import NOT_LOOKED, NOT_TO_BE_LOOKED_AT, health_of, may_look, opened
from tracker.services.findings_of_keeping import age_words
from tracker.services.places import size_words


def _run(subject: Subject) -> Iterator[Line]:
    settings = subject.settings
    kept = daily_backups.daily_backups(settings)
    newest = daily_backups.newest(settings, subject.now)
    if not settings.backups_kept:
        yield ok("no daily backups are made: TRACKER_BACKUPS_KEPT is 0")
    elif not may_look(subject):
        yield ok(NOT_LOOKED)
    else:
        found = health_of(subject)
        if found is None:
            yield warn(NOT_TO_BE_LOOKED_AT, "What is said of the database tells why, and what helps.")
            return
        if found.revision is None:
            yield ok("there is nothing to back up yet")
            return
        with opened(subject) as engine:
            why = daily_backups.unable(engine)
        if why is not None:
            yield warn(f"no daily backup can be made: {why.message}", why.remedy)
    if newest is None:
        yield ok("no daily backup is there; the daemon makes one each day")
        return
    said = (
        f"{len(kept)} daily {'backup' if len(kept) == 1 else 'backups'} in {daily_backups.folder_of(settings)},"
        f" {size_words(sum(one.size for one in kept))}; the newest is {age_words(newest.at, subject.now)} old"
    )
    if settings.backups_kept and subject.now - newest.at > daily_backups.OLD_AFTER:
        yield warn(said, "Make one now: tracker db backup; `tracker status` tells why the daemon makes none.")
    else:
        yield ok(said)


CHECK = Check(key="backups", title="Backups", order=85, run=_run)
