"""The outbox: what was rendered is sent at most once to each reader, by whoever comes to it first.

A letter is a row first. Its bytes are rendered and stored (``pending``), then claimed (``sending``, committed), then
sent with no transaction open, then marked. Whatever happens in between leaves a row that says so:

    pending ──claim──▶ sending ──▶ sent
       ▲                 ├───────▶ failed      refused for good, or for 48 hours
       └──4xx, no line───┤
                         └───────▶ uncertain   the server may have it: only ``tracker email resend`` sends it again

A process that dies while sending leaves ``sending``; once its lease has passed the row becomes ``uncertain``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.config import Settings
from tracker.delivery.message import letter_of, mailbox_key
from tracker.errors import ConfigError, DeliveryError
from tracker.model.work import LONGEST_WAIT, Delivery, Letter
from tracker.services.carriers import Transport, carrier_of
from tracker.services.context import Context

LEASE = timedelta(minutes=15)
"""Longer than any SMTP conversation can last: after it, whoever was sending is dead."""

FIRST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one letter. ``state``: sent, pending (will be tried again), failed, uncertain or sending."""

    period: str
    recipient: str
    state: str
    detail: str = ""
    next_attempt_at: datetime | None = None


def send_due(
    context: Context, *, transport: Transport | None = None, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Outcome, ...]:
    """Send every letter of the outbox whose time has come, one at a time, oldest first.

    No transaction is open while a server is spoken to. ``should_stop`` is asked between letters. An error that is no
    ``DeliveryError`` leaves its letter as ``sending``: nobody knows how far it got. Without a letter due no mail
    setting is looked at.
    """
    from tracker.store.unit_of_work import UnitOfWork

    if not _anything_to_do(context):
        return ()
    with UnitOfWork(context.engine, write=True) as work:
        stranded = work.deliveries.recover(context.clock(), lease=LEASE)
        work.commit()
    for one in stranded:
        context.say(
            f"The letter of {one.period} to {one.recipient} was being sent when a process died; it may have arrived."
            f" tracker email resend --week {one.period} sends it once more."
        )
    outcomes: list[Outcome] = []
    readers = frozenset(key_of(one) for one in context.settings.email_to)
    while not should_stop():
        with UnitOfWork(context.engine, write=True) as work:
            delivery = work.deliveries.claim(context.clock(), lease=LEASE)
            work.commit()
        if delivery is None:
            break
        outcome = _attempt(delivery, _carrier(context.settings, delivery, transport), readers, context.clock())
        with UnitOfWork(context.engine, write=True) as work:
            work.deliveries.mark(
                delivery,
                outcome.state,
                at=context.clock(),
                detail=outcome.detail,
                next_attempt_at=outcome.next_attempt_at,
            )
            work.commit()
        outcomes.append(outcome)
    return tuple(outcomes)


def transport_of(settings: Settings) -> Transport:
    """What carries letters by the settings; ``ConfigError`` names what is missing."""
    carrier = carrier_of(settings, "email")
    mailboxes(settings)
    return carrier


def mailboxes(settings: Settings) -> tuple[str, dict[str, str]]:
    """The sender, and the readers by key: two spellings of one mailbox are one reader."""
    given = {
        "TRACKER_SMTP_HOST": settings.smtp_host,
        "TRACKER_EMAIL_FROM": settings.email_from,
        "TRACKER_EMAIL_TO": settings.email_to,
    }
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ConfigError(
            f"The letter cannot be sent: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
            remedy="Set them in the environment or in tracker.toml; tracker email preview needs none of them.",
        )
    readers: dict[str, str] = {}
    for reader in settings.email_to:
        readers.setdefault(key_of(reader), reader)
    return settings.email_from, readers


def key_of(mailbox: str) -> str:
    """The key of a reader; ``ConfigError`` when the setting holds no address."""
    try:
        return mailbox_key(mailbox)
    except ValueError as error:
        raise ConfigError(f"TRACKER_EMAIL_TO: {error}.") from error


def outcome_of(delivery: Delivery) -> Outcome:
    """How a stored letter stands."""
    return Outcome(
        period=delivery.period,
        recipient=delivery.recipient,
        state=delivery.state,
        detail=delivery.detail,
        next_attempt_at=delivery.next_attempt_at if delivery.state == "pending" else None,
    )


def _anything_to_do(context: Context) -> bool:
    """Looked at without the writer's lock: the daemon asks every half minute."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.deliveries.due(context.clock())


def _attempt(delivery: Delivery, transport: Transport, readers: frozenset[str], now: datetime) -> Outcome:
    """Try once; what the row has to become."""

    def outcome(state: str, detail: str, next_attempt_at: datetime | None = None) -> Outcome:
        return Outcome(
            period=delivery.period,
            recipient=delivery.recipient,
            state=state,
            detail=detail,
            next_attempt_at=next_attempt_at,
        )

    if delivery.channel == "email" and delivery.recipient not in readers:
        return outcome("failed", "Not sent: no longer among TRACKER_EMAIL_TO.")
    try:
        transport.send(_letter(delivery))
    except (DeliveryError, ConfigError) as error:
        if isinstance(error, DeliveryError) and error.uncertain:
            return outcome("uncertain", str(error))
        if isinstance(error, DeliveryError) and error.permanent:
            return outcome("failed", str(error))
        pause = _pause(delivery.attempts)
        if pause is None:
            return outcome("failed", f"Given up after 48 hours. {error}")
        return outcome("pending", str(error), now + pause)
    return outcome("sent", "")


def _carrier(settings: Settings, delivery: Delivery, transport: Transport | None) -> Transport:
    if delivery.channel == "email":
        return transport or transport_of(settings)
    return carrier_of(settings, delivery.channel)


def _letter(delivery: Delivery) -> Letter:
    """A stored delivery as its carrier takes it."""
    if delivery.channel == "email":
        return letter_of(delivery.message)
    return Letter(recipient=delivery.recipient, sender="", message_id=delivery.message_id, raw=delivery.message)


def _pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when all pauses together would pass 48 hours.

    Counted in pauses, not from the letter's birth: a machine that was off for three days still tries properly.
    """
    pause, waited = FIRST_PAUSE, timedelta(0)
    for _ in range(attempts - 1):
        waited += pause
        pause = min(pause * 2, LONGEST_WAIT)
    return pause if waited + pause <= GIVE_UP_AFTER else None
