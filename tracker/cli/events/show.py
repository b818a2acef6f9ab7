"""``tracker events show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, folded, json_text, page_width
from tracker.cli._projections import edit_json, event_json, merger_json, suggestion_json
from tracker.cli.events._listing import twins, when
from tracker.model.instants import format_instant
from tracker.services.archive import removed_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.services.archive import Leaving
    from tracker.services.ledger import Entry


@click.command("show", short_help="One event with its sources and every decision taken on it.")
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
    from tracker.services import archive, ledger

    entry = ledger.entry(invocation.context, event_id)
    removed = archive.removed(invocation.context, [one.sha256 for one in entry.event.sources if one.sha256])
    if form == "json":
        body = {
            "events": [event_json(entry.event)],
            "history": [edit_json(edit) for edit in entry.edits],
            "conflicts": [conflict.message for conflict in entry.conflicts],
            "mergers": [merger_json(one) for one in (*entry.merged, *((entry.into,) if entry.into else ()))],
            "suggestions": [suggestion_json(one) for one in entry.suggestions],
            "removed_documents": [
                {"sha256": key, "announced_at": one.announced_at, "removed_at": one.removed_at}
                for key, one in removed.items()
            ],
        }
        emit(invocation, json_text(invocation, body), output)
        return
    emit(invocation, "\n".join(folded(_lines(entry, removed), page_width(output))), output)


def _lines(entry: Entry, removed: Mapping[str, Leaving]) -> Iterator[str]:
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
    for source in event.sources:
        yield f"{'source':<10} {source.url}{f' ({source.tier})' if source.tier else ''}"
        if source.sha256 in removed:
            yield f"{'':<10} {removed_words(removed[source.sha256])}; what was read from them stays"
    if entry.into:
        yield f"{'told by':<10} {entry.into.into}, {entry.into.by}, {entry.into.score} points: {entry.into.words}"
    for merger in entry.merged:
        yield f"{'tells of':<10} {merger.event.id}, {merger.by}, {merger.score} points: {merger.words}"
    yield from (f"{'not':<10} {line}" for line in twins(event, entry.near))
    for one in entry.suggestions:
        other = one.into if one.event_id == event.id else one.event_id
        yield f"{'same act?':<10} {other}, {one.score} points: {one.words}"
    if entry.edits:
        yield "\nDecisions"
        for edit in entry.edits:
            action = "correction of a published fact" if edit.action == "correct" else edit.action
            by = f" by {edit.by}" if edit.by else ""
            at = format_instant(edit.recorded_at.replace(microsecond=0))
            yield f"  {at}  {action}{by}: {edit.reason or 'no reason given'}"
            was = dict(edit.base)
            if edit.action in {"merge", "separate"}:
                yield from (f"    {name} {other}" for name, other in edit.changes)
            elif edit.action != "add":
                yield from (f"    {column}: {was.get(column) or '(empty)'} → {text}" for column, text in edit.changes)
    if entry.conflicts:
        yield "\nConflicts with the shipped log"
        yield from (f"  {conflict.message}" for conflict in entry.conflicts)


COMMAND = show
