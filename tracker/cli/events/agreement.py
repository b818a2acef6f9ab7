"""``tracker events agreement``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width, table

if TYPE_CHECKING:
    from tracker.services.agreement import Compared, OfField

_LEGEND = (
    "Alpha = 1 - observed / expected disagreement: 1 is perfect agreement, 0 what chance gives.",
    "Krippendorff asks for 0.800, and takes 0.667 as the least for tentative conclusions.",
    "Same: pairs of codes that are equal. Values: codes of events with two codes or more.",
)
_HEADERS = ("field", "alpha", "low", "high", "level", "events", "values", "percent", "observed", "expected", "remark")
_WORST = 20


@click.command("agreement", short_help="How far coders agree with each other and with the ledger.")
@click.option("--coder", "coders", metavar="NAME", multiple=True, help="Only these; 'ledger' is one. Repeatable.")
@click.option(
    "--seed", metavar="S", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the intervals."
)
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def agreement(invocation: Invocation, coders: tuple[str, ...], seed: int, form: str, output: str | None) -> None:
    """Measure how far coders agree with each other and with the ledger: Krippendorff's alpha by field.

    \b
    Examples:
      tracker events agreement
      tracker events agreement --coder B --coder C --seed 7
      tracker events agreement --format json -o agreement.json

    1 is perfect agreement, 0 what chance gives. Krippendorff asks for 0.800, and takes 0.667 as the least for tentative
    conclusions. Kind, action and jurisdiction are nominal, stance is ordinal. The interval holds 95 % of a bootstrap
    over events. Of the events on which coders differ the table lists the worst, JSON all.
    """
    from tracker.services.agreement import compare

    found = compare(invocation.context, coders=coders, seed=seed)
    if form == "json":
        units = {"percent": "percent", "alpha": "1 is perfect agreement, 0 chance"}
        emit(invocation, json_text(invocation, _body(found), units=units), output)
    elif form == "csv":
        emit_csv(invocation, _HEADERS, [_cells(one) for one in found.fields], output)
    elif any(coder.events for coder in found.coders):
        emit(invocation, "\n".join(_lines(found, page_width(output))), output)
    if not any(coder.events for coder in found.coders):
        invocation.note("Nobody has coded an event yet. Begin: tracker events code --coder B --blind -o sheet.csv")
    if found.left_out:
        invocation.note(f"Left out, no longer in the ledger: {', '.join(found.left_out)}")


def _body(found: Compared) -> dict[str, object]:
    return {
        "coders": [{"coder": one.name, "events": one.events, "blind": one.blind} for one in found.coders],
        "bootstrap": {"seed": found.seed, "resamples": found.resamples, "level": found.level},
        "fields": [_field(one) for one in found.fields],
        "disagreements": [
            {
                "event_id": one.event_id,
                "field": one.field,
                "difference": one.difference,
                "said": [{"coder": coder, "value": value} for coder, value in one.said.items()],
            }
            for one in found.disagreements
        ],
        "left_out": list(found.left_out),
    }


def _field(one: OfField) -> dict[str, object]:
    found = one.measured
    low, high = found.interval or (None, None)
    return {
        "field": one.field,
        "alpha": found.alpha,
        "low": low,
        "high": high,
        "level": found.level,
        "events": found.units,
        "values": found.pairable,
        "percent": None if found.same is None else 100 * found.same,
        "observed": found.observed,
        "expected": found.expected,
        "remark": one.words,
    }


def _cells(one: OfField) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in _field(one).values())


def _lines(found: Compared, width: int) -> Iterator[str]:
    for coder in found.coders:
        seen = "" if coder.name == "ledger" else f", {coder.blind} of them blind"
        yield from folded([f"{coder.name}: {coder.events} events{seen}"], width)
    yield ""
    headers = ("field", "alpha", "95 %", "events", "values", "same", "observed", "expected", "remark")
    yield table(headers, [_row(one) for one in found.fields], width=width)
    yield ""
    yield from folded(_LEGEND, width)
    yield from folded([f"95 %: bootstrap over events, {found.resamples} resamples, seed {found.seed}."], width)
    if found.disagreements:
        yield ""
        shown = found.disagreements[:_WORST]
        more = len(found.disagreements) - len(shown)
        yield "Worst disagreements" + (f" ({len(shown)} of {len(found.disagreements)})" if more else "")
        last = ""
        for one in shown:
            said = ", ".join(f"{coder} {value}" for coder, value in one.said.items())
            yield from folded(
                [*([f"  {one.event_id}"] if one.event_id != last else []), f"    {one.field}: {said}"], width
            )
            last = one.event_id


def _row(one: OfField) -> tuple[str, ...]:
    found = one.measured
    interval = f"{found.interval[0]:.3f} to {found.interval[1]:.3f}" if found.interval else "-"
    return (
        one.field,
        _number(found.alpha, ".3f"),
        interval,
        str(found.units),
        str(found.pairable),
        _number(found.same, ".0%"),
        _number(found.observed, ".4g"),
        _number(found.expected, ".4g"),
        one.words,
    )


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


COMMAND = agreement
