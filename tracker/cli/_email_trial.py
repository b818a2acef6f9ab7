"""``tracker email test``: one short message, and in plain words what a server refused."""

from __future__ import annotations

import click

from tracker.cli._invocation import Invocation, pass_invocation
from tracker.cli._output import emit


@click.command("test", short_help="Send one short message, and explain what a server refuses.")
@click.option("--to", metavar="ADDRESS", help="To this address; the first reader if none.")
@click.option(
    "--dry-run", is_flag=True, help="Send nothing: connect, encrypt and log in, or look at command or folder."
)
@pass_invocation
def test(invocation: Invocation, to: str | None, dry_run: bool) -> None:
    """Prove the configured way of e-mail with one short message, or say what was refused and what to do.

    \b
    Examples:
      tracker email test --to you@example.org
      tracker email test --dry-run

    The message is a test and says so; the outbox knows nothing of it. Exit code 4: it was not sent.
    """
    from tracker.services.trying_mail import check_mail, try_mail

    if dry_run:
        found = check_mail(invocation.settings)
        emit(invocation, f"Letters go {found.way}: {found.proved}. Nothing was sent.", None)
        return
    found = try_mail(invocation.settings, recipient=to)
    lines = [f"A test message to {found.recipient} went {found.way}.", f"Message-ID: {found.message_id}"]
    if invocation.settings.email_transport != "folder":
        lines.append("Taken is not yet arrived: look into the mailbox, and into its folder for spam.")
    emit(invocation, "\n".join(lines), None)


COMMAND = test
