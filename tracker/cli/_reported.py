"""Ending a command whose answer is a report: written where it was asked for, with the exit code that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import click

from tracker.cli._output import emit, to_stdout

if TYPE_CHECKING:
    from tracker.cli._invocation import Invocation


class Rendered(Protocol):
    """A report that is still to be written in its format."""

    def __call__(self, *, color: bool, plain: bool) -> str:
        """The text; ``plain`` asks for the ASCII form."""


def end_with(invocation: Invocation, rendered: Rendered, output: str | None, code: int) -> None:
    """Write the report and exit with ``code`` unless it is 0; colours and the encoding count on stdout alone."""
    here = to_stdout(output)
    emit(invocation, rendered(color=invocation.color and here, plain=invocation.ascii and here), output)
    if code:
        raise click.exceptions.Exit(code)
