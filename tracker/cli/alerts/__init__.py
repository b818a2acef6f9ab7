"""``tracker alerts``: what was worth a message; one file per command, without one the newest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli._group import LazyGroup
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._options import format_option, output_option
from tracker.cli._output import emit, json_text, page_width, table
from tracker.model.instants import to_the_second

if TYPE_CHECKING:
    from tracker.services.alerts.listing import Listed

_HEADERS = ("found", "to", "state", "what")


@click.group(
    "alerts",
    cls=LazyGroup,
    package="tracker.cli.alerts",
    invoke_without_command=True,
    short_help="What was worth a message: when, what, to whom; and a test of every channel.",
)
@format_option("table", "json")
@output_option
@pass_invocation
@click.pass_context
def alerts(context: click.Context, invocation: Invocation, form: str, output: str | None) -> None:
    """The alerts of the last 30 days: when each was found, what it says, who was told, and what is held back.

    \b
    Examples:
      tracker alerts
      tracker alerts --format json
      tracker alerts test                send one to every channel, and see what comes of it

    The daemon and the tick look every quarter of an hour. An alert is raised once; a trouble that comes again is
    another one. What is more than
    alert_most in 24 hours is held back, and told in one message as soon as there is room.
    """
    if context.invoked_subcommand is not None:
        return
    from tracker.services.alerts.listing import listed

    found = listed(invocation.context)
    if form == "json":
        emit(invocation, json_text(invocation, {"alerts": [_json(one) for one in found]}), output)
        return
    if not found:
        emit(invocation, "No alert in the last 30 days.", output)
        return
    rows = [row for one in found for row in _rows(one)]
    emit(invocation, table(_HEADERS, rows, width=page_width(output)), output)


def _rows(one: Listed) -> Iterator[tuple[str, ...]]:
    found, what = to_the_second(one.alert.found_at), one.saying.title
    if one.alert.ended_at is not None:
        what += f" (over since {to_the_second(one.alert.ended_at)})"
    if not one.tellings:
        yield found, "-", one.alert.standing, _with(what, one.alert.detail)
    for told in one.tellings:
        yield found, told.recipient, told.state, _with(what, told.detail)
        found, what = "", "the same"


def _with(what: str, detail: str) -> str:
    return f"{what}: {detail}" if detail else what


def _json(one: Listed) -> dict[str, object]:
    from tracker.services.alerts.documents import public_facts

    alert = one.alert
    return {
        "key": alert.key,
        "kind": alert.kind,
        "found_at": alert.found_at,
        "ended_at": alert.ended_at,
        "state": alert.standing,
        "detail": alert.detail or None,
        "title": one.saying.title,
        "lines": list(one.saying.lines),
        "not_meaning": one.saying.caveat or None,
        "link": one.saying.link or None,
        "facts": {name: None if value == "" else value for name, value in public_facts(alert.facts).items()},
        "told": [
            {
                "recipient": told.recipient,
                "channel": told.channel,
                "state": told.state,
                "at": told.at,
                "detail": told.detail or None,
            }
            for told in one.tellings
        ],
    }


COMMAND = alerts
