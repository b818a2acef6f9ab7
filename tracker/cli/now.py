"""``tracker now``: one screen."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text


@click.command("now", short_help="One screen: newest rates, latest announcements, what no rate can know yet.")
@format_option("text", "json")
@output_option
@pass_invocation
def now(invocation: Invocation, form: str, output: str | None) -> None:
    """Show the newest rates and when they were made, what was announced in 48 hours, and what is pending.

    \b
    Examples:
      tracker now
      tracker now --now 2014-11-11T12:00Z
      tracker now --format json
    """
    from tracker.services.now import now_of

    found = now_of(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, found.record(), units=found.units), output)
    else:
        emit(invocation, "\n".join(folded(found.lines())), output)


COMMAND = now
