"""``tracker rates review``: the values set aside, and a person's decisions about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, login, output_option
from tracker.cli._output import emit, json_text
from tracker.errors import UsageError
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from decimal import Decimal

    from tracker.services.reviewing import Reviewed


@click.command("review", short_help="Values set aside as suspicious, and your decisions about them.")
@click.argument("series", metavar="[SERIES]", required=False)
@click.option("--accept", metavar="LABEL", multiple=True, help="Use the value of this label. Repeatable.")
@click.option("--reject", metavar="LABEL", multiple=True, help="Keep the value of this label out. Repeatable.")
@click.option("--reason", metavar="TEXT", default="", help="Why; needed for a decision.")
@click.option("--by", metavar="NAME", help="Who decides; the name you are logged in with if not said.")
@click.option("--all", "everything", is_flag=True, help="Also what was decided, or released by itself.")
@click.option("--as-of", metavar="INSTANT", type=Instant(), help="What this installation had recorded then.")
@format_option("text", "json")
@output_option
@pass_invocation
def review(
    invocation: Invocation,
    series: str | None,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    reason: str,
    by: str | None,
    everything: bool,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """List the values that are set aside, beside their neighbours and other sources, and decide on them.

    \b
    Examples:
      tracker rates review
      tracker rates review USD/RUB@yahoo.1d --all
      tracker rates review USD/RUB@yahoo.1d --accept 2014-12-16 --reason "traded so, says the exchange"
      tracker rates review USD/RUB@yahoo.1d --reject 2023-03-16 --reason "a bad tick"

    A value is set aside when it lies out of its range, looks like another nominal or the inverse, or jumps and comes
    back or is not confirmed yet. It is kept and shown, and nothing uses it. When later values or another source
    confirm a jump, it is released at the next fetch. A decision holds for that very value, whatever is fetched again,
    until you decide again.
    """
    from tracker.services import reviewing

    if accept or reject:
        if series is None:
            raise UsageError("Of which series?", remedy="tracker rates review SERIES --accept LABEL --reason TEXT")
        if as_of is not None:
            raise UsageError("A decision is made now.", remedy="Leave out --as-of.")
        judged = reviewing.decide(
            invocation.context, series, accept=accept, reject=reject, reason=reason, by=by or login()
        )
        if form == "json":
            decided = [
                {"series": one.quote.series, "label": one.quote.label, "value": one.quote.value, "quality": one.quality}
                for one in judged
            ]
            emit(invocation, json_text(invocation, {"decided": decided}), output)
        else:
            said = (f"{one.quote.series} of {one.quote.label}: {one.quote.value:f}, {one.quality}" for one in judged)
            emit(invocation, "\n".join(said), output)
        return
    if reason or by:
        raise UsageError("--reason and --by belong to a decision.", remedy="Say --accept LABEL or --reject LABEL, too.")
    found = reviewing.review(invocation.context, series, as_of=as_of, everything=everything)
    if form == "json":
        emit(invocation, json_text(invocation, {"values": [_json(one) for one in found]}), output)
    else:
        emit(invocation, "\n".join(_lines(found, everything=everything)), output)


def _lines(found: Sequence[Reviewed], *, everything: bool) -> Iterator[str]:
    if not found:
        yield "Nothing was ever set aside." if everything else "Nothing is set aside."
        return
    for one in found:
        yield f"{one.series} of {one.label}: {one.value:f}"
        yield f"    {one.quality}"
        if one.in_use is not None and one.in_use != one.value:
            yield f"    in use meanwhile: {one.in_use:f}, stored before it"
        yield f"    before {_beside(one.before)}; after {_beside(one.after)}"
        others = "; ".join(f"{key} {value:.6g}" for key, value in one.others)
        yield f"    others {others or 'none made near it is stored'}"
        yield f"    so since {format_instant(one.recorded_at.replace(microsecond=0))}"
    if not everything:
        first = found[0]
        yield ""
        yield "Nothing uses them. Decide, or leave them to be released when something confirms them:"
        yield f"    tracker rates review {first.series} --accept {first.label} --reason TEXT"


def _beside(one: tuple[str, Decimal] | None) -> str:
    return "none" if one is None else f"{one[1]:f} ({one[0]})"


def _json(one: Reviewed) -> dict[str, object]:
    return {
        "series": one.series,
        "label": one.label,
        "value": one.value,
        "quality": one.quality,
        "reason": one.reason,
        "in_use": one.in_use,
        "recorded_at": one.recorded_at,
        "before": None if one.before is None else {"label": one.before[0], "value": one.before[1]},
        "after": None if one.after is None else {"label": one.after[0], "value": one.after[1]},
        "others": [{"series": key, "value": value} for key, value in one.others],
    }


COMMAND = review
