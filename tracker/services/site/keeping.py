"""Keeping a site: one turn of its building in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from tracker.config import Settings
from tracker.config.secrets import redacted
from tracker.config.settings import declared
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.model.series import SeriesName
from tracker.services import file_lock
from tracker.services.context import Context
from tracker.services.site.folder import LOCK, FolderHeldError, scope_words
from tracker.services.site.manifest import NAME, Manifest

LOG = logging.getLogger(__name__)

MOST = 60
"""Weeks of one turn: about a minute, in which the other jobs wait."""

_CHILD = "tracker.services.site.keeping_child"
_PATIENCE = 10.0
"""Seconds a process that was asked to end is given."""

_MOST_COMPLAINTS = 4000
"""Bytes: the end of what it complained of."""


def scope_of(settings: Settings) -> dict[str, object]:
    """What the kept site is about."""
    return {"pair": str(SeriesName.parse(settings.pairs[0])), "public": settings.site_public}


def behind(root: Path, scope: Mapping[str, object]) -> int | None:
    """How many weeks wait for another turn; None where no whole turn left a site of this scope there."""
    found = _manifest(root)
    if found is None or not found.shared or found.scope != scope:
        return None
    return found.behind or int(found.unfinished)


def refusal(root: Path, scope: Mapping[str, object]) -> TrackerError | None:
    """Why a site of another scope is not replaced unasked; None where there is none, or where it is to be hidden.

    Replacing takes its pages and their histories away. From private to public it is done all the same: what others may
    not read must not stay.
    """
    found = _manifest(root)
    if found is None or not found.scope or found.scope == scope:
        return None
    if found.scope.get("pair") == scope["pair"] and scope["public"]:
        return None
    public = " --public" if scope["public"] else ""
    command = f"tracker report --site {shlex.quote(str(root))} --pair {scope['pair']}{public}"
    return TrackerError(
        f"The site in {root} is of {scope_words(found.scope)}, and the one to keep of {scope_words(scope)}:"
        " nothing was written.",
        remedy=f"Name another folder in TRACKER_SITE_DIR, or replace this site with all its histories: {command}",
    )


def _manifest(root: Path) -> Manifest | None:
    try:
        return Manifest.read((root / NAME).read_text("utf-8", errors="replace"))
    except OSError:
        return None


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


def told(root: Path) -> str:
    """How what ``keep`` says of a whole turn begins."""
    return f"kept {root}: "


def keep(context: Context, root: Path, *, most: int = MOST) -> str:
    """One turn; says what came of it. Raises ``TrackerError`` with what the building process could not do.

    ``FolderHeldError`` while another build is at work there. Each line of the process is a sign of life. Asked to stop,
    it leaves off at the next of them: the next turn goes on from there.
    """
    refused = refusal(root, scope_of(context.settings))
    if refused is not None:
        raise refused
    asked = {
        "settings": _texts(context.settings),
        "now": format_instant(context.now),
        "root": str(root),
        "most": most,
    }
    context.step(f"site in {root}")
    last: dict[str, str] = {}
    with tempfile.TemporaryFile() as complaints:
        process = _begun(asked, complaints)
        try:
            for last in _lines(process.stdout or ()):
                if "step" in last:
                    context.step(last["step"])
                    if context.stopping():
                        return f"{root}: left off, as asked; the next turn goes on from there"
        finally:
            _end(process, heard="step" not in last and bool(last))
            complained = redacted(context.settings, _tail(complaints))
            if complained:
                LOG.debug("the process that writes the site: %s", complained)
    if "held" in last:
        raise FolderHeldError(last["held"], remedy=last["remedy"])
    if "error" in last:
        raise TrackerError(last["error"], remedy=last["remedy"])
    if "done" not in last:
        why = (complained.splitlines() or [f"code {process.returncode}"])[-1]
        raise TrackerError(
            f"The process that writes the site in {root} ended early ({why}).",
            remedy="What it made stands, and the next turn goes on from there.",
        )
    return told(root) + last["done"]


def _begun(asked: Mapping[str, object], complaints: IO[bytes]) -> subprocess.Popen[str]:
    # -P: a folder named tracker where the scheduler was started is not the program
    process = subprocess.Popen(  # noqa: S603 - this interpreter, and a module of ours
        (sys.executable, "-P", "-m", _CHILD),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        encoding="utf-8",
    )
    if process.stdin is not None:
        with suppress(BrokenPipeError), process.stdin as line:  # it ended at once: what it complained of is told
            line.write(json.dumps(asked))
    return process


def _lines(said: Iterable[str]) -> Iterator[dict[str, str]]:
    """What the process says, until it ends or is killed in the middle of a line."""
    for text in said:
        try:
            yield json.loads(text)
        except ValueError:
            return


def _end(process: subprocess.Popen[str], *, heard: bool) -> None:
    """See the process end: by itself where it said its last word, asked where not, and forced where that is no use."""
    if not heard:
        process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _tail(complaints: IO[bytes]) -> str:
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, size - _MOST_COMPLAINTS))
    return complaints.read().decode("utf-8", errors="replace").strip()


def _texts(settings: Settings) -> dict[str, str]:
    """The settings that hold, as texts: without the secrets, which no page needs."""
    found = {one.name: settings.shown(one.name) for one in declared() if not one.secret}
    return {**found, "database_url": settings.database_url}


def settings_of(texts: dict[str, str]) -> Settings:
    """What ``_texts`` told of."""
    values: dict[str, Any] = {one.name: one.read(texts[one.name]) for one in declared() if one.name in texts}
    return Settings(**values)
