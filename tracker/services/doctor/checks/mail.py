"""The weekly letter: settings that belong together, and with the network a server that takes the log-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tracker.errors import ConfigError, DeliveryError
from tracker.services.doctor.lines import Check, Line, Subject, fail, ok, warn

_SECONDS = 10.0


def _run(subject: Subject) -> Iterator[Line]:
    from tracker.services.letters import is_set_up
    from tracker.services.outbox import transport_of

    settings = subject.settings
    if not is_set_up(settings):
        yield ok("no letter is set up")
        return
    try:
        transport = transport_of(replace(settings, offline=False))
    except ConfigError as error:
        yield fail(error.message, error.remedy)
        return
    readers = len(settings.email_to)
    yield ok(
        f"letters go from {settings.email_from} to {readers} {'reader' if readers == 1 else 'readers'}"
        f" through {settings.smtp_host}:{settings.smtp_port} ({settings.smtp_security})"
    )
    if settings.smtp_user and not settings.smtp_password:
        yield fail(
            f"{settings.smtp_user!r} is to log in without a password", "Name its file in TRACKER_SMTP_PASSWORD_FILE."
        )
        return
    if settings.smtp_password and not settings.smtp_user:
        yield warn("a password is set and no user, so nobody logs in", "Set TRACKER_SMTP_USER.")
    if not subject.network:
        return
    try:
        proved = transport.check(timeout=_SECONDS)
    except DeliveryError as error:
        yield fail(error.message, error.remedy or "Check TRACKER_SMTP_HOST and TRACKER_SMTP_PORT.")
    else:
        yield ok(f"{proved}; nothing was sent")


CHECK = Check(key="mail", title="Mail", order=70, run=_run)
