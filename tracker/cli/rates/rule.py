"""``tracker rates rule``: which series a report rests on, when and why."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text


@click.command("rule", short_help="Which series a report of a pair rests on, in which years, and why.")
@click.argument("pairs", metavar="[PAIR]...", nargs=-1)
@format_option("text", "json")
@output_option
@pass_invocation
def rule(invocation: Invocation, pairs: tuple[str, ...], form: str, output: str | None) -> None:
    """Print the declared rule by which reports choose a series, with the reason for each step.

    \b
    Examples:
      tracker rates rule
      tracker rates rule USD/RUB
      tracker rates rule USD/BYN USD/TRY --format json

    Without a pair: those of the settings. The report says which step of the rule it used.
    """
    from tracker.services.rules import rules_of

    found = rules_of(invocation.context, pairs)
    if form == "json":
        emit(invocation, json_text(invocation, found.record(), units={}), output)
    else:
        emit(invocation, "\n".join(folded(found.lines())), output)


COMMAND = rule
