"""``tracker rates SERIES``, in full ``tracker rates show SERIES``: the stored observations of one series."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
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
from tracker.cli._output import emit, emit_csv, json_text, table
from tracker.cli._projections import left_out_warnings, observation_json
from tracker.errors import NoDataError
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.model.observation import Observation
    from tracker.services.rates import Levels

_SHOWN = 20
_HEADERS = ("label", "value", "made", "published", "recorded", "quality")
_COLUMNS = (
    *("label", "value", "made_from", "made_to", "published_at", "vintage", "method", "quality"),
    *("value_low", "value_high"),
)


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
    from tracker.services.deriving import end_reason
    from tracker.services.rates import KnownBy, known_series, read_levels
    from tracker.services.rights import allowed, credits_of, left_out

    every = known_series(invocation.context, series, as_of=as_of)
    typed, pair = series.partition("@")[0].strip().upper(), every[0].name.pair
    if typed == "/".join(reversed(pair.split("/"))):
        invocation.note(f"{typed} is kept as {pair}: these are {every[0].unit}.")
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
    ended = end_reason(levels.series) if levels.series.ended(known.seen) else ""
    if not found:
        raise _nothing(levels, ended)
    if form == "json":
        emit(invocation, _as_json(invocation, levels, found, known.public_by, (missing, credit), ended), output)
    elif form == "csv":
        emit_csv(invocation, _COLUMNS, map(_cells, found), output)
    else:
        unbounded = begins is None and ends is None and output is None
        shown = found[-_SHOWN:] if unbounded else found
        rounded = any(one.span is not None for one in shown)
        headers = (*_HEADERS[:2], "rounding", *_HEADERS[2:]) if rounded else _HEADERS
        rows = table(headers, [_row(one, rounded=rounded) for one in shown])
        emit(invocation, "\n".join((rows, *missing, *credit)), output)
        if rounded:
            invocation.note("rounding: what each value may have been before its source rounded it or its parts.")
        if len(shown) < len(found):
            invocation.note(f"The newest {_SHOWN} of {len(found)}; --since shows more, --format csv all.")
    for said in (*missing, *credit) if form == "csv" else ():
        invocation.note(said)
    if levels.series.derivation is not None and not levels.series.name.is_pair:
        invocation.note(f"{levels.series.unit}: {levels.series.derivation.rule}.")
    elsewhere = len(levels.aside) - len(own_aside)
    if elsewhere:
        parts = " and ".join(dict.fromkeys(one.series for one in levels.aside))
        invocation.note(f"{elsewhere} set aside in {parts}, from which these come; see: tracker rates review")
    if ended and found[-1] == levels.observations[-1]:
        invocation.note(f"{levels.series.key}: {ended}")


def _nothing(levels: Levels, ended: str) -> NoDataError:
    key = levels.series.key
    if not levels.observations:
        if levels.series.derivation is not None:
            return NoDataError(
                f"{key} is computed when it is read, and its parts have nothing to compute it from:"
                f" {levels.series.derivation.rule}.",
                remedy="Fetch the parts: tracker fetch; see tracker sources.",
            )
        return NoDataError(f"Nothing of {key} is stored.", remedy="Fetch it: tracker fetch; see tracker sources.")
    first, last = levels.observations[0].label, levels.observations[-1].label
    reason = f" Ended: {ended}." if ended else ""
    return NoDataError(f"{key} has no observation there; it has them from {first} to {last}.{reason}")


def _as_json(
    invocation: Invocation,
    levels: Levels,
    found: Sequence[Observation],
    public_by: datetime | None,
    said: tuple[Sequence[str], Sequence[str]],
    ended: str,
) -> str:
    missing, credit = said
    name = levels.series.name
    body = {
        "series": levels.series.key,
        "base": name.base,
        "quote": name.quote,
        "unit": levels.series.unit,
        "credits": list(credit),
        "derived_from": [str(part) for part in levels.series.parts],
        "rule": None if levels.series.derivation is None else levels.series.derivation.rule,
        "observations": [observation_json(one, name.source) for one in found],
    }
    warnings = left_out_warnings(missing)
    if ended:
        warnings.append({"code": "series_ended", "message": ended, "source": name.source})
    return json_text(invocation, body, units=levels.series.unit, public_by=public_by, warnings=warnings)


def _cells(one: Observation) -> tuple[str, ...]:
    fixing = one.fixing
    instants = (fixing.made_from, fixing.made_to, fixing.published_at, one.vintage)
    ends = ("", "") if one.span is None else (str(one.span.low), str(one.span.high))
    return (fixing.label, str(one.value), *map(format_instant, instants), fixing.method, one.quality, *ends)


def _row(one: Observation, *, rounded: bool) -> tuple[str, ...]:
    fixing = one.fixing
    begins, ends, published, vintage = map(
        _minute, (fixing.made_from, fixing.made_to, fixing.published_at, one.vintage)
    )
    made = ends if begins == ends else f"{begins[:-1]}–{ends[11:] if begins[:10] == ends[:10] else ends}"
    if not rounded:
        return fixing.label, str(one.value), made, published, vintage, one.quality
    recorded = vintage[:10]  # the day alone leaves room for one column more on a page
    return fixing.label, str(one.value), _ends(one), made, published, recorded, one.quality


def _minute(instant: datetime) -> str:
    """An instant to the minute, for a page; CSV and JSON keep the seconds."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M}Z"


def _ends(one: Observation) -> str:
    """The ends of what a value may have been: exact where short, else to the digits of the value, outwards."""
    if one.span is None:
        return ""
    step = Decimal((0, (1,), min(int(one.value.as_tuple().exponent), -4)))
    low, high = one.span.low, one.span.high
    if len(str(low)) > 10:
        step = step.max(Decimal("0.0001"))
        low, high = low.quantize(step, rounding=ROUND_FLOOR), high.quantize(step, rounding=ROUND_CEILING)
    return f"{low}-{high}" if low > 0 else f"{low} to {high}"


COMMAND = show
