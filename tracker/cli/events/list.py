"""``tracker events list``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import Asked, format_option, output_option, selection_options
from tracker.cli.events._listing import print_events


@click.command("list")
@selection_options
@click.option("--all", "everything", is_flag=True, help="Also rejected events and those awaiting review.")
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def list_command(invocation: Invocation, asked: Asked, everything: bool, form: str, output: str | None) -> None:
    """List policy events, by day.

    \b
    Examples:
      tracker events list --week 2014-W46
      tracker events list --since 30d --jurisdiction EU
      tracker events list --text merkel --format json

    An event belongs to the period in which it can first have become public.
    """
    from tracker.services import ledger

    statuses = () if everything else ("accepted",)
    selection = asked.selection(invocation, statuses=statuses)
    print_events(invocation, ledger.list_events(invocation.context, selection), form, output)


COMMAND = list_command
