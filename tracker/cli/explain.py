"""``tracker explain``: what moved then."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_or_ending_option, output_option, past_options, public_option
from tracker.cli._reported import end_with
from tracker.errors import UsageError

_FORMATS = ("text", "markdown", "json", "html")


@click.command("explain", short_help="What moved then: a day, a week or a month, from the move back to the news.")
@click.argument("period", metavar="PERIOD", required=False)
@click.option("--week", metavar="WEEK", help="The same as PERIOD: an ISO week, like 2014-W46.")
@click.option("--day", metavar="DAY", help="The same as PERIOD: a day, like 2014-11-11.")
@click.option("--pair", metavar="PAIR", help="Another pair than the configured one, like EUR/RUB or USD/TRY.")
@click.option("--series", "-s", metavar="SERIES", help="One series and no other, like USD/RUB@yahoo.1d.")
@past_options
@public_option
@format_or_ending_option(*_FORMATS)
@output_option
@pass_invocation
def explain(
    invocation: Invocation,
    period: str | None,
    week: str | None,
    day: str | None,
    pair: str | None,
    series: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    form: str | None,
    output: str | None,
) -> None:
    """Say what moved then: how unusual each move was, whose move it was, and what was public in time to meet it.

    \b
    Examples:
      tracker explain 2014-11-11
      tracker explain 2014-W46
      tracker explain 2014-11 --format json -o november.json
      tracker explain 2018-04-09 --pair EUR/RUB
      tracker explain yesterday

    PERIOD is a day, an ISO week, a month, today or yesterday. A day without a rate is answered by the first rate
    after it. Nothing here says why the rate moved: it says what met the move, and what cannot have.

    Exit code 4 means: answered, but stale or incomplete for the period asked for. 3: nothing is known of it.
    """
    from tracker.model.period_words import period_named
    from tracker.services.briefing import exit_code
    from tracker.services.explaining import explain as explain_period
    from tracker.services.rates import KnownBy
    from tracker.services.rendering import chosen_format, render_explanation

    if pair and series:
        raise UsageError("--pair and --series name the series twice.", remedy="Give one of them.")
    named = [one for one in (period, week, day) if one is not None]
    if len(named) != 1:
        count = f"{len(named)} periods are" if named else "no period is"
        raise UsageError(f"One is explained at a time, and {count} named.", remedy="Try: tracker explain 2014-W46")
    wanted = period_named(named[0], zone=invocation.settings.zone, now=invocation.instant)
    found = explain_period(
        invocation.context,
        wanted,
        pair=pair,
        series=series,
        known=KnownBy(public_by=public_by, as_of=as_of, republish=public),
    )
    chosen = chosen_format(form, output, among=_FORMATS, keeper=not public)
    end_with(invocation, partial(render_explanation, found, chosen), output, exit_code(found.briefing))


COMMAND = explain
