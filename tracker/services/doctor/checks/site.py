"""The kept site: whether its folder can be written to, and how far it is."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn
from tracker.services.findings_of_keeping import about_site


def _run(subject: Subject) -> Iterator[Line]:
    root = subject.settings.site_dir
    if root is None:
        yield ok("no site is kept: TRACKER_SITE_DIR is not set")
        return
    there = next((one for one in (root, *root.parents) if one.exists()), root)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield fail(
            f"the site cannot be written to {root}",
            "TRACKER_SITE_DIR has to name a folder that this user may write to.",
        )
        return
    behind = list(about_site(subject.settings))
    for one in behind:
        yield warn(one.what, one.remedy)
    if not behind:
        yield ok(f"the site in {root} has all weeks")


CHECK = Check(key="site", title="Site", order=86, run=_run)
