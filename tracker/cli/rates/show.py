"""``tracker rates SERIES``, in full ``tracker rates show SERIES``: the stored observations of one series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import (
    chosen_bounds,
    format_option,
    output_option,
    past_options,
    period_options,
    public_option,
)
from tracker.cli._output import csv_text, emit, json_text, table
from tracker.cli._projections import left_out_warnings, observation_json
from tracker.errors import NoDataError
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tracker.model.observation import Observation
    from tracker.services.rates import Levels

_SHOWN = 20
_HEADERS = ("label", "value", "made from", "made to", "published", "recorded", "quality")
_COLUMNS = ("label", "value", "made_from", "made_to", "published_at", "vintage", "method", "quality")


@click.command("show", short_help="The observations of one series, with when each was made and published.")
@click.argument("series", metavar="SERIES")
@period_options
@past_options
@public_option
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def show(
    invocation: Invocation,
    series: str,
    week: str | None,
    day: str | None,
    since: str | None,
    until: str | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    form: str,
    output: str | None,
) -> None:
    """Print the observations of one series, with when each was made and published.

    \b
    Examples:
      tracker rates USD/RUB@ecb --week 2014-W46
      tracker rates USD/RUB@yahoo --since 30d
      tracker rates EUR/RUB@ecb --format csv -o eur-rub.csv

    The word "show" may be left out. SERIES is PAIR@source; a pair alone is its most trusted source. An observation
    belongs to the period in which it was made. Values are units of the second currency per unit of the first.
    """
    from tracker.services.rates import KnownBy, known_series, read_levels
    from tracker.services.rights import allowed, credits_of, left_out

    every = known_series(invocation.context, series)
    known = KnownBy(public_by=public_by, as_of=as_of, republish=public).at(invocation.instant)
    declared = allowed(every, known)
    if len(declared) > 1:
        others = ", ".join(one.key for one in declared[1:])
        invocation.note(f"{declared[0].key}; also known: {others}")
    begins, ends = chosen_bounds(invocation, week=week, day=day, since=since, until=until)
    levels = read_levels(invocation.context, declared[0].name, known)
    own_aside = [one for one in levels.aside if one.series == levels.series.key]
    missing, credit = left_out(every, known), credits_of((levels.series,), known)
    found = [
        one
        for one in sorted((*levels.observations, *own_aside), key=lambda one: one.fixing.made_to)
        if (begins is None or begins <= one.fixing.made_to) and (ends is None or one.fixing.made_to < ends)
    ]
    if not found:
        raise _nothing(levels)
    if form == "json":
        emit(invocation, _as_json(invocation, levels, found, known.public_by, (missing, credit)), output)
    elif form == "csv":
        emit(invocation, csv_text(_COLUMNS, map(_cells, found)), output, exact=True)
    else:
        unbounded = begins is None and ends is None and output is None
        shown = found[-_SHOWN:] if unbounded else found
        emit(invocation, "\n".join((table(_HEADERS, map(_row, shown)), *missing, *credit)), output)
        if len(shown) < len(found):
            invocation.note(f"The newest {_SHOWN} of {len(found)}; --since shows more, --format csv all.")
    for said in (*missing, *credit) if form == "csv" else ():
        invocation.note(said)
    elsewhere = len(levels.aside) - len(own_aside)
    if elsewhere:
        parts = " and ".join(dict.fromkeys(one.series for one in levels.aside))
        invocation.note(f"{elsewhere} set aside in {parts}, from which these come; see: tracker rates review")
    if levels.schedule.end_reason:
        invocation.note(f"{levels.series.key}: {levels.schedule.end_reason}")


def _nothing(levels: Levels) -> NoDataError:
    key = levels.series.key
    if not levels.observations:
        return NoDataError(f"Nothing of {key} is stored.", remedy="Fetch it: tracker fetch; see tracker sources.")
    first, last = levels.observations[0].label, levels.observations[-1].label
    ended = f" {levels.schedule.end_reason}" if levels.schedule.end_reason else ""
    return NoDataError(f"{key} has no observation there; it has them from {first} to {last}.{ended}")


def _as_json(
    invocation: Invocation,
    levels: Levels,
    found: Sequence[Observation],
    public_by: datetime | None,
    said: tuple[Sequence[str], Sequence[str]],
) -> str:
    missing, credit = said
    name = levels.series.name
    body = {
        "series": levels.series.key,
        "base": name.base,
        "quote": name.quote,
        "unit": levels.series.unit,
        "credits": list(credit),
        "observations": [observation_json(one, name.source) for one in found],
    }
    ended = levels.schedule.end_reason
    warnings = left_out_warnings(missing)
    if ended:
        warnings.append({"code": "series_ended", "message": ended, "source": name.source})
    return json_text(invocation, body, units=levels.series.unit, public_by=public_by, warnings=warnings)


def _cells(one: Observation) -> tuple[str, ...]:
    fixing = one.fixing
    instants = (fixing.made_from, fixing.made_to, fixing.published_at, one.vintage)
    return (fixing.label, str(one.value), *map(format_instant, instants), fixing.method, one.quality)


def _row(one: Observation) -> tuple[str, ...]:
    label, value, made_from, made_to, published, vintage, _, quality = _cells(one)
    return label, value, made_from, made_to, published, vintage, quality


COMMAND = show
