"""Reading files people name, with a limit: a wrong name (a disk image, a device) must not fill the memory."""

from __future__ import annotations

import sys
from pathlib import Path

from tracker.errors import TrackerError, UsageError


def read_limited(path: Path | None, *, most: int, error: type[TrackerError] = UsageError) -> bytes:
    """The bytes of a file, or of standard input for None.

    Raises ``error`` when there are more than ``most`` bytes, reading no further; ``OSError`` when it cannot be read.
    """
    if path is None:
        content = sys.stdin.buffer.read(most + 1)
    else:
        with path.open("rb") as file:
            content = file.read(most + 1)
    if len(content) > most:
        name = "standard input" if path is None else str(path)
        raise error(
            f"{name} holds more than {_size(most)}, far more than such a file needs; it was not read.",
            remedy="Is it the right file? A very long one can be split and given in parts.",
        )
    return content


def _size(number: int) -> str:
    million = 1_000_000
    return f"{number // million} million bytes" if number >= million else f"{number // 1000} thousand bytes"
