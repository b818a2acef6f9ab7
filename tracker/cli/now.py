"""``tracker now``: one screen."""

from __future__ import annotations

from dataclasses import replace

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text, page_width
from tracker.config.readers import pairs


@click.command("now", short_help="One screen: newest rates, latest announcements, what no rate can know yet.")
@click.option("--pair", metavar="PAIR", multiple=True, help="Other pairs than the configured ones. Repeatable.")
@format_option("text", "json")
@output_option
@pass_invocation
def now(invocation: Invocation, pair: tuple[str, ...], form: str, output: str | None) -> None:
    """Show the newest rates and when they were made, what was announced in 48 hours, and what is pending.

    \b
    Examples:
      tracker now
      tracker now --now 2014-11-11T12:00Z
      tracker now --pair EUR/RUB --pair USD/BYN
      tracker now --format json
    """
    from tracker.services.now import now_of

    context = invocation.context
    if pair:
        context = replace(context, settings=replace(context.settings, pairs=pairs(",".join(pair))))
    found = now_of(context)
    if form == "json":
        emit(invocation, json_text(invocation, found.record(), units=found.units, warnings=found.warnings), output)
    else:
        emit(invocation, "\n".join(folded(found.lines(), page_width(output))), output)


COMMAND = now
