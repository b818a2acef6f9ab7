"""``tracker events import``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import by_option, format_option
from tracker.cli._output import emit, json_text
from tracker.cli.events._file import text_of


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Check the file and say what would happen; record nothing.")
@click.option("--reason", metavar="TEXT", default="", help="Why; kept with every event that changes.")
@by_option
@format_option("text", "json")
@pass_invocation
def import_command(invocation: Invocation, file: str, dry_run: bool, reason: str, by: str, form: str) -> None:
    """Take in a file of events: all of its rows, or none.

    \b
    Examples:
      tracker events import mine.csv --dry-run
      tracker events import mine.csv
      tracker events export --set article-2014-11-12 | tracker events import -

    CSV in UTF-8; the first line names the columns. Needed are date, zone, title, kind, issuer and jurisdiction. A known
    id is corrected in the columns the file has. Every bad row is named with its line.
    """
    from tracker.services import event_files

    text, name = text_of(file)
    done = event_files.import_file(invocation.context, text, file=name, reason=reason, by=by, dry_run=dry_run)
    if form == "json":
        body = {
            "dry_run": dry_run,
            "added": list(done.added),
            "changed": list(done.changed),
            "unchanged": list(done.unchanged),
        }
        emit(invocation, json_text(invocation, body))
        return
    would = "would be " if dry_run else ""
    emit(
        invocation,
        f"{would}added {len(done.added)}, {would}corrected {len(done.changed)}, unchanged {len(done.unchanged)}",
    )


COMMAND = import_command
