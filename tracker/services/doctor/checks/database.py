"""The database: what it is, at which schema, whole or damaged. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn
from tracker.services.doctor.stored import look, may_look, readable_file
from tracker.services.places import size_words


def _run(subject: Subject) -> Iterator[Line]:
    shown = subject.settings.shown("database_url")
    if not may_look(subject):
        yield warn(f"{shown} is on a server and was not looked at", "Run: tracker doctor --network")
        return
    found = look(subject)  # a database that cannot be used raises with its remedy
    if found.revision is None:
        yield ok(f"{shown}: not there yet; the first command makes it")
        return
    yield ok(f"{found.kind}: {shown}, {size_words(found.size)}")
    yield ok(f"its schema is {found.revision}, as this program needs")
    readable = readable_file(subject)
    if readable is not None:
        yield warn(
            f"every user of this machine can read {readable}: addresses of readers and letters are in it",
            f"Run: chmod 600 '{readable}'*; chmod 700 '{readable.parent}' where nobody else needs that folder",
        )
    if found.damage:
        yield fail(
            f"it is damaged: {found.damage[0]}{f' and {len(found.damage) - 1} more' if len(found.damage) > 1 else ''}",
            "Stop the daemon, keep a copy, and restore a backup.",
        )
    elif found.kind == "SQLite":
        yield ok("no damage found (quick check, foreign keys)")
    if found.journal and found.journal != "wal":
        yield warn(
            f"its journal is {found.journal!r} and not write-ahead: readers and the daemon wait for each other",
            "Any command switches it once nobody else has the file open.",
        )
    if not found.embedded:
        yield warn("the embedded rates are not in it", "Run any command that reads rates, such as: tracker now")


CHECK = Check(key="database", title="Database", order=50, run=_run)
