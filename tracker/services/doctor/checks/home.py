"""The home folder: writable, private enough, on a disk with room."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator

from tracker.services.doctor.lines import Check, Line, Subject, fail, nearest_existing, ok, warn
from tracker.services.places import network_file_system, size_words

LITTLE, TOO_LITTLE = 500_000_000, 50_000_000
"""Bytes free below which a disk is worth a word, and below which writing will soon fail."""


def _run(subject: Subject) -> Iterator[Line]:
    home = subject.settings.home
    there = nearest_existing(home)
    if not there.is_dir():
        yield fail(f"{there} is no folder, so {home} cannot be used", "Choose another with --home or TRACKER_HOME.")
        return
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        yield fail(
            f"{there} cannot be written: {error.strerror}",
            "Give it to the user the tracker runs as, or choose another with --home or TRACKER_HOME.",
        )
    else:
        made = "" if there == home else ", which the first command will make"
        yield ok(f"data live in {home}{made}")
    if os.name == "posix" and home.is_dir() and home.stat().st_mode & stat.S_IWOTH:
        yield warn(f"anybody on this machine can write to {home}", f"Run: chmod o-w {home}")
    kind = network_file_system(there)
    if kind and subject.settings.database_url.startswith("sqlite"):
        yield warn(
            f"{there} is on a network file system ({kind}), where SQLite's locks are not reliable",
            "Put TRACKER_HOME on a local disk, or use PostgreSQL through TRACKER_DATABASE_URL.",
        )
    free = shutil.disk_usage(there).free
    said = f"{size_words(free)} free on its disk"
    if free < TOO_LITTLE:
        yield fail(said, "Make room: a full disk stops fetching and letters.")
    elif free < LITTLE:
        yield warn(said, "Make room before it is full.")
    else:
        yield ok(said)


CHECK = Check(key="home", title="Home folder", order=40, run=_run)
