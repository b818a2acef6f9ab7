"""``tracker email``: the weekly letter by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli import _email_preview
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._output import emit, table
from tracker.model.instants import format_instant
from tracker.model.period import Period, iso_week, last_complete_week

if TYPE_CHECKING:
    from tracker.services.outbox import Outcome


@click.group("email", short_help="The weekly letter: preview it, send it, send an uncertain one again.")
def email() -> None:
    """Preview or send the weekly letter.

    \b
    Examples:
      tracker email preview --week 2014-W46
      tracker email preview --week 2014-W46 --browser
      tracker email send
    """


def _week(invocation: Invocation, week: str | None) -> Period:
    zone = invocation.settings.zone
    if week is None:
        return last_complete_week(invocation.instant, zone)
    return iso_week(week, zone=zone, now=invocation.instant)


_WEEK_OPTION = click.option("--week", metavar="WEEK", help="An ISO week, like 2014-W46; the last complete one if none.")


@email.command("send")
@_WEEK_OPTION
@pass_invocation
def send(invocation: Invocation, week: str | None) -> None:
    """Send the letter of a week to every configured reader who has not got it.

    \b
    Examples:
      tracker email send
      tracker email send --week 2014-W46

    Sending twice is safe: one reader gets one letter a week. A letter that waits for its next attempt is tried now.
    Exit code 4: a letter has not been sent; the table says why, and when it is tried again.
    """
    from tracker.services.letters import send as send_letter

    _show(invocation, send_letter(invocation.context, _week(invocation, week), insist=True))


@email.command("resend")
@_WEEK_OPTION
@click.option("--to", metavar="ADDRESS", help="Only to this reader.")
@pass_invocation
def resend(invocation: Invocation, week: str | None, to: str | None) -> None:
    """Send a failed, uncertain or waiting letter again, the same bytes, because you decided so.

    \b
    Examples:
      tracker email resend --week 2014-W46 --to reader@example.org

    Exit code 4: a letter has not been sent.
    """
    from tracker.services.letters import resend as resend_letter

    _show(invocation, resend_letter(invocation.context, _week(invocation, week), recipient=to))


def _show(invocation: Invocation, found: Sequence[Outcome]) -> None:
    emit(
        invocation,
        table(("week", "to", "state", "detail"), [(o.period, o.recipient, o.state, _detail(o)) for o in found]),
    )
    if any(one.state != "sent" for one in found):
        raise click.exceptions.Exit(4)


def _detail(outcome: Outcome) -> str:
    """What happened, and when a letter that waits goes again by itself."""
    if outcome.state != "pending" or outcome.next_attempt_at is None:
        return outcome.detail
    before = format_instant(outcome.next_attempt_at.replace(microsecond=0))
    return f"{outcome.detail.rstrip()} Not tried again by itself before {before}.".lstrip()


email.add_command(_email_preview.COMMAND)

COMMAND = email
