"""Who carries a message away, by the channel of its delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from tracker.config import Settings
from tracker.errors import ConfigError
from tracker.model.work import Letter


class Transport(Protocol):
    """What takes a letter away; raises ``DeliveryError`` when it was not, or perhaps not, taken."""

    def send(self, letter: Letter) -> None:
        """Hand over one letter. Of another channel than e-mail, ``raw`` is that channel's own document."""

    def check(self, *, timeout: float = 30.0) -> str:
        """Prove as much as can be proved without sending; a clause that says what was. ``DeliveryError`` otherwise."""


def carrier_of(settings: Settings, channel: str) -> Transport:
    """The transport of a channel as the settings have it; ``ConfigError`` names what is missing."""
    if settings.offline:
        raise ConfigError(
            "Working offline: no letter is sent.", remedy="Leave out --offline (TRACKER_OFFLINE) to send what waits."
        )
    return _CARRIERS[channel](settings)


def _email(settings: Settings) -> Transport:
    from tracker.delivery.smtp import SmtpTransport

    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.reveal(),
        ca_bundle=settings.ca_bundle,
    )


def _webhook(settings: Settings) -> Transport:
    from tracker.delivery.webhook import WebhookTransport
    from tracker.net.identity import user_agent

    contact = settings.email_from or settings.site_url
    url, agent = settings.alert_webhook.reveal(), user_agent(contact=contact)
    return WebhookTransport(url=url, user_agent=agent, ca_bundle=settings.ca_bundle)


def _apprise(settings: Settings) -> Transport:
    from tracker.delivery.apprise import AppriseTransport

    return AppriseTransport(addresses=tuple(settings.alert_apprise.reveal().split()))


_CARRIERS: Mapping[str, Callable[[Settings], Transport]] = {
    "email": _email,
    "webhook": _webhook,
    "apprise": _apprise,
}
"""One function for each channel; it imports its transport itself."""
