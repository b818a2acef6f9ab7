"""``tracker status``: how the installation is, and what to do about what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, table
from tracker.cli.sources import source_json
from tracker.model.instants import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tracker.services.status import Status


@click.command("status", short_help="Runs, deliveries and freshness; each finding with its remedy.")
@format_option("text", "json")
@output_option
@pass_invocation
def status(invocation: Invocation, form: str, output: str | None) -> None:
    """Show runs, deliveries and freshness, and each finding with its remedy.

    \b
    Examples:
      tracker status
      tracker status --format json
    """
    from tracker.services.status import status as read_status

    found = read_status(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, _json(found)), output)
        return
    emit(invocation, "\n".join(_lines(found)), output)


def _lines(found: Status) -> Iterator[str]:
    yield f"data      {found.home}"
    yield f"database  {found.database}"
    yield f"ledger    {found.events} events, shipped log {found.ledger_version}, {found.awaiting_review} to review"
    yield ""
    sources = (
        (one.info.key, one.newest or "-", _at(one.last_success_at), str(one.consecutive_failures), one.last_error)
        for one in found.sources
    )
    yield table(("source", "newest", "last success", "failures", "last error"), sources)
    if found.jobs:
        yield ""
        yield table(
            ("job", "slot", "state", "finished", ""),
            ((run.job, _at(run.slot), run.state, _at(run.finished_at), run.detail) for run in found.jobs),
        )
    if found.deliveries:
        yield ""
        yield table(
            ("letter", "to", "state", "sent", ""),
            ((one.period, one.recipient, one.state, _at(one.sent_at), one.detail) for one in found.deliveries),
        )
    yield ""
    yield "Findings" if found.findings else "Nothing needs attention."
    for finding in found.findings:
        yield f"  {finding.what}"
        yield f"    {finding.remedy}"


def _json(found: Status) -> dict[str, object]:
    return {
        "home": found.home,
        "database": found.database,
        "ledger": {
            "version": found.ledger_version,
            "events": found.events,
            "awaiting_review": found.awaiting_review,
            "conflicts": [
                {"event_id": one.event_id, "kind": one.kind, "message": one.message} for one in found.conflicts
            ],
        },
        "sources": [source_json(one) for one in found.sources],
        "jobs": [
            {
                "job": run.job,
                "slot": run.slot,
                "state": run.state,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "detail": run.detail,
            }
            for run in found.jobs
        ],
        "fetches": [
            {
                "source": run.source,
                "state": run.state,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "documents": run.documents,
                "records": run.records,
                "error": run.error or None,
            }
            for run in found.fetches
        ],
        "deliveries": [
            {
                "report": one.report,
                "period": one.period,
                "recipient": one.recipient,
                "state": one.state,
                "attempts": one.attempts,
                "sent_at": one.sent_at,
                "next_attempt_at": one.next_attempt_at,
                "detail": one.detail,
            }
            for one in found.deliveries
        ],
        "findings": [{"what": one.what, "remedy": one.remedy} for one in found.findings],
    }


def _at(instant: datetime | None) -> str:
    return "-" if instant is None else format_instant(instant.replace(microsecond=0))


COMMAND = status
