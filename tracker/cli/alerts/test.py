"""``tracker alerts test``: one test to every channel, and what came of it."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._output import emit, page_width, table


@click.command("test", short_help="Send a test to every reader and channel that is told of alerts.")
@pass_invocation
def test(invocation: Invocation) -> None:
    """Send a test to every reader and channel that is told of alerts, and say what came of each.

    \b
    Examples:
      tracker alerts test

    Nothing is stored, and quiet hours do not hold it back. Exit code 4: a channel did not take it; the table says why.
    """
    from tracker.services.alerts.listing import try_channels

    found = try_channels(invocation.context)
    rows = [(one.channel, one.recipient, "sent" if one.sent else "not sent", one.detail) for one in found]
    emit(invocation, table(("channel", "to", "state", ""), rows, width=page_width(None)))
    if not all(one.sent for one in found):
        raise click.exceptions.Exit(4)


COMMAND = test
