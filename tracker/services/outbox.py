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

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.config import Settings
from tracker.config.recipients import readers_of
from tracker.config.secrets import redacted
from tracker.delivery.message import letter_of, mailbox_key
from tracker.errors import ConfigError, DeliveryError, UsageError
from tracker.model.reader import Reader
from tracker.model.work import LONGEST_WAIT, Delivery, Letter
from tracker.services.carriers import EMAIL, Transport, carrier_of, kept, missing_for
from tracker.services.context import Context

WEEKLY, FLASH, ALERT = "weekly", "flash", "alert"
"""Names of what is sent, in the outbox and in Message-IDs."""

FIRST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one letter. ``state``: sent, pending (will be tried again), failed, uncertain or sending."""

    report: str = WEEKLY
    period: str
    recipient: str
    state: str
    detail: str = ""
    next_attempt_at: datetime | None = None


def is_set_up(settings: Settings) -> bool:
    """Whether anything about e-mail is set; a half-made set-up is an error when a letter is due."""
    return bool(settings.smtp_host or settings.email_to or settings.email_transport != "smtp")


def send_due(context: Context, *, transport: Transport | None = None) -> tuple[Outcome, ...]:
    """Send everything in the outbox whose time has come, one at a time, oldest first.

    ``transport`` carries the e-mail instead of that of the settings. A channel whose carrier cannot be had stops no
    other: what waits for it goes on waiting, and that is said. ``ConfigError`` only where nothing could be tried.

    No transaction is open while a server is spoken to. ``context.stopping`` is asked between letters, and
    ``context.step`` told after each. An error that is no ``DeliveryError`` leaves its letter as ``sending``: nobody
    knows how far it got. Without a letter due no mail setting is looked at.
    """
    from tracker.store.unit_of_work import UnitOfWork

    if not _anything_to_do(context):
        return ()
    with UnitOfWork(context.engine, write=True) as work:
        stranded = work.deliveries.recover(context.clock())
        channels = work.deliveries.channels_due(context.clock())
        work.commit()
    for one in stranded:
        context.say(
            f"The {noun(one.report)} of {one.period} to {one.recipient} was being sent when a process died; it may have"
            f" arrived. {how_to_resend(one)} sends it once more."
        )
    outcomes: list[Outcome] = []
    with ExitStack() as lines:
        carriers, problems = _carriers(context.settings, channels, transport, lines)
        if problems and not carriers:
            raise problems[0]
        readers = _readers(context.settings) if EMAIL in carriers else {}
        while carriers and not context.stopping():
            with UnitOfWork(context.engine, write=True) as work:
                delivery = work.deliveries.claim(context.clock(), channels=carriers.keys())
                work.commit()
            if delivery is None:
                break
            outcome = _attempt(delivery, carriers[delivery.channel], readers, context.clock())
            outcome = replace(
                outcome, detail=redacted(context.settings, outcome.detail)
            )  # servers repeat what they got
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
            context.step(noun(outcome.report))
    for problem in problems:
        context.say(f"Something waits to be sent: {problem}")
    return tuple(outcomes)


def resend(
    context: Context,
    *,
    report: str,
    period: str | None = None,
    recipient: str | None = None,
    transport: Transport | None = None,
) -> tuple[Outcome, ...]:
    """Send something stored again by a person's decision: the same bytes, the same Message-ID.

    Only what failed, is uncertain or waits for its next attempt can go; without ``recipient``, all such of the period.
    ``UsageError`` when there is none, saying how things stand; without ``period``, which there are.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        found = work.deliveries.of(report, period)
        if recipient is not None:
            key = key_of(recipient) if "@" in recipient else recipient
            found = tuple(one for one in found if one.recipient == key)
        chosen = [one for one in found if one.state in {"failed", "uncertain", "pending"}]
        what = f"{noun(report)}{f' of {period}' if period else ''}{f' to {recipient}' if recipient else ''}"
        if not chosen:
            raise UsageError(
                f"No {what} failed, is uncertain or waits ({_standing(found)}).",
                remedy=f"tracker email send --week {period} sends one to every reader who has none."
                if report == WEEKLY and period
                else "tracker status shows what was sent, and what was not.",
            )
        if period is None:
            raise UsageError(f"Which {what}? There are: {_standing(chosen, most=10)}.", remedy="Name it with --period.")
        for channel in {one.channel for one in chosen}:
            if transport is None or channel != EMAIL:
                carrier_of(context.settings, channel)
        now = context.clock()
        for one in chosen:
            if one.state == "pending":
                work.deliveries.hasten(report, one.period, one.recipient, at=now)
                continue
            work.deliveries.mark(one, "pending", at=now, detail="again on request", next_attempt_at=now)
        work.commit()
    done = {(one.report, one.period, one.recipient): one for one in send_due(context, transport=transport)}
    keys = [(one.report, one.period, one.recipient) for one in chosen]
    return tuple(done[key] for key in keys if key in done)


def noun(report: str) -> str:
    """What a person calls it.

    >>> noun("flash")
    'flash letter'
    """
    return {WEEKLY: "letter", FLASH: "flash letter"}.get(report, report)


