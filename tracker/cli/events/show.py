"""``tracker events show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text
from tracker.cli._projections import edit_json, event_json
from tracker.cli.events._listing import when
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.services.ledger import Entry


@click.command("show")
@click.argument("event_id", metavar="EVENT")
@format_option("text", "json")
@output_option
@pass_invocation
def show(invocation: Invocation, event_id: str, form: str, output: str | None) -> None:
    """Show one event with its sources, and every decision taken about it.

    \b
    Examples:
      tracker events show 2014-11-11-merkel-no-new-sanctions
      tracker events show merkel-no-new

    EVENT is an id, or a part that only one id has.
    """
    from tracker.services import ledger

    entry = ledger.entry(invocation.context, event_id)
    if form == "json":
        body = {
            "events": [event_json(entry.event)],
            "history": [edit_json(edit) for edit in entry.edits],
            "conflicts": [conflict.message for conflict in entry.conflicts],
        }
        emit(invocation, json_text(invocation, body), output)
        return
    emit(invocation, "\n".join(folded(_lines(entry))), output)


def _lines(entry: Entry) -> Iterator[str]:
    event = entry.event
    interval = f"{format_instant(event.time.interval.start)} to {format_instant(event.time.interval.end)}"
    facts = {
        "id": event.id,
        "public": f"{when(event)} ({event.time.zone})",
        "interval": f"{interval} ({event.time.precision}{', ' + event.time.basis if event.time.basis else ''})",
        "kind": f"{event.kind} · {event.action} · {event.stance}",
        "issuer": f"{event.issuer} ({event.jurisdiction})",
        "actor": f"{event.actor}{', ' + event.role if event.role else ''}",
        "target": event.target,
        "programme": event.programme,
        "expected": event.expectedness,
        "adopted": str(event.adopted_on or ""),
        "in force": str(event.effective_on or ""),
        "legal day": str(event.legal_on or ""),
        "sets": ", ".join(event.sets),
        "verified": event.verified,
        "evidence": event.evidence,
        "note": event.note,
        "origin": f"{event.provenance} · {event.status}",
    }
    yield event.title
    if event.summary:
        yield event.summary
    yield ""
    yield from (f"{name:<10} {text}" for name, text in facts.items() if text)
    yield from (f"{'source':<10} {source.url}" for source in event.sources)
    if entry.edits:
        yield "\nDecisions"
        for edit in entry.edits:
            yield f"  {format_instant(edit.recorded_at)}  {edit.action}: {edit.reason or 'no reason given'}"
            was = dict(edit.base)
            if edit.action != "add":
                yield from (f"    {column}: {was.get(column) or '(empty)'} → {text}" for column, text in edit.changes)
    if entry.conflicts:
        yield "\nConflicts with the shipped log"
        yield from (f"  {conflict.message}" for conflict in entry.conflicts)


COMMAND = show
