"""Trying the way of e-mail with one short message, outside of the outbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from tracker.config import Settings
from tracker.config.recipients import bare, readers_of
from tracker.errors import ConfigError, DeliveryError, UsageError
from tracker.reports.wording import ENGLISH, Words, words_for
from tracker.services.carriers import EMAIL, Transport, carrier_of, way_of
from tracker.services.clock import utc_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was proved. ``way`` says how mail leaves; ``message_id`` is empty where nothing was sent."""

    way: str
    proved: str = ""
    recipient: str = ""
    message_id: str = ""


def check_mail(settings: Settings) -> Tried:
    """Prove the way of e-mail as far as can be without sending. ``DeliveryError`` says what is wrong."""
    return Tried(way=way_of(settings), proved=carrier_of(settings, EMAIL).check())


def try_mail(settings: Settings, *, recipient: str | None = None, transport: Transport | None = None) -> Tried:
    """Send one test message, by default to the first reader; ``DeliveryError`` says what was refused, and what to do.

    The message is in the language of that reader, and every one has a Message-ID of its own.
    """
    from tracker.delivery.trial import trial_letter

    carrier = transport or carrier_of(settings, EMAIL)
    if not settings.email_from:
        raise ConfigError("A test message needs a sender.", remedy="Set TRACKER_EMAIL_FROM.")
    to = recipient or next(iter(settings.email_to), "")
    if not to:
        raise UsageError("Nobody is named to send a test message to.", remedy="Name somebody: --to ADDRESS.")
    words = _words(settings, to)
    try:
        letter = trial_letter(
            subject=words("mail_test.subject"),
            text=f"{words('mail_test.purpose')}\n\n{words('mail_test.nothing')}\n",
            sender=settings.email_from,
            recipient=to,
            token=secrets.token_hex(8),
            date=utc_now().replace(microsecond=0),
        )
    except ValueError as error:
        raise UsageError(f"{error}.", remedy="Write it like name@example.org.") from None
    try:
        carrier.send(letter)
    except DeliveryError as error:
        if not error.uncertain:
            raise
        raise DeliveryError(
            error.message, uncertain=True, remedy="Look into the mailbox; where nothing came, run this again."
        ) from error
    return Tried(way=way_of(settings), recipient=letter.recipient, message_id=letter.message_id)


def _words(settings: Settings, to: str) -> Words:
    options = tuple(one for one in settings.email_options if one[0] == bare(to))  # a test minds no other's wishes
    readers = readers_of(replace(settings, email_to=(to,), email_options=options))
    return next(map(words_for, readers), ENGLISH)
