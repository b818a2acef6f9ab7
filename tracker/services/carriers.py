"""Who carries a message away, by the channel of its delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol, runtime_checkable

from tracker.config import Settings
from tracker.errors import ConfigError
from tracker.model.work import Letter

EMAIL = "email"


class Transport(Protocol):
    """What takes a letter away; raises ``DeliveryError`` when it was not, or perhaps not, taken."""

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Of another channel than e-mail, ``raw`` is that channel's own document."""

    def check(self, *, timeout: float = 30.0) -> str:
        """Prove as much as can be proved without sending; a clause that says what was. ``DeliveryError`` otherwise."""


@runtime_checkable
class KeepsLine(Protocol):
    """A transport that can carry several letters over one connection."""

    def kept(self) -> AbstractContextManager[Transport]:
        """The same transport, keeping its connection until the end."""


def kept(transport: Transport) -> AbstractContextManager[Transport]:
    """A transport for several letters in a row: over one connection, where it can."""
    return transport.kept() if isinstance(transport, KeepsLine) else nullcontext(transport)


def carrier_of(settings: Settings, channel: str) -> Transport:
    """The transport of a channel as the settings have it; ``ConfigError`` names what is missing."""
    if settings.offline:
        raise ConfigError(
            "Working offline: no letter is sent.", remedy="Leave out --offline (TRACKER_OFFLINE) to send what waits."
        )
    if channel not in _CARRIERS:
        raise ConfigError(
            f"Nothing here carries messages of the channel {channel!r}.",
            remedy="A newer version queued them: update this program.",
        )
    return _CARRIERS[channel](settings)


def missing_for(settings: Settings) -> list[str]:
    """The settings the chosen way of e-mail needs and that are not set."""
    if settings.email_transport == "folder":
        return [] if settings.email_folder else ["TRACKER_EMAIL_FOLDER"]
    if settings.email_transport == "sendmail":
        return [] if settings.sendmail_command.strip() else ["TRACKER_SENDMAIL_COMMAND"]
    return [] if settings.smtp_host else ["TRACKER_SMTP_HOST"]


def way_of(settings: Settings) -> str:
    """How e-mail leaves, for people.

    >>> from tracker.config import load
    >>> from pathlib import Path
    >>> way_of(load({"TRACKER_SMTP_HOST": "mail.example.org", "TRACKER_HOME": "/x"}, cwd=Path("/")))
    'through the mail server mail.example.org:587 (starttls)'
    """
    if settings.email_transport == "folder":
        return f"into files in the folder {settings.email_folder}"
    if settings.email_transport == "sendmail":
        return f"by the command {settings.sendmail_command}"
    return f"through the mail server {settings.smtp_host}:{settings.smtp_port} ({settings.smtp_security})"


def _email(settings: Settings) -> Transport:
    if missing := missing_for(settings):
        raise ConfigError(
            f"No e-mail can leave: {missing[0]} is not set (TRACKER_EMAIL_TRANSPORT is {settings.email_transport}).",
            remedy="Set it in the environment or in tracker.toml; tracker email preview does not need it.",
        )
    return _WAYS[settings.email_transport](settings)


def _smtp(settings: Settings) -> Transport:
    from tracker.delivery.smtp import SmtpTransport

    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.reveal(),
        auth=settings.smtp_auth,
        token_command=settings.smtp_token_command,
        ca_bundle=settings.ca_bundle,
    )


def _sendmail(settings: Settings) -> Transport:
    from tracker.delivery.sendmail import SendmailTransport

    return SendmailTransport(command=settings.sendmail_command)


def _folder(settings: Settings) -> Transport:
    from tracker.delivery.folder import FolderTransport

    return FolderTransport(folder=Path(settings.email_folder or ""))  # that it is set, ``missing_for`` has seen


def _webhook(settings: Settings) -> Transport:
    from tracker.delivery.webhook import WebhookTransport
    from tracker.net.identity import user_agent

    contact = settings.email_from or settings.site_url
    url, agent = settings.alert_webhook.reveal(), user_agent(contact=contact)
    return WebhookTransport(url=url, user_agent=agent, ca_bundle=settings.ca_bundle)


def _apprise(settings: Settings) -> Transport:
    from tracker.delivery.apprise import AppriseTransport

    return AppriseTransport(addresses=tuple(settings.alert_apprise.reveal().split()))


_WAYS: Mapping[str, Callable[[Settings], Transport]] = {"smtp": _smtp, "sendmail": _sendmail, "folder": _folder}
"""How e-mail leaves, by ``email_transport``."""

_CARRIERS: Mapping[str, Callable[[Settings], Transport]] = {
    EMAIL: _email,
    "webhook": _webhook,
    "apprise": _apprise,
}
"""One function for each channel; it imports its transport itself."""