def how_to_resend(delivery: Delivery) -> str:
    """The command that sends one stored delivery again."""
    which = "--week" if delivery.report == WEEKLY else f"--report {delivery.report} --period"
    return f"tracker email resend {which} {delivery.period} --to {delivery.recipient}"


def transport_of(settings: Settings) -> Transport:
    """What carries letters by the settings; ``ConfigError`` names what is missing."""
    mailboxes(settings)
    return carrier_of(settings, EMAIL)


def mailboxes(settings: Settings, *, letter: bool = False) -> tuple[str, dict[str, str]]:
    """The sender, and the readers by key: two spellings of one mailbox are one reader.

    ``letter``: only readers to whom the weekly letter goes.
    """
    given = {"TRACKER_EMAIL_FROM": settings.email_from, "TRACKER_EMAIL_TO": settings.email_to}
    missing = [*missing_for(settings), *(name for name, value in given.items() if not value)]
    if missing:
        raise ConfigError(
            f"The letter cannot be sent: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
            remedy="Set them in the environment or in tracker.toml; tracker email preview needs none of them.",
        )
    readers = _readers(settings)
    return settings.email_from, {key: one.address for key, one in readers.items() if one.wants_letter or not letter}


def _readers(settings: Settings) -> dict[str, Reader]:
    return {key_of(reader.address): reader for reader in readers_of(settings)}


def key_of(mailbox: str) -> str:
    """The key of a reader; ``ConfigError`` when the setting holds no address."""
    try:
        return mailbox_key(mailbox)
    except ValueError as error:
        raise ConfigError(f"TRACKER_EMAIL_TO: {error}.") from error


def outcome_of(delivery: Delivery) -> Outcome:
    """How a stored letter stands."""
    return Outcome(
        report=delivery.report,
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


def _carriers(
    settings: Settings, channels: Collection[str], transport: Transport | None, lines: ExitStack
) -> tuple[dict[str, Transport], list[ConfigError]]:
    """Who carries by each channel until ``lines`` ends, and why others have nobody."""
    found: dict[str, Transport] = {}
    problems: list[ConfigError] = []
    for channel in sorted(channels):
        try:
            own = transport or transport_of(settings) if channel == EMAIL else None
            carrier = own or carrier_of(settings, channel)
        except ConfigError as error:
            problems.append(error)
        else:
            found[channel] = lines.enter_context(kept(carrier))
    return found, problems


def _attempt(delivery: Delivery, transport: Transport, readers: Mapping[str, Reader], now: datetime) -> Outcome:
    """Try once; what the row has to become."""

    def outcome(state: str, detail: str, next_attempt_at: datetime | None = None) -> Outcome:
        return Outcome(
            report=delivery.report,
            period=delivery.period,
            recipient=delivery.recipient,
            state=state,
            detail=detail,
            next_attempt_at=next_attempt_at,
        )

    unwanted = _unwanted(delivery, readers) if delivery.channel == EMAIL else ""
    if unwanted:
        return outcome("failed", f"Not sent: {unwanted}.")
    try:
        transport.send(_letter(delivery))
    except (DeliveryError, ConfigError) as error:  # of settings that cannot be used, before anything was sent
        if isinstance(error, DeliveryError) and error.uncertain:
            return outcome("uncertain", str(error))
        if isinstance(error, DeliveryError) and error.permanent:
            return outcome("failed", str(error))
        pause = _pause(delivery.attempts)
        if pause is None:
            return outcome("failed", f"Given up after 48 hours. {error}")
        return outcome("pending", str(error), now + pause)
    return outcome("sent", "")


def _unwanted(delivery: Delivery, readers: Mapping[str, Reader]) -> str:
    """Why the reader does not get it any more, as the settings are now; empty where nothing speaks against it."""
    reader = readers.get(delivery.recipient)
    if reader is None:
        return "no longer among TRACKER_EMAIL_TO"
    wanted = {WEEKLY: reader.wants_letter, FLASH: reader.wants("flash"), ALERT: reader.wants("alerts")}
    return (
        ""
        if wanted.get(delivery.report.partition("-")[0], True)
        else "this reader no longer wants it (TRACKER_EMAIL_OPTIONS)"
    )


def _letter(delivery: Delivery) -> Letter:
    """A stored delivery as its carrier takes it."""
    if delivery.channel == EMAIL:
        return letter_of(delivery.message)
    return Letter(recipient=delivery.recipient, sender="", message_id=delivery.message_id, raw=delivery.message)


def _standing(found: Collection[Delivery], *, most: int = 50) -> str:
    states = [f"{one.recipient}: {one.state}" if most > 10 else f"{one.period} ({one.state})" for one in found]
    return "; ".join(states[:most]) or "none was ever queued"


def _pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when all pauses together would pass 48 hours.

    Counted in pauses, not from the letter's birth: a machine that was off for three days still tries properly.
    """
    pause, waited = FIRST_PAUSE, timedelta(0)
    for _ in range(attempts - 1):
        waited += pause
        pause = min(pause * 2, LONGEST_WAIT)
    return pause if waited + pause <= GIVE_UP_AFTER else None
