"""``tracker events add``."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option
from tracker.cli._output import emit
from tracker.cli.events._columns import column_options


@click.command("add")
@column_options
@click.option("--reason", metavar="TEXT", default="", help="Why it belongs in the ledger.")
@by_option
@pass_invocation
def add(invocation: Invocation, columns: Mapping[str, str], reason: str, by: str) -> None:
    """Add an event of your own and print its id.

    \b
    Examples:
      tracker events add --date 2026-11-20 --zone Europe/Brussels --kind designation \\
          --issuer "Council of the EU" --jurisdiction EU --title "Listings under the 21st package"
      tracker events add … --time-utc 2026-11-20T10:15Z --time-basis announcement

    Without a time the whole local day counts: the tracker never makes up an hour. Action and stance not given follow
    from the kind where it has a direction (a designation imposes and escalates), else they are neutral and hold.
    """
    from tracker.data.event_row import assumed_direction
    from tracker.services import decisions

    added = decisions.add(invocation.context, columns, reason=reason, by=by)
    emit(invocation, added.id)
    if assumed := assumed_direction(columns):
        words = ", ".join(f"{column} {word}" for column, word in assumed.items())
        options = " ".join(f"--{column} WORD" for column in assumed)
        invocation.note(f"Assumed: {words}. Otherwise: tracker events edit {added.id} {options} --reason …")


COMMAND = add
