"""The weekly letter: settings that belong together, and the way it takes: with the network, a server's log-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracker.config import Settings
from tracker.errors import ConfigError, DeliveryError
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_SECONDS = 10.0


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.services.carriers import way_of
    from tracker.services.outbox import is_set_up, mailboxes, transport_of

    settings = subject.settings
    if not is_set_up(settings):
        yield ok("no letter is set up")
        return
    try:
        transport = transport_of(replace(settings, offline=False))
        readers = len(mailboxes(settings, letter=True)[1])
        others = len(mailboxes(settings)[1]) - readers
    except ConfigError as error:
        yield fail(error.message, error.remedy)
        return
    yield ok(
        f"letters go from {settings.email_from} to {readers} {'reader' if readers == 1 else 'readers'}"
        f"{f' ({others} more want none)' if others else ''} {way_of(settings)}"
    )
    by_server = settings.email_transport == "smtp"
    if by_server:
        log_in = _about_the_log_in(settings)
        yield from log_in
        if any(line.level == "fail" for line in log_in):
            return
    if by_server and not subject.network:
        return
    try:
        proved = transport.check(timeout=_SECONDS)
    except (DeliveryError, ConfigError) as error:
        yield fail(error.message, error.remedy or "tracker email test --dry-run tries it again.")
    else:
        yield ok(f"{proved}; nothing was sent")


def _about_the_log_in(settings: Settings) -> list[Line]:
    if settings.smtp_user and not settings.smtp_password and settings.smtp_auth == "password":
        return [
            fail(
                f"{settings.smtp_user!r} is to log in without a password",
                "Name its file in TRACKER_SMTP_PASSWORD_FILE.",
            )
        ]
    if settings.smtp_password and not settings.smtp_user:
        return [warn("a password is set and no user, so nobody logs in", "Set TRACKER_SMTP_USER.")]
    if settings.smtp_token_command and settings.smtp_auth == "password":
        return [warn("a command for access tokens is set, and log-in is by password", "Set TRACKER_SMTP_AUTH=xoauth2.")]
    return []


CHECK = Check(key="mail", title="Mail", order=70, run=_run)
