"""Every error the product raises, in one tree.

    TrackerError                  message, remedy, exit_code, retryable
    ├── UsageError                the command line or a setting's value cannot be understood          exit 2
    │   └── RowsError             rows of an imported file cannot be used; it holds all of them        exit 2
    ├── NoDataError               nothing exists for the period, event or series asked for            exit 3
    ├── ConfigError               a setting is unknown, missing or contradictory                       exit 6
    ├── DatabaseError             the database cannot be used                                          exit 6
    │   ├── ForeignDatabaseError  the file is not ours, or is damaged
    │   ├── OutdatedDatabaseError its schema is older or newer than this program
    │   └── BusyDatabaseError     another process holds it (retryable)
    ├── SourceError               one upstream failed; carries source and address                      exit 5
    │   ├── FetchError            no usable answer: network, deadline, status, size, redirect
    │   ├── ParseError            the bytes are not what the source declares; carries line or row
    │   └── CheckError            parsed, but implausible against the source's expectations
    └── DeliveryError             a message was not delivered; ``permanent`` or ``uncertain``          exit 4

Foreign exceptions are translated once, where they enter. ``retryable`` answers the only question a caller
has: can the same call succeed later without anybody changing anything?
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class TrackerError(Exception):
    """Base of all errors meant for people: what failed, what was kept, what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.retryable = retryable

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class UsageError(TrackerError):
    """The command line, a period, a series name or a value cannot be understood."""

    exit_code = 2


class RowsError(UsageError):
    """Rows of a file cannot be used. ``problems`` holds one ``(line number, message)`` per bad row, all of them.

    The message counts all and shows the first 20, of each no more than a few lines.
    """

    _SHOWN: ClassVar[int] = 20
    _LONGEST: ClassVar[int] = 500

    def __init__(self, file: str, problems: Sequence[tuple[int, str]], *, remedy: str = "") -> None:
        self.file = file
        self.problems = tuple(problems)
        rows = len({line for line, _ in self.problems})
        noun = "row" if rows == 1 else "rows"
        lines = "\n".join(f"  {file}, line {line}: {self._short(text)}" for line, text in self.problems[: self._SHOWN])
        more = len(self.problems) - self._SHOWN
        lines += f"\n  … and {more} more" if more > 0 else ""
        super().__init__(
            f"{file}: {rows} {noun} cannot be used; nothing was imported.\n{lines}\n",
            remedy=remedy or "Correct these rows and import the file again.",
        )

    def _short(self, text: str) -> str:
        return text if len(text) <= self._LONGEST else f"{text[: self._LONGEST]} …"


class NoDataError(TrackerError):
    """Nothing is stored for what was asked."""

    exit_code = 3


class ConfigError(TrackerError):
    """A setting is unknown, malformed, missing or contradictory."""

    exit_code = 6


class DatabaseError(TrackerError):
    """The database cannot be used as it is."""

    exit_code = 6


class ForeignDatabaseError(DatabaseError):
    """The file is damaged, or belongs to another program."""


class OutdatedDatabaseError(DatabaseError):
    """The schema is older or newer than this program expects."""


class BusyDatabaseError(DatabaseError):
    """Another process holds the database."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, retryable=True)


class SourceError(TrackerError):
    """One upstream failed. Data stored before are untouched."""

    exit_code = 5

    def __init__(self, message: str, *, source: str, url: str = "", remedy: str = "", retryable: bool = False) -> None:
        super().__init__(message, remedy=remedy, retryable=retryable)
        self.source = source
        self.url = url

    def __str__(self) -> str:
        where = f" ({self.url})" if self.url else ""
        return f"{self.source}: {self.message}{where} {self.remedy}".rstrip()


class FetchError(SourceError):
    """No usable answer.

    ``reason`` is one of network, deadline, status, size, content, redirect, rate-limit, offline, empty, unavailable.
    ``retry_after`` is the server's own wish, in seconds, where it named one.
    """

    def __init__(
        self,
        message: str,
        *,
        source: str,
        reason: str,
        url: str = "",
        status: int | None = None,
        remedy: str = "",
        retryable: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, source=source, url=url, remedy=remedy, retryable=retryable)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


class ParseError(SourceError):
    """The bytes are not the document the source declares. ``line`` counts from 1 in the decoded document."""

    def __init__(self, message: str, *, source: str, url: str = "", line: int | None = None, remedy: str = "") -> None:
        self.line = line
        super().__init__(message if line is None else f"line {line}: {message}", source=source, url=url, remedy=remedy)


class CheckError(SourceError):
    """Parsed, but against the source's own expectations (too few rows, a value out of range, dates in the future)."""


class DeliveryError(TrackerError):
    """A message was not delivered.

    ``permanent``: trying again cannot help (5xx). ``uncertain``: the line dropped after the text was handed over, so
    it may have arrived; it is never sent again automatically.
    """

    exit_code = 4

    def __init__(self, message: str, *, permanent: bool = False, uncertain: bool = False, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, retryable=not permanent and not uncertain)
        self.permanent = permanent
        self.uncertain = uncertain
