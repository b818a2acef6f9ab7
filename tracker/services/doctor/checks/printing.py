"""The browser that prints reports to PDF. Most do without one, so its absence is no fault."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.services import browsers
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok


def _run(subject: Subject) -> Iterator[Line]:
    named = subject.settings.chromium
    found = browsers.find(named, environ=subject.environ)
    if found is not None:
        yield ok(f"--format pdf is printed by {found}")
    elif named:
        yield fail(
            f"{browsers.SETTING} names {named}, which is no program here, so no PDF can be printed",
            f"Correct {browsers.SETTING}, or leave it empty.",
        )
    else:
        yield ok("no PDF can be printed: there is no Chromium, Chrome or Edge here; --format html needs none")


CHECK = Check(key="printing", title="PDF", order=92, run=_run)
