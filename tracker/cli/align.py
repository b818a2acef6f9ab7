"""``tracker align``: which rate could have known an event."""

from __future__ import annotations

from datetime import datetime

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option, past_options, series_option
from tracker.cli._output import emit, folded, json_text, page_width


@click.command("align", short_help="Which rate could have known an event, which must, and what each did.")
@click.argument("event_id", metavar="EVENT")
@series_option
@past_options
@format_option("text", "json")
@output_option
@pass_invocation
def align(
    invocation: Invocation,
    event_id: str,
    series: tuple[str, ...],
    public_by: datetime | None,
    as_of: datetime | None,
    form: str,
    output: str | None,
) -> None:
    """Set one event against one or several series by the instant each rate was made.

    \b
    Examples:
      tracker align merkel-no-new-sanctions
      tracker align 2014-11-11-rhodes-beijing --series USD/RUB@ecb
      tracker align 2022-02-26-joint-statement-swift-cbr --format json

    EVENT is an id of `tracker events list`, or a part that only one id has. A rate cannot know what was said after it
    was made, and must know what was public before its making began; in between it may or may not.
    """
    from tracker.services.align_answer import align_answer
    from tracker.services.rates import KnownBy

    answer = align_answer(invocation.context, event_id, series, KnownBy(public_by=public_by, as_of=as_of))
    if form == "json":
        emit(invocation, json_text(invocation, answer.record(), units=answer.units, public_by=public_by), output)
    else:
        emit(invocation, "\n".join(folded(answer.lines(), page_width(output))), output)


COMMAND = align
