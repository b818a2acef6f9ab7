"""The daily backup: made by whoever works the schedule, named by its instant, the newest few kept.

Only files this module named are ever counted or removed; what a person made with ``tracker db backup`` has another
name. An older one goes only after a newer one was made and looked through, so that one good backup is always there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import DatabaseError
from tracker.services.backups import BackedUp, backup
from tracker.services.context import Say, silent
from tracker.services.places import size_words

if TYPE_CHECKING:
    from tracker.store.engine import Engine

OLD_AFTER = timedelta(days=3)
"""A newest backup older than this is worth a word: two days in a row brought none."""

LEAVE_FREE = (20_000_000, 100_000_000)
"""Least and most bytes that a backup must leave free on its disk, the size of the database in between: it needs room
before its copies do."""

_STAMP = "%Y%m%dT%H%M%SZ"
_ENDINGS = ("sqlite3", "dump")
_OWN = re.compile(rf"tracker-daily-(?P<at>\d{{8}}T\d{{6}}Z)\.(?P<ending>{'|'.join(_ENDINGS)})")
_UNFINISHED = re.compile(rf"\.{_OWN.pattern}\.[a-z0-9_]{{8}}(-wal|-shm|-journal)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A daily backup that is there: its file, the instant it was made (UTC, as its name says), its size in bytes."""

    file: Path
    at: datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What became of a day's backup: ``made``, or ``because`` where none was.

    ``removed`` are older ones that went, ``left`` those that should have and could not, with the reason.
    """

    made: BackedUp | None = None
    because: str = ""
    removed: tuple[Path, ...] = ()
    left: tuple[str, ...] = ()


def folder_of(settings: Settings) -> Path:
    """Where backups without a name of their own are put."""
    return settings.home / "backups"


def daily_backups(settings: Settings) -> tuple[Kept, ...]:
    """The daily backups of this kind of database that are there, newest first; links and folders are none."""
    ending = _ENDINGS[0 if settings.database_url.startswith("sqlite") else 1]
    found = []
    for entry, match in _entries(folder_of(settings), _OWN):
        if match["ending"] == ending:
            at = datetime.strptime(match["at"], _STAMP).replace(tzinfo=UTC)
            found.append(Kept(file=Path(entry.path), at=at, size=entry.stat(follow_symlinks=False).st_size))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def newest(settings: Settings, now: datetime) -> Kept | None:
    """The newest daily backup not of the future; None where there is none."""
    return next((one for one in daily_backups(settings) if one.at <= now), None)


def unable(engine: Engine) -> DatabaseError | None:
    """Why no backup can be made on this machine, whatever the day, with what helps; None where it can."""
    from tracker.store import dumps
    from tracker.store.engine import database_path

    if database_path(engine) is not None:
        return None
    if engine.dialect.name == "sqlite":
        return DatabaseError("a database in memory cannot be backed up.", remedy="Set TRACKER_DATABASE_URL to a file.")
    return dumps.unable(engine)


def make(settings: Settings, engine: Engine, *, slot: datetime, now: datetime, step: Say = silent) -> Daily:
    """Make the backup of a slot, then remove the daily ones beyond ``backups_kept``.

    Doing it again for the same slot makes none. ``DatabaseError`` when it failed or would fill the disk; nothing is
    then removed. Where no backup can be made at all on this machine that is an answer, not an error. ``step`` gets
    signs of life.
    """
    if not settings.backups_kept:
        return Daily(because="no backup: TRACKER_BACKUPS_KEPT is 0")
    why = unable(engine)
    if why is not None:
        return Daily(because=f"no backup: {why}")
    _sweep(folder_of(settings))
    done = next((one for one in daily_backups(settings) if slot <= one.at <= now), None)
    if done is not None:
        return Daily(because=f"{done.file.name} is there already")
    _require_room(settings, engine)
    ending = _ENDINGS[0 if engine.dialect.name == "sqlite" else 1]
    target = folder_of(settings) / f"tracker-daily-{now:{_STAMP}}.{ending}"
    made = backup(settings, target, now=now, step=step)
    removed, left = _rotate(settings, made.file)
    return Daily(made=made, removed=removed, left=left)


def _rotate(settings: Settings, made: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Remove what is beyond the number to keep. The one just made counts as the newest, whatever the names say."""
    others = [one.file for one in daily_backups(settings) if one.file.name != made.name]
    removed, left = [], []
    for file in others[settings.backups_kept - 1 :]:
        try:
            file.unlink()
            removed.append(file)
        except OSError as error:
            left.append(f"{file.name} could not be removed: {error.strerror}")
    return tuple(removed), tuple(left)


def _require_room(settings: Settings, engine: Engine) -> None:
    """Refuse before anything is written when the copy would leave the disk too full to work on."""
    from tracker.store.health import bytes_of

    needed = bytes_of(engine)
    kept = daily_backups(settings)
    if engine.dialect.name != "sqlite" and kept:
        needed = kept[0].size  # a dump is packed: the last one says more than the size of the database
    folder = folder_of(settings)
    there = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    least, most = LEAVE_FREE
    wanted = needed + max(least, min(needed, most))
    if free < wanted:
        raise DatabaseError(
            f"No backup was made: {size_words(wanted)} are needed in {folder} and {size_words(free)} are free on its"
            f" disk. {_standing(kept)}",
            remedy="Make room, or set TRACKER_BACKUPS_KEPT lower and remove old ones by hand.",
        )


def _standing(kept: Sequence[Kept]) -> str:
    if not kept:
        return "There is no older one."
    noun = "one stays" if len(kept) == 1 else f"{len(kept)} stay"
    return f"The older {noun}, the newest of {kept[0].at:%Y-%m-%d %H:%M} UTC."


def _sweep(folder: Path) -> None:
    """Take away what a process that died while writing left; only whoever leads works here, so nobody writes it now."""
    for entry, _ in _entries(folder, _UNFINISHED):
        Path(entry.path).unlink(missing_ok=True)


def _entries(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[os.DirEntry[str], re.Match[str]]]:
    """Plain files of exactly such a name."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        match = pattern.fullmatch(entry.name)
        if match is not None and entry.is_file(follow_symlinks=False):
            yield entry, match
