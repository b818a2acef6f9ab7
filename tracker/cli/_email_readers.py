"""``tracker email readers``: who gets what, and by which token each unsubscribes."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, page_width, table

_HEADERS = ("reader", "language", "numbers", "zone", "wishes")


@click.command("readers", short_help="The readers: language, zone, wishes, and the token by which each unsubscribes.")
@format_option("table", "json")
@output_option
@pass_invocation
def readers(invocation: Invocation, form: str, output: str | None) -> None:
    """List the readers by the settings: language, zone, wishes, and the token by which each unsubscribes.

    \b
    Examples:
      tracker email readers
      tracker email readers --format json -o readers.json

    Tokens are there where TRACKER_UNSUBSCRIBE_URL is set. They are made with the key of this installation, which is in
    its database: whoever knows a token can unsubscribe that reader.
    """
    from tracker.services.reader_tokens import known_readers

    found = known_readers(invocation.context)
    if form == "json":
        rows = [
            {
                "address": one.reader.address,
                "language": one.reader.language,
                "numbers": one.reader.numbers,
                "zone": one.reader.zone,
                "wishes": sorted(one.reader.wishes),
                "token": one.token or None,
            }
            for one in found
        ]
        emit(invocation, json_text(invocation, {"readers": rows}), output)
        return
    if not found:
        emit(invocation, "No reader is set: name some in TRACKER_EMAIL_TO.", output)
        return
    headers = (*_HEADERS, "token") if any(one.token for one in found) else _HEADERS
    cells = [
        (
            one.reader.address,
            one.reader.language,
            one.reader.numbers,
            one.reader.zone,
            ", ".join(sorted(one.reader.wishes)) or "-",
            one.token,
        )[: len(headers)]
        for one in found
    ]
    emit(invocation, table(headers, cells, width=page_width(output)), output)


COMMAND = readers
