"""Keeping a site: one turn of its building in a process of its own, whose memory is gone with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tracker.config import Settings
from tracker.config.settings import declared
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.services import file_lock
from tracker.services.context import Context
from tracker.services.site.folder import LOCK
from tracker.services.site.manifest import NAME, Manifest

MOST = 60
"""Weeks of one turn: about a minute, in which the other jobs wait."""

_CHILD = "tracker.services.site.keeping_child"


def behind(root: Path) -> int | None:
    """How many weeks wait for another turn; None where no whole turn left a site there."""
    try:
        found = Manifest.read((root / NAME).read_text("utf-8", errors="replace"))
    except OSError:
        return None
    return None if found is None or not found.shared else found.behind or int(found.unfinished)


def is_held(root: Path) -> bool:
    """Whether another build is at work there."""
    try:
        descriptor = os.open(root / LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        return file_lock.is_taken(descriptor)
    finally:
        os.close(descriptor)


def keep(context: Context, root: Path, *, most: int = MOST) -> str:
    """One turn; says what came of it. Raises ``TrackerError`` with what the building process could not do.

    Each of its lines is a sign of life. Asked to stop, it leaves off: the next turn goes on from there.
    """
    asked = {
        "settings": _texts(context.settings),
        "now": format_instant(context.now),
        "root": str(root),
        "most": most,
    }
    context.step(f"site in {root}")
    last: dict[str, str] = {}
    with subprocess.Popen(  # noqa: S603 - this interpreter, and a module of ours
        (sys.executable, "-m", _CHILD),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            if process.stdin is None or process.stdout is None:
                raise TrackerError("The process that writes the site has no ends to speak through.")
            with process.stdin as line:
                line.write(json.dumps(asked))
            for text in process.stdout:
                last = json.loads(text)
                if "step" in last:
                    context.step(last["step"])
                    if context.stopping():
                        return f"{root}: left off, as asked; the next turn goes on from there"
        finally:
            process.terminate()
    if "error" in last:
        raise TrackerError(last["error"], remedy=last["remedy"])
    if "done" not in last:
        raise TrackerError(
            f"The process that writes the site in {root} ended early ({process.returncode}).",
            remedy="What it made stands, and the next turn goes on from there.",
        )
    return last["done"]


def _texts(settings: Settings) -> dict[str, str]:
    """The settings that hold, as texts: without the secrets, which no page needs."""
    found = {one.name: settings.shown(one.name) for one in declared() if not one.secret}
    return {**found, "database_url": settings.database_url}


def settings_of(texts: dict[str, str]) -> Settings:
    """What ``_texts`` told of."""
    values: dict[str, Any] = {one.name: one.read(texts[one.name]) for one in declared() if one.name in texts}
    return Settings(**values)
