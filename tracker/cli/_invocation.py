"""One typed command: its common options, and from them the settings, the clock and the open context."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.model.csv_form import PLAIN
from tracker.model.plain_text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.config import Settings
    from tracker.services.context import Context


class Invocation:
    """What was asked for on one command line. Commands receive it through ``pass_invocation``.

    Nothing is read and nothing is opened until a command asks: ``--help`` costs neither settings nor a database.
    """

    def __init__(self) -> None:
        self.home: Path | None = None
        self.database_url: str | None = None
        self.offline: bool = False
        self.now: datetime | None = None
        self.quiet: bool = False
        self.no_color: bool = False
        self.debug: bool = False
        self.csv_style: str = PLAIN

    @property
    def flags(self) -> Mapping[str, object]:
        """The settings given as options; they outrank every other origin."""
        named = {"home": self.home, "database_url": self.database_url, "offline": self.offline or None}
        return {name: value for name, value in named.items() if value is not None}

    @cached_property
    def settings(self) -> Settings:
        """The settings of this command; ``ConfigError`` when they cannot be used."""
        return self.read_settings()

    def read_settings(self) -> Settings:
        """Read them from their origins, now."""
        from tracker import config

        return config.load(os.environ, cwd=Path.cwd(), flags=self.flags)

    @cached_property
    def instant(self) -> datetime:
        """``--now``, or the clock, read once: one command speaks of one instant."""
        from tracker.services.clock import utc_now

        return self.now or utc_now()

    @cached_property
    def context(self) -> Context:
        """The open installation: database ready, ledger in step, embedded rates there."""
        return self.opened()

    def opened(self, *, wait: float = 30.0) -> Context:
        """The same, closed when the command ends; ``wait`` is how many seconds to wait for another process."""
        from tracker.services.context import open_context

        self.start_logging()
        opened = open_context(self.settings, now=self.instant, say=self.note, wait=wait)
        command = click.get_current_context(silent=True)
        if command is not None:
            command.call_on_close(opened.engine.dispose)
        return opened

    def start_logging(self) -> None:
        """Log to stderr: warnings, errors alone when quiet, everything when debugging."""
        import logging

        level = logging.DEBUG if self.debug else logging.ERROR if self.quiet else logging.WARNING
        logging.basicConfig(level=level, stream=sys.stderr, format="tracker: %(message)s", force=True)

    @property
    def color(self) -> bool:
        """Whether stdout takes colour: a terminal, and nobody said no."""
        refused = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not refused and sys.stdout is not None and sys.stdout.isatty()

    @property
    def stderr_color(self) -> bool:
        """The same for stderr, on which progress is drawn."""
        refused = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not refused and sys.stderr is not None and sys.stderr.isatty()

    @property
    def ascii(self) -> bool:
        """Whether stdout cannot show the signs of the report and gets their ASCII form."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        return encoding.lower().replace("_", "-") not in {"utf-8", "utf8", "cp65001"}

    def note(self, message: str) -> None:
        """A message for the person at the terminal: on stderr, and not when quiet."""
        if not self.quiet:
            say(message)


def say(message: str) -> None:
    """Write to stderr. A log that cannot be written (its disk is full, its reader gone) ends no work."""
    with suppress(OSError):
        click.echo("\n".join(clean(line) for line in message.splitlines()), err=True)


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)
