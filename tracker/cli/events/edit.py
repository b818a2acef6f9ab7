"""``tracker events edit``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option
from tracker.cli._output import emit
from tracker.cli.events._columns import column_options


@click.command("edit")
@click.argument("event_id", metavar="EVENT")
@column_options
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept with the correction.")
@by_option
@pass_invocation
def edit(invocation: Invocation, event_id: str, columns: Mapping[str, str], reason: str, by: str) -> None:
    """Change words or judgements of an event, and print its id.

    \b
    Examples:
      tracker events edit EVENT --time-utc 2014-11-11T13:05Z --time-basis report \\
          --reason "first agency report found"
      tracker events edit EVENT --title "…" --reason "misspelt"

    EVENT is a whole id. The old text stays in the event's history. A new --date moves the event to a new id. Where a
    published fact was wrong, `tracker events correct` shows readers that it was mended.
    """
    from tracker.services import decisions

    emit(invocation, decisions.edit(invocation.context, event_id, columns, reason=reason, by=by).id)


COMMAND = edit
