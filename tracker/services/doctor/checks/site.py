"""The site that is kept: whether its folder can be written, and how far it is; why a run failed says the status."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from tracker.services.doctor.lines import Check, Line, Subject, fail, nearest_existing, ok


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.services.site.manifest import NAME, Manifest

    root = subject.settings.site_dir
    if root is None:
        yield ok("no site is kept: TRACKER_SITE_DIR names no folder")
        return
    there = nearest_existing(root)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        yield fail(
            f"the folder of the site, {root}, cannot be written: {error.strerror}",
            "Give it to the user the tracker runs as, or name another in TRACKER_SITE_DIR.",
        )
        return
    path = root / NAME
    if not path.is_file():
        if root.is_dir() and any(root.iterdir()):
            yield fail(
                f"{root} is not empty, and no site of this program: no page will be written there",
                "Name a new or an empty folder in TRACKER_SITE_DIR.",
            )
        else:
            yield ok(f"the site in {root} has no page yet; the daemon makes them")
        return
    manifest = Manifest.read(path.read_text("utf-8", errors="replace"))
    if manifest is None:
        yield fail(
            f"{path} is of another version of this program, or spoilt: no page will be written there",
            "Delete the folder, which is then made anew, or name another in TRACKER_SITE_DIR.",
        )
    elif manifest.unfinished:
        yield ok(f"the site in {root} has {len(manifest.files):,} files and is being made; the next run goes on")
    else:
        kind = "what may be put where others read it" if manifest.scope.get("public") else "all there is"
        yield ok(f"the site in {root} has {len(manifest.files):,} files, with {kind}")


CHECK = Check(key="site", title="Site", order=87, run=_run)
