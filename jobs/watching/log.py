"""The daemon's log on standard error: a line for people or a JSON object for programs, never with a secret in it.

Each line has its time on the daemon's clock and, where it is about a unit of work, the run, the job, the state and the
seconds. Under systemd the journal is told how grave a line is.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TextIO

from jobs.listening import Listener, Unit
from jobs.schedule import Idle
from jobs.watching.switch import run_id
from tracker.config import Settings
from tracker.config.secrets import secrets_of
from tracker.model.instants import format_instant
from tracker.model.masking import without_all
from tracker.model.plain_text import clean
from tracker.services.context import Context

ERROR, WARNING, INFO, DEBUG = "error", "warning", "info", "debug"
_GRAVITY = {ERROR: 3, WARNING: 4, INFO: 6, DEBUG: 7}
_LEVELS = {"CRITICAL": ERROR, "ERROR": ERROR, "WARNING": WARNING, "INFO": INFO, "DEBUG": DEBUG}


def in_journal(environ: Mapping[str, str], stream: TextIO | None) -> bool:
    """Whether what is written to a stream goes straight to systemd's journal."""
    import os

    told = environ.get("JOURNAL_STREAM", "")
    if not told or stream is None:
        return False
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return told == f"{found.st_dev}:{found.st_ino}"


class Log(Listener):
    """Writes what it is told and what it hears.

    Parameters
    ----------
    stream : TextIO or None
        Where lines go; None for nowhere.
    settings : Settings
        Their ``log_format``, and the secrets that are taken out.
    clock : callable
        The time of a line, UTC.
    journal : bool
        Whether each line begins with its gravity, like ``<4>``.
    quiet : bool
        Whether only errors and warnings are written.
    units : collection of str
        Jobs whose own line, ``INSTANT JOB …``, is left out because this log writes one of the unit.
    attempt : callable
        Which attempt at a slot of a job the last one was; 0 where nobody can tell.
    """

    def __init__(
        self,
        stream: TextIO | None,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        journal: bool = False,
        quiet: bool = False,
        units: Collection[str] = (),
        attempt: Callable[[str, datetime], int] = lambda _job, _slot: 0,
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._journal = journal
        self._quiet = quiet
        self._units = frozenset(units)
        self._attempt = attempt
        self._lock = threading.Lock()
        self._under_way: tuple[str, datetime | None] | None = None
        self._settle(settings)

    def say(self, message: str) -> None:
        """A message of the daemon."""
        self._told(INFO, message)

    def complain(self, message: str) -> None:
        """Something that failed."""
        self._told(ERROR, message)

    def handler(self) -> logging.Handler:
        """For the log of libraries."""
        return _Handler(self)

    def on_reload(self, context: Context) -> None:
        """Another form, other secrets."""
        self._settle(context.settings)

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """What is said until its end belongs to it."""
        self._under_way = job, slot

    def on_unit(self, unit: Unit) -> None:
        """Its line."""
        self._under_way = None
        idle = isinstance(unit.detail, Idle)
        attempt = 0 if unit.slot is None else self._attempt(unit.job, unit.slot)
        self.write(
            ERROR if unit.state == "failed" else INFO,
            str(unit.detail),
            run=run_id(unit.job, unit.slot, attempt),
            job=unit.job,
            state="idle" if idle else unit.state,
            seconds=unit.took,
        )

    def write(
        self, level: str, message: str, *, run: str = "", job: str = "", state: str = "", seconds: float | None = None
    ) -> None:
        """One line. A log that cannot be written (its disk is full, its reader gone) ends no work."""
        stream = self._stream
        if stream is None or (self._quiet and level in {INFO, DEBUG}):
            return
        at = format_instant(self._clock().replace(microsecond=0))
        message = without_all(self._secrets, clean(message))
        if self._json:
            rounded = None if seconds is None else round(seconds, 3)
            about = {"run": run, "job": job or "daemon", "state": state, "seconds": rounded}
            body = {"time": at, "level": level, **about}
            line = json.dumps({**body, "message": message})
        else:
            took = "" if seconds is None else f" in {seconds:.1f} s"
            how = f" {'nothing done' if state == 'idle' else state + took}:" if state else ""
            line = f"{at} {run or job or 'daemon'}{how} {message}"
        gravity = f"<{_GRAVITY[level]}>" if self._journal else ""
        with self._lock, suppress(OSError, ValueError):
            stream.write(f"{gravity}{line}\n")
            stream.flush()

    def _told(self, level: str, message: str) -> None:
        """What the daemon says begins with an instant and, in its own name, a word that says so: both are fields."""
        first, _, rest = message.partition(" ")
        if _is_instant(first):
            who, _, words = rest.partition(" ")
            if who in self._units:
                return
            message = words if who == "daemon" else rest
        under_way = self._under_way
        if under_way is None:
            self.write(level, message)
        else:
            job, slot = under_way
            self.write(level, message, run=run_id(job, slot), job=job)

    def _settle(self, settings: Settings) -> None:
        self._json = settings.log_format == "json"
        self._secrets = secrets_of(settings)


class _Handler(logging.Handler):
    """Lines of libraries in the form of ours."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one; a trace only where everything is logged."""
        try:
            words = record.getMessage()
            if record.exc_info and logging.getLogger().isEnabledFor(logging.DEBUG):
                words = f"{words} {logging.Formatter().formatException(record.exc_info)}"
        except Exception:  # noqa: BLE001  # a library's wrong format string is no reason to stop
            words = str(record.msg)
        self._log.write(_LEVELS.get(record.levelname, INFO), f"{record.name}: {words}")


def _is_instant(word: str) -> bool:
    return len(word) >= 20 and word[10] == "T" and word.endswith("Z")
