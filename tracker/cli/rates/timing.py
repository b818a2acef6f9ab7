"""``tracker rates timing``: lead and lag of every series against every other."""

from __future__ import annotations

from datetime import datetime

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import chosen_bounds, format_option, output_option, past_options, range_options
from tracker.cli._output import emit, emit_csv, json_text

_COLUMNS = ("first", "second", "year", "n", "shift_hours", "lower", "upper", "verdict", "fit_declared", "fit")


@click.command("timing", short_help="Lead and lag of every series against every other, per year, from the data.")
@click.argument("series", metavar="[PAIR|SERIES]...", nargs=-1)
@range_options
@past_options
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def timing(
    invocation: Invocation,
    series: tuple[str, ...],
    since: str | None,
    until: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """Estimate the lead or lag of every series against every other, per year, from the data alone.

    \b
    Examples:
      tracker rates timing
      tracker rates timing USD/RUB --since 2012-01-01 --until 2017-01-01
      tracker rates timing USD/RUB@desk
      tracker rates timing USD/RUB@ecb USD/RUB@desk --format json

    A series whose declared instants cannot be right is flagged, your own imports included. A pair means all its series;
    one series alone is set against all others of its pair.
    """
    from tracker.services.rates import KnownBy
    from tracker.services.timing import timing_of

    begins, ends = chosen_bounds(invocation, week=None, day=None, since=since, until=until)
    known = KnownBy(public_by=public_by, as_of=as_of).at(invocation.instant)
    answer = timing_of(invocation.context, series, known=known, begins=begins, ends=ends)
    if form == "json":
        emit(invocation, json_text(invocation, answer.record(), units="hours", public_by=known.public_by), output)
    elif form == "csv":
        emit_csv(invocation, _COLUMNS, map(_cells, answer.found), output)
    else:
        emit(invocation, "\n".join(answer.lines()), output)


def _cells(one: object) -> tuple[str, ...]:
    names = ("first", "second", "year", "n", "shift", "lower", "upper", "verdict", "fit_declared", "fit")
    values = (getattr(one, name) for name in names)
    return tuple(
        "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value) for value in values
    )


COMMAND = timing
