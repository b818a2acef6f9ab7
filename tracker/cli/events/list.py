"""``tracker events list``."""

from __future__ import annotations

from datetime import datetime

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import Asked, format_option, output_option, past_options, selection_options
from tracker.cli.events._listing import print_events


@click.command("list")
@selection_options
@click.option("--all", "everything", is_flag=True, help="Also rejected events and those awaiting review.")
@past_options
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def list_command(
    invocation: Invocation,
    asked: Asked,
    everything: bool,
    public_by: datetime | None,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """List policy events, by day.

    \b
    Examples:
      tracker events list --week 2014-W46
      tracker events list --since 30d --jurisdiction EU
      tracker events list --text merkel --format json
      tracker events list --week 2014-W46 --public-by 2014-11-12T12:00Z

    An event belongs to the period in which it can first have become public. --public-by leaves out what was not surely
    public by then; without it, what is still to come is listed too.
    """
    from tracker.services.known_events import listed_events
    from tracker.services.rates import KnownBy

    statuses = () if everything else ("accepted",)
    selection = asked.selection(invocation, statuses=statuses)
    # --now replaces the clock, and what came after it does not exist then: as in reports.
    public_by = public_by or invocation.now
    found = listed_events(invocation.context, selection, KnownBy(public_by=public_by, as_of=as_of))
    print_events(invocation, found, form, output, public_by=public_by)


COMMAND = list_command
