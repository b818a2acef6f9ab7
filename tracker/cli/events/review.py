"""``tracker events review``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit
from tracker.cli.events._columns import column_options
from tracker.cli.events._listing import print_events
from tracker.errors import UsageError


@click.command("review")
@click.argument("event_id", metavar="[EVENT]", required=False)
@click.option("--accept/--reject", default=None, help="Take it into the ledger, or keep it out of it.")
@click.option("--reason", metavar="TEXT", default="", help="Why; needed for a rejection.")
@column_options
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def review(
    invocation: Invocation,
    event_id: str | None,
    accept: bool | None,
    reason: str,
    columns: Mapping[str, str],
    form: str,
    output: str | None,
) -> None:
    """List events proposed from announcements, and decide on them.

    \b
    Examples:
      tracker events review
      tracker events review EVENT --accept --stance escalate
      tracker events review EVENT --reject --reason "a correction of an earlier notice"

    Until it is accepted, a proposed event is in no report. Columns given with --accept correct it at once.
    """
    from tracker.services import ledger

    if event_id is None:
        if accept is not None:
            raise UsageError("Which event?", remedy="tracker events review EVENT --accept")
        print_events(
            invocation,
            ledger.review(invocation.context),
            form,
            output,
            nothing="No proposed event waits for a decision.",
        )
        return
    if accept is None:
        raise UsageError("Say --accept or --reject.", remedy=f"To look at it first: tracker events show {event_id}")
    decided = ledger.decide(invocation.context, event_id, accept=accept, reason=reason, changes=columns)
    emit(invocation, f"{decided.id}: {decided.status}")


COMMAND = review
