"""What is made here is for its owner alone: readers' addresses and letters are in it. What exists stays as it is."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_POSIX = os.name == "posix"


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it; ``OSError`` when that is not possible."""
    mode = 0o700 if _POSIX else 0o777
    folder.mkdir(mode=mode, parents=True, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file where none is. What hinders it is said by whoever goes on to write the file."""
    if _POSIX:
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def readable_by_anybody(path: Path) -> bool:
    """Whether every user of this machine can read a file: its own rights, and the way through all folders above it."""
    if not _POSIX:
        return False
    try:
        path = path.resolve(strict=True)
        open_way = all(above.stat().st_mode & stat.S_IXOTH for above in path.parents)
        return open_way and bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:  # it is not there, or this user cannot look
        return False
