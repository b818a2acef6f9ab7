"""``tracker run``: one whole cycle."""

from __future__ import annotations

from functools import partial

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._reported import end_with


@click.command("run", short_help="Fetch what is due, group announcements, report the last complete week.")
@format_option("text", "markdown", "json")
@output_option
@pass_invocation
def run(invocation: Invocation, form: str, output: str | None) -> None:
    """Run one whole cycle: every due fetch, grouping, reading feeds, then the report of the last complete week.

    \b
    Examples:
      tracker run
      tracker run --offline
      tracker run --format markdown -o week.md

    Where the last week has no rate, the newest week that has one is reported, and the report says so; the exit code is
    then 4. Without network one line per source says what could not be reached.
    """
    from tracker.services.briefing import exit_code
    from tracker.services.cycle import run_cycle
    from tracker.services.rendering import render

    briefing = run_cycle(invocation.context)
    end_with(invocation, partial(render, briefing, form), output, exit_code(briefing))


COMMAND = run
