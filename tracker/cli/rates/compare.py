"""``tracker rates compare``: all sources of a pair on one axis of instants."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import (
    chosen_bounds,
    format_option,
    output_option,
    past_options,
    period_options,
    public_option,
)
from tracker.cli._output import emit, emit_csv, json_text
from tracker.cli._projections import left_out_warnings, observation_json
from tracker.errors import UsageError
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.model.observation import Observation
    from tracker.services.comparing import Comparison, Match

_COLUMNS = (
    *("first", "first_label", "first_made_to", "first_value", "second", "second_label", "second_made_to"),
    *("second_value", "hours_between", "gap", "direction", "allowed", "disagrees", "reasons"),
    "within_rounding",
)
_AROUND = timedelta(days=2)


@click.command("compare", short_help="All sources of a pair side by side, matched by when each rate was made.")
@click.argument("pair", metavar="PAIR")
@period_options
@click.option("--at", metavar="INSTANT", type=Instant(), help="What each source had just made then, and made next.")
@click.option("--tolerance", metavar="PERCENT", type=click.FloatRange(0, 100), help="Gap to accept; 0.5 if not said.")
@past_options
@public_option
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def compare(
    invocation: Invocation,
    pair: str,
    week: str | None,
    day: str | None,
    since: str | None,
    until: str | None,
    at: datetime | None,
    tolerance: float | None,
    public_by: datetime | None,
    as_of: datetime | None,
    public: bool,
    form: str,
    output: str | None,
) -> None:
    """Set all sources of a pair side by side, on one axis of instants, and measure how far they are apart.

    \b
    Examples:
      tracker rates compare USD/RUB
      tracker rates compare USD/RUB --week 2014-W46
      tracker rates compare USD/RUB --at 2014-11-11T12:00Z
      tracker rates compare USD/RUB --since 2014-01-01 --until 2015-01-01 --format csv -o gaps.csv

    Rates are matched by the instants at which they were made, never by equal labels; the hours between are told. A gap
    beyond tolerance is flagged with what may explain it.
    """
    from tracker.services.comparing import TOLERANCE
    from tracker.services.comparing import compare as side_by_side
    from tracker.services.comparing_words import lines_of
    from tracker.services.official_gaps_words import gap_records
    from tracker.services.rates import KnownBy

    begins, ends = chosen_bounds(invocation, week=week, day=day, since=since, until=until)
    if at is not None:
        if (begins, ends) != (None, None):
            raise UsageError("--at is an instant of its own.", remedy="Leave out --week, --day, --since and --until.")
        begins, ends = at - _AROUND, at + _AROUND
    known = KnownBy(public_by=public_by, as_of=as_of, republish=public).at(invocation.instant)
    accepted = TOLERANCE if tolerance is None else tolerance / 100
    found = side_by_side(invocation.context, pair, known=known, begins=begins, ends=ends, at=at, tolerance=accepted)
    if form == "json":
        text = json_text(
            invocation,
            {**_record(found), "gaps": gap_records(found.gaps)},
            units=found.unit,
            public_by=known.public_by,
            warnings=left_out_warnings(found.left_out),
        )
        emit(invocation, text, output)
    elif form == "csv":
        emit_csv(invocation, _COLUMNS, _rows(found), output)
        for said in (*found.left_out, *found.credits):
            invocation.note(said)
    else:
        emit(invocation, "\n".join(lines_of(found)), output)


def _record(found: Comparison) -> dict[str, object]:
    return {
        "pair": found.pair,
        "unit": found.unit,
        "begins": found.begins,
        "ends": found.ends,
        "at": found.at,
        "tolerance": found.tolerance,
        "credits": list(found.credits),
        "series": [
            {
                "series": side.series.key,
                "indicative": side.series.indicative,
                "cross_check": side.series.cross_check,
                "newest": _observation(side.newest),
                "before": _observation(side.before),
                "after": _observation(side.after),
                "observations": [_observation(one) for one in side.observations],
            }
            for side in found.sides
        ],
        "pairs": [
            {
                "first": couple.first.key,
                "second": couple.second.key,
                "matches": [_match(match) for match in couple.matches],
            }
            for couple in found.couples
        ],
    }


def _match(match: Match) -> dict[str, object]:
    moves = match.moves
    return {
        "first": _observation(match.first),
        "second": _observation(match.second),
        "hours_between": round(match.hours, 3),
        "gap": match.gap,
        "direction": _direction(match),
        "allowed": match.allowed,
        "moves": None if moves is None else [{"log_return": m, "pair_change": math.expm1(m)} for m in moves],
        "disagrees": match.disagrees,
        "reasons": list(match.reasons),
        "within_rounding": match.within_rounding,
    }


def _observation(one: Observation | None) -> dict[str, object] | None:
    return None if one is None else observation_json(one, one.series.partition("@")[2])


def _direction(match: Match) -> str:
    return "higher" if match.gap > 0 else "lower" if match.gap < 0 else "equal"


def _rows(found: Comparison) -> Iterator[tuple[str, ...]]:
    for couple in found.couples:
        for match in couple.matches:
            sides = (
                (key, one.label, format_instant(one.fixing.made_to), str(one.value))
                for key, one in ((couple.first.key, match.first), (couple.second.key, match.second))
            )
            numbers = (f"{match.hours:.3f}", f"{match.gap:.6f}", _direction(match), f"{match.allowed:.6f}")
            yield (
                *(cell for side in sides for cell in side),
                *numbers,
                str(match.disagrees).lower(),
                "; ".join(match.reasons),
                str(match.within_rounding).lower(),
            )


COMMAND = compare
