"""Who is told of alerts: readers who wish it, and the channels that are set."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.config import Settings
from tracker.config.recipients import bare, readers_of
from tracker.errors import ConfigError
from tracker.model.reader import Reader

EMAIL, WEBHOOK, APPRISE = "email", "webhook", "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One who is told.

    ``key`` is the recipient of the delivery: the bare mailbox, or the name of the channel, never its address, which is
    a secret. ``reader`` says in which language and zone.
    """

    key: str
    channel: str
    reader: Reader


def addressees(settings: Settings) -> tuple[Addressee, ...]:
    """Everybody who is told of alerts by the settings; readers first."""
    found = [
        Addressee(key=bare(reader.address), channel=EMAIL, reader=reader)
        for reader in readers_of(settings)
        if reader.wants("alerts")
    ]
    return (*found, *channels(settings))


def channels(settings: Settings) -> tuple[Addressee, ...]:
    """The channels besides e-mail that are set. Of several addresses for apprise each is one of its own."""
    names = [(WEBHOOK, WEBHOOK)] if settings.alert_webhook else []
    if settings.alert_apprise:
        names += [
            (APPRISE if number == 1 else f"{APPRISE} {number}", APPRISE) for number in range(1, _several(settings) + 1)
        ]
    return tuple(
        Addressee(key=key, channel=channel, reader=Reader(address=key, zone=settings.zone)) for key, channel in names
    )


def _several(settings: Settings) -> int:
    """How many addresses are set for apprise; one where they cannot be read, which its carrier then says."""
    try:
        return len(settings.alert_apprise.reveal().split())
    except ConfigError:
        return 1
