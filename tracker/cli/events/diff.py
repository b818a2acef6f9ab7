"""``tracker events diff``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width

if TYPE_CHECKING:
    from tracker.services.ledger_quality import Difference

_HEADERS = ("event_id", "what", "column", "was", "now", "yours", "message")


@click.command("diff", short_help="Where your decisions and the shipped log disagree, or what changed since.")
@click.option("--from", "since", metavar="INSTANT", type=Instant(), help="What changed since then.")
@click.option("--to", "until", metavar="INSTANT", type=Instant(), help="Until then; now when left out.")
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def diff(invocation: Invocation, since: datetime | None, until: datetime | None, form: str, output: str | None) -> None:
    """Show where your decisions and the shipped log disagree, and what changed in the ledger.

    \b
    Examples:
      tracker events diff
      tracker events diff --from 2026-11-01T00:00Z
      tracker events diff --from 2026-11-01T00:00Z --to 2026-11-20T00:00Z --format json

    Of two instants the accepted events are compared as this installation had recorded them then: upgrades of the
    shipped log, your own decisions and merged accounts alike.
    """
    from tracker.services import ledger_quality

    found = ledger_quality.difference(invocation.context, since=since, until=until)
    if form == "json":
        emit(invocation, json_text(invocation, _body(found)), output)
    elif form == "csv":
        emit_csv(invocation, _HEADERS, _rows(found), output)
    elif found.conflicts or found.changes:
        emit(invocation, "\n".join(folded(_lines(found), page_width(output))), output)
    if not found.conflicts:
        invocation.note("No decision of yours disagrees with the shipped log.")
    if since is not None and not found.changes:
        invocation.note("Between the two instants nothing changed in the ledger.")


def _body(found: Difference) -> dict[str, object]:
    return {
        "from": found.since,
        "to": found.until,
        "conflicts": [
            {
                "event_id": one.event_id,
                "kind": one.kind,
                "column": one.column,
                "yours": one.yours,
                "shipped_then": one.shipped_then,
                "shipped_now": one.shipped_now,
                "message": one.message,
            }
            for one in found.conflicts
        ],
        "changes": [
            {
                "event_id": one.event_id,
                "change": one.change,
                "columns": [{"column": name, "was": was, "now": now} for name, was, now in one.columns],
            }
            for one in found.changes
        ],
    }


def _rows(found: Difference) -> Iterator[tuple[str, ...]]:
    for one in found.conflicts:
        yield one.event_id, one.kind, one.column, one.shipped_then, one.shipped_now, one.yours, one.message
    for change in found.changes:
        for name, was, now in change.columns or (("", "", ""),):
            yield change.event_id, change.change, name, was, now, "", ""


def _lines(found: Difference) -> Iterator[str]:
    if found.conflicts:
        yield "Your decisions and the shipped log"
    yield from (f"  {one.message}" for one in found.conflicts)
    if found.changes:
        yield "Changed in the ledger"
    for change in found.changes:
        yield f"  {change.event_id}: {change.change}"
        yield from (f"    {name}: {was or '(empty)'} → {now or '(empty)'}" for name, was, now in change.columns)


COMMAND = diff
