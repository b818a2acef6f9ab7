"""``tracker events audit``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, emit_csv, folded, json_text, page_width, table


@click.command("audit", short_help="How good the ledger is, and what in it is doubtful.")
@click.argument("check", metavar="[CHECK]", required=False)
@format_option("table", "json", "csv")
@output_option
@pass_invocation
def audit(invocation: Invocation, check: str | None, form: str, output: str | None) -> None:
    """Say how good the ledger is: sources, times, what waits, what may be there twice.

    \b
    Examples:
      tracker events audit
      tracker events audit no_official_source
      tracker events audit duplicate --format csv

    Without a CHECK the table counts; with one it lists what was found. JSON and CSV always list.
    """
    from tracker.services import ledger_quality

    found = ledger_quality.audit(invocation.context, check=check)
    rows = [(one.check, one.event_id, one.words) for one in found.findings]
    if form == "json":
        body = {
            "accepted": found.accepted,
            "checks": [
                {"check": code, "meaning": words, "found": count}
                for code, words, count in found.counts
                if check in (None, code)
            ],
            "findings": [{"check": code, "event_id": event_id, "words": words} for code, event_id, words in rows],
        }
        emit(invocation, json_text(invocation, body), output)
    elif form == "csv":
        emit_csv(invocation, ("check", "event_id", "words"), rows, output)
    elif check is None:
        counted = [(code, str(count), words) for code, words, count in found.counts]
        emit(invocation, table(("check", "found", "meaning"), counted, width=page_width(output)), output)
        invocation.note(f"{found.accepted} accepted events were looked at. One check: tracker events audit CHECK")
    elif rows:
        lines = [line for _, event_id, words in rows for line in (event_id, f"    {words}")]
        emit(invocation, "\n".join(folded(lines, page_width(output))), output)
    else:
        invocation.note("Nothing was found.")


COMMAND = audit
