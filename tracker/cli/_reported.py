"""Ending a command whose answer is a report: written where it was asked for, with the exit code that belongs to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

import click

from tracker.cli._output import emit, emit_bytes, emit_csv_text, page_width, to_stdout
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation


class Rendered(Protocol):
    """A report that is still to be written in its format."""

    def __call__(self, *, width: int, color: bool, plain: bool) -> str | bytes:
        """The text, or the bytes of a binary format; ``plain`` asks for the ASCII form."""


def require_file(form: str, output: str | None) -> None:
    """Refuse to fill a terminal with the bytes of a binary format, before anything is worked out."""
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{form} is no text for a terminal.", remedy="Name a file with -o, or pipe it on with -o -.")


def end_with(invocation: Invocation, rendered: Rendered, output: str | None, code: int, *, csv: bool = False) -> None:
    """Write the report and exit with ``code`` unless it is 0; width, colours and encoding are those of stdout.

    ``csv``: it is CSV, and written in the style asked for.
    """
    here = to_stdout(output)
    written = rendered(width=page_width(output), color=invocation.color and here, plain=invocation.ascii and here)
    if isinstance(written, bytes):
        emit_bytes(invocation, written, output)
    elif csv:
        emit_csv_text(invocation, written, output)
    else:
        emit(invocation, written, output)
    if code:
        raise click.exceptions.Exit(code)
