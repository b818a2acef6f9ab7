"""``tracker events import``."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option
from tracker.cli._output import emit, json_text
from tracker.config.files import read_limited
from tracker.errors import UsageError

_LARGEST = 20_000_000  # bytes: some fifty times the shipped log


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Check the file and say what would happen; record nothing.")
@click.option("--reason", metavar="TEXT", default="", help="Why; kept with every event that changes.")
@format_option("text", "json")
@pass_invocation
def import_command(invocation: Invocation, file: str, dry_run: bool, reason: str, form: str) -> None:
    """Take in a file of events: all of its rows, or none.

    \b
    Examples:
      tracker events import mine.csv --dry-run
      tracker events import mine.csv
      tracker events export --set article-2014-11-12 | tracker events import -

    CSV in UTF-8; the first line names the columns. Needed are date, zone, title, kind, issuer and jurisdiction. A known
    id is corrected in the columns the file has. Every bad row is named with its line.
    """
    from tracker.services import ledger

    text, name = _text(file)
    done = ledger.import_file(invocation.context, text, file=name, reason=reason, dry_run=dry_run)
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


def _text(file: str) -> tuple[str, str]:
    """The text of a file, or of standard input for ``-``, and the name to show for it."""
    name = "standard input" if file == "-" else file
    try:
        content = read_limited(None if file == "-" else Path(file), most=_LARGEST)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Nothing was imported.") from None
    try:
        return content.decode("utf-8-sig"), name
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{name}, line {line}: not UTF-8 text. Nothing was imported.",
            remedy="Save it as 'CSV UTF-8' and import it again.",
        ) from None


COMMAND = import_command
