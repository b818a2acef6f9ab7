"""``tracker events export``."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import Asked, format_option, output_option, selection_options
from tracker.cli._output import emit, emit_csv_text, json_text
from tracker.cli._projections import event_json


@click.command("export")
@selection_options
@format_option("csv", "json")
@output_option
@pass_invocation
def export(invocation: Invocation, asked: Asked, form: str, output: str | None) -> None:
    """Write events as a file that `tracker events import` reads back.

    \b
    Examples:
      tracker events export -o ledger.csv
      tracker events export --since 2014-01-01 --until 2015-01-01 --kind central_bank
    """
    from tracker.services import event_files, ledger

    events = ledger.list_events(invocation.context, asked.selection(invocation))
    if form == "json":
        emit(invocation, json_text(invocation, {"events": [event_json(event) for event in events]}), output)
        return
    emit_csv_text(invocation, event_files.export(events), output)


COMMAND = export
