"""A file of rows that a command takes in."""

from __future__ import annotations

from pathlib import Path

from tracker.config.files import read_limited
from tracker.errors import UsageError

_LARGEST = 20_000_000  # bytes: some fifty times the shipped log


def text_of(file: str) -> tuple[str, str]:
    """The text of a file, or of standard input for ``-``, and the name to show for it."""
    name = "standard input" if file == "-" else file
    try:
        content = read_limited(None if file == "-" else Path(file), most=_LARGEST)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Nothing was imported.") from None
    try:
        return content.decode("utf-8-sig"), name
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{name}, line {line}: not UTF-8 text. Nothing was imported.",
            remedy="Save it as 'CSV UTF-8' and import it again.",
        ) from None
