"""``tracker study``: the event study over a selection."""

from __future__ import annotations

from datetime import datetime, time

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option, past_options, range_options
from tracker.cli._output import emit, json_text
from tracker.errors import UsageError
from tracker.model.instants import local_instant
from tracker.model.period import since_until


@click.command("study", short_help="Is that more than an ordinary bad day? The event study over chosen events.")
@click.argument("event_ids", metavar="[EVENT]...", nargs=-1)
@click.option("--kind", "kinds", multiple=True, help="designation, statement, central_bank, … Repeatable.")
@click.option("--action", "actions", multiple=True, help="impose, rule_out, threaten, … Repeatable.")
@click.option("--stance", "stances", multiple=True, help="escalate, hold or deescalate. Repeatable.")
@click.option("--issuer", "issuers", multiple=True, help="Part of an institution's name. Repeatable.")
@click.option("--actor", "actors", multiple=True, help="Part of a person's name. Repeatable.")
@click.option("--set", "sets", multiple=True, help="A named collection of events. Repeatable.")
@range_options
@click.option("--series", metavar="SERIES", help="Another series or pair, like EUR/RUB@ecb.")
@click.option(
    "--window", metavar="FIRST,LAST", default="0,0", show_default=True, help="Rates around the first that must know."
)
@click.option(
    "--model", type=click.Choice(("factor", "mean")), help="The normal return; factor where the data allow it."
)
@past_options
@format_option("text", "json", "csv")
@output_option
@pass_invocation
def study(
    invocation: Invocation,
    event_ids: tuple[str, ...],
    kinds: tuple[str, ...],
    actions: tuple[str, ...],
    stances: tuple[str, ...],
    issuers: tuple[str, ...],
    actors: tuple[str, ...],
    sets: tuple[str, ...],
    since: str | None,
    until: str | None,
    series: str | None,
    window: str,
    model: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """Test what the rate did around events against comparable ordinary days.

    \b
    Examples:
      tracker study merkel-no-new-sanctions rhodes-beijing
      tracker study --kind designation --issuer OFAC --since 2014-03-01 --until 2015-01-01
      tracker study --action rule_out --window -1,1 --format json

    Moves are natural logarithms in JSON and CSV; positive means a weaker quote currency. A p of 0.09 means: as large on
    9 of 100 ordinary days of like volatility. Nothing here says what caused a move.
    """
    from tracker.services.ledger import Selection
    from tracker.services.rates import KnownBy
    from tracker.services.studies import study as run

    begins, ends = _bounds(invocation, since, until)
    selection = Selection(
        since=begins,
        until=ends,
        kinds=kinds,
        actions=actions,
        stances=stances,
        issuers=issuers,
        actors=actors,
        sets=sets,
    )
    answer = run(
        invocation.context,
        selection,
        event_ids=event_ids,
        series=series,
        window=_window(window),
        model=model,
        known=KnownBy(public_by=public_by, as_of=as_of),
    )
    if form == "json":
        public = public_by or invocation.instant
        emit(invocation, json_text(invocation, answer.record(), units="log points", public_by=public), output)
    elif form == "csv":
        emit(invocation, answer.result.to_frame().to_csv(index=False, lineterminator="\n"), output)
    else:
        emit(invocation, "\n".join(answer.lines()), output)


def _bounds(invocation: Invocation, since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    zone = invocation.settings.zone
    first, end = since_until(since, until, zone=zone, now=invocation.instant)
    begins, ends = (None if day is None else local_instant(day, time(0), zone) for day in (first, end))
    return begins, ends


def _window(text: str) -> tuple[int, int]:
    first, comma, last = text.partition(",")
    try:
        found = int(first), int(last if comma else first)
    except ValueError:
        raise UsageError(f"{text!r} is not a window.", remedy="Write --window -1,1 or 0,0.") from None
    if found[0] > found[1]:
        raise UsageError(f"The window {text!r} ends before it begins.", remedy="Write --window -1,1 or 0,0.")
    return found


COMMAND = study
