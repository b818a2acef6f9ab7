"""The weekly letter: composed from the briefing the report uses, rendered once, put into the outbox, sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.config import Settings
from tracker.delivery.message import build_message, letter_of, message_id
from tracker.errors import UsageError
from tracker.model.instants import format_instant
from tracker.model.period import Period
from tracker.model.work import Delivery
from tracker.services.carriers import Transport
from tracker.services.context import Context
from tracker.services.outbox import WEEKLY, Outcome, mailboxes, outcome_of, send_due, transport_of
from tracker.services.outbox import resend as send_again

REPORT = WEEKLY
"""Name of this letter in the outbox, in Message-IDs and in the List-ID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A letter as one reader would get it. ``raw`` is the complete message."""

    subject: str
    preview: str
    text: str
    html: str
    raw: bytes


def is_set_up(settings: Settings) -> bool:
    """Whether anything about e-mail is set; a half-made set-up is an error when a letter is due."""
    return bool(settings.smtp_host or settings.email_to or settings.email_transport != "smtp")


def preview(context: Context, week: Period, *, recipient: str | None = None, pair: str | None = None) -> Preview:
    """The letter of a week for one reader (by default the first). Needs no mail settings, stores and sends nothing.

    ``pair``: another one than the first of the settings, which is what letters that are sent are about.
    """
    settings = context.settings
    reader = recipient or next(iter(settings.email_to), "reader@localhost")
    sender = settings.email_from or "tracker@localhost"
    (letter,) = _rendered(context, week, [reader], sender=sender, at=context.now, pair=pair)
    return letter


def queue(context: Context, week: Period) -> tuple[Delivery, ...]:
    """Put the letter of a week into the outbox for every reader who is not there yet; the new rows.

    Raises ``UsageError`` for a week that is not over, ``ConfigError`` when server, sender or readers are not set.
    """
    from tracker.store.unit_of_work import UnitOfWork

    _require_whole_week(week)
    sender, readers = mailboxes(context.settings, letter=True)
    with UnitOfWork(context.engine, write=False) as work:
        missing = {
            key: reader for key, reader in readers.items() if work.deliveries.find(REPORT, week.label, key) is None
        }
    if not missing:
        return ()
    now = context.clock()
    letters = _rendered(context, week, missing.values(), sender=sender, at=now)
    added = []
    with UnitOfWork(context.engine, write=True) as work:
        for key, letter in zip(missing, letters, strict=True):
            delivery = Delivery(
                report=REPORT,
                period=week.label,
                recipient=key,
                state="pending",
                message_id=letter_of(letter.raw).message_id,
                message=letter.raw,
                created_at=now,
                next_attempt_at=now,
            )
            if work.deliveries.add(delivery):  # False: another process was quicker, and its bytes are the letter
                added.append(delivery)
        work.commit()
    return tuple(added)


def send(
    context: Context, week: Period, *, transport: Transport | None = None, insist: bool = False
) -> tuple[Outcome, ...]:
    """Queue the letter of a week and send what is due; what became of that week's letter for each reader.

    Doing it twice sends one letter: a second call finds the rows of the first. ``insist``: a person asks, so letters
    of that week that wait for their next attempt are tried now.
    """
    from tracker.store.unit_of_work import UnitOfWork

    carrier = transport or transport_of(context.settings)
    queue(context, week)
    keys = mailboxes(context.settings, letter=True)[1]
    if insist:
        now = context.clock()
        with UnitOfWork(context.engine, write=True) as work:
            for key in keys:
                work.deliveries.hasten(REPORT, week.label, key, at=now)
            work.commit()
    send_due(context, transport=carrier)
    with UnitOfWork(context.engine, write=False) as work:
        found = [work.deliveries.find(REPORT, week.label, key) for key in keys]
    return tuple(outcome_of(delivery) for delivery in found if delivery is not None)


def resend(
    context: Context, week: Period, *, recipient: str | None = None, transport: Transport | None = None
) -> tuple[Outcome, ...]:
    """Send a stored letter again by a person's decision: the same bytes, the same Message-ID.

    Only a letter that failed, is uncertain or waits for its next attempt can go; without ``recipient``, every such
    letter of the week. ``UsageError`` when there is none, saying how things stand.
    """
    carrier = transport or transport_of(context.settings)
    return send_again(context, report=REPORT, period=week.label, recipient=recipient, transport=carrier)


def rendered_as(
    context: Context,
    period: Period,
    readers: Iterable[str],
    *,
    sender: str,
    at: datetime,
    report: str,
    entitle: Callable[[str, str], str],
) -> tuple[Preview, ...]:
    """Letters of another ``report`` about any period, in the order of the readers, dated ``at``; nothing is stored.

    ``entitle`` makes the subject of a reader's address and the subject of the letter.
    """
    return _rendered(context, period, readers, sender=sender, at=at, report=report, entitle=entitle)


def _rendered(
    context: Context,
    week: Period,
    readers: Iterable[str],
    *,
    sender: str,
    at: datetime,
    pair: str | None = None,
    report: str = REPORT,
    entitle: Callable[[str, str], str] = lambda _reader, subject: subject,
) -> tuple[Preview, ...]:
    """One briefing for all readers, and for each the bytes that will be kept, dated ``at``."""
    from tracker.reports.letter.compose import compose
    from tracker.services.briefing import brief
    from tracker.services.rates import KnownBy

    briefing = brief(context, week, pair=pair, known=KnownBy(republish=context.settings.letter_public))
    rendered = []
    for reader in readers:
        words = compose(briefing, site_url=context.settings.site_url)
        subject = entitle(reader, words.subject)
        raw = build_message(
            subject=subject,
            text=words.text,
            html=words.html,
            sender=sender,
            recipient=reader,
            identity=message_id(report=report, period=week.label, recipient=reader, sender=sender),
            date=at,
            list_name=report,
        )
        rendered.append(Preview(subject=subject, preview=words.preview, text=words.text, html=words.html, raw=raw))
    return tuple(rendered)


def _require_whole_week(week: Period) -> None:
    if week.kind != "week":
        raise UsageError(f"A letter speaks of one week, not of {week.label}.", remedy="Write --week like 2014-W46.")
    if not week.complete:
        raise UsageError(
            f"The week {week.label} is not over before {format_instant(week.end)}.",
            remedy=f"tracker email preview --week {week.label} shows it so far.",
        )
