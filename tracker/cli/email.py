"""``tracker email``: the weekly letter by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker.cli import _email_preview, _email_readers, _email_trial
from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._output import emit, table
from tracker.errors import UsageError
from tracker.model.instants import format_instant, to_the_second
from tracker.model.period import Period, iso_week, last_complete_week

if TYPE_CHECKING:
    from tracker.services.outbox import Outcome


@click.group("email", short_help="The weekly letter: preview it, send it, try the way, send again, who reads it.")
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


@email.command("send", short_help="Send the letter of a week to everybody who has not got it.")
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
    from tracker.services.sent_letters import sent_before

    chosen = _week(invocation, week)
    earlier = sent_before(invocation.context, chosen.label)
    _show(invocation, send_letter(invocation.context, chosen, insist=True), earlier)


@email.command("resend", short_help="Send a failed, uncertain or waiting letter again.")
@_WEEK_OPTION
@click.option("--to", metavar="ADDRESS", help="Only to this reader.")
@click.option(
    "--report", metavar="NAME", default="weekly", show_default=True, help="weekly, or with --period flash or alert."
)
@click.option("--period", metavar="PERIOD", help="Which flash or alert, as tracker status names it.")
@pass_invocation
def resend(invocation: Invocation, week: str | None, to: str | None, report: str, period: str | None) -> None:
    """Send a failed, uncertain or waiting letter again, the same bytes, because you decided so.

    \b
    Examples:
      tracker email resend --week 2014-W46 --to reader@example.org
      tracker email resend --report flash --period 2014-12-16

    Exit code 4: a letter has not been sent.
    """
    from tracker.services import letters, outbox

    if report == letters.REPORT:
        if period is not None:
            raise UsageError("The weekly letter goes by its week.", remedy="Write --week like 2014-W46.")
        _show(invocation, letters.resend(invocation.context, _week(invocation, week), recipient=to))
        return
    if week is not None:
        raise UsageError(f"Not a week names what {report} was about.", remedy="Write --period instead.")
    _show(invocation, outbox.resend(invocation.context, report=report, period=period, recipient=to))


def _show(invocation: Invocation, found: Sequence[Outcome], earlier: Mapping[str, datetime] | None = None) -> None:
    named = "week" if all(one.report == "weekly" for one in found) else "period"
    emit(
        invocation,
        table(
            (named, "to", "state", "detail"),
            [(o.period, o.recipient, o.state, _detail(o, (earlier or {}).get(o.recipient))) for o in found],
        ),
    )
    if any(one.state != "sent" for one in found):
        raise click.exceptions.Exit(4)


def _detail(outcome: Outcome, earlier: datetime | None) -> str:
    """What happened, and when a letter that waits goes again. ``earlier``: when it went, before this command."""
    if outcome.state == "sent" and earlier is not None:
        return f"sent earlier, at {to_the_second(earlier)}"
    if outcome.state != "pending" or outcome.next_attempt_at is None:
        return outcome.detail
    before = format_instant(outcome.next_attempt_at.replace(microsecond=0))
    return f"{outcome.detail.rstrip()} Not tried again by itself before {before}.".lstrip()


email.add_command(_email_preview.COMMAND)

email.add_command(_email_readers.COMMAND)

email.add_command(_email_trial.COMMAND)

COMMAND = email
