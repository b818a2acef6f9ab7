"""``tracker events correct``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option
from tracker.cli._output import emit
from tracker.cli.events._columns import column_options


@click.command("correct", short_help="Correct a published fact so that it is seen to be.")
@click.argument("event_id", metavar="EVENT")
@column_options
@click.option("--reason", metavar="TEXT", required=True, help="What was wrong and how you know; shown with the event.")
@by_option
@pass_invocation
def correct(invocation: Invocation, event_id: str, columns: Mapping[str, str], reason: str, by: str) -> None:
    """Correct what the ledger says of a published fact, and print the event's id.

    \b
    Examples:
      tracker events correct EVENT --time-utc 2014-11-11T13:05Z --time-basis report \\
          --reason "the agency's own archive has the minute"
      tracker events correct EVENT --column adopted_on=2022-02-24 --reason "the signed order says so"

    EVENT is the whole id of an accepted event. Unlike an edit, which is a matter of words or judgement, a correction
    says that what stood here before was wrong: `tracker events show` marks it so, with the text it replaced.
    """
    from tracker.services import decisions

    emit(invocation, decisions.correct(invocation.context, event_id, columns, reason=reason, by=by).id)


COMMAND = correct
