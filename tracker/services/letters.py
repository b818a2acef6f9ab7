"""The weekly letter: composed from the briefing the report uses, rendered once, put into the outbox, sent once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker.delivery.message import letter_of
from tracker.errors import UsageError
from tracker.model.instants import format_instant
from tracker.model.period import Period
from tracker.model.work import Delivery
from tracker.services.archive import letter_note
from tracker.services.carriers import Transport
from tracker.services.context import Context
from tracker.services.letter_message import Preview, letter_for
from tracker.services.letter_readers import Briefings, reader_of, whose_week_is_over
from tracker.services.outbox import WEEKLY, Outcome, mailboxes, outcome_of, send_due, transport_of
from tracker.services.outbox import resend as send_again
from tracker.services.reader_tokens import known_reader_key, reader_key

REPORT = WEEKLY
"""Name of this letter in the outbox, in Message-IDs and in the List-ID."""


def preview(
    context: Context,
    week: Period,
    *,
    recipient: str | None = None,
    pair: str | None = None,
    language: str | None = None,
    wishes: frozenset[str] = frozenset(),
) -> Preview:
    """The letter of a week for one reader (by default the first). Needs no mail settings, stores and sends nothing.

    ``pair``: another one than the first of the settings, which is what letters that are sent are about. ``language``:
    another one than the reader's, for words and numbers. ``wishes``: what the reader is taken to want besides.
    """
    settings = context.settings
    reader = recipient or next(iter(settings.email_to), "reader@localhost")
    sender = settings.email_from or "tracker@localhost"
    (letter,), _ = rendered(
        context, week, [reader], sender=sender, at=context.now, pair=pair, language=language, wishes=wishes
    )
    return letter


def queue(context: Context, week: Period) -> tuple[Delivery, ...]:
    """Put the letter of a week into the outbox for every reader who is not there yet; the new rows.

    A reader whose own week, counted in his zone, is not over yet is left for a later call.

    Raises ``UsageError`` for a week that is not over, ``ConfigError`` when server, sender or readers are not set.
    """
    from tracker.store.unit_of_work import UnitOfWork

    _require_whole_week(week)
    sender, readers = mailboxes(context.settings, letter=True)
    with UnitOfWork(context.engine, write=False) as work:
        missing = {
            key: reader for key, reader in readers.items() if work.deliveries.find(REPORT, week.label, key) is None
        }
    now = context.clock()
    missing, _ = whose_week_is_over(context.settings, week, missing, now=now)
    if not missing:
        return ()
    reader_key(context)  # made before letters are rendered with it
    letters, briefings = rendered(context, week, missing.values(), sender=sender, at=now)
    added = []
    with UnitOfWork(context.engine, write=True) as work:
        briefings.put_on_record(work)
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
        found = {key: work.deliveries.find(REPORT, week.label, key) for key in keys}
    _, ends = whose_week_is_over(context.settings, week, keys, now=context.clock())
    outcomes = [outcome_of(delivery) for delivery in found.values() if delivery is not None]
    return (*outcomes, *(_waiting(week, key, end) for key, end in ends.items() if found[key] is None))


def _waiting(week: Period, key: str, end: datetime) -> Outcome:
    detail = f"This reader's week, in another zone, is not over before {format_instant(end)}."
    return Outcome(period=week.label, recipient=key, state="waiting", detail=detail)


def resend(
    context: Context, week: Period, *, recipient: str | None = None, transport: Transport | None = None
) -> tuple[Outcome, ...]:
    """Send a stored letter again by a person's decision: the same bytes, the same Message-ID.

    Only a letter that failed, is uncertain or waits for its next attempt can go; without ``recipient``, every such
    letter of the week. ``UsageError`` when there is none, saying how things stand.
    """
    carrier = transport or transport_of(context.settings)
    return send_again(context, report=REPORT, period=week.label, recipient=recipient, transport=carrier)


def rendered(
    context: Context,
    period: Period,
    readers: Iterable[str],
    *,
    sender: str,
    at: datetime,
    pair: str | None = None,
    language: str | None = None,
    wishes: frozenset[str] = frozenset(),
    report: str = REPORT,
    subject_key: str = "",
) -> tuple[tuple[Preview, ...], Briefings]:
    """One briefing for all readers of one zone, and for each reader the bytes that will be kept, dated ``at``.

    The period may be another than a week, of another ``report``; ``subject_key`` is the message that frames its
    subject.
    """
    from tracker.reports.wording import words_for

    settings = context.settings
    briefings = Briefings(context=context, week=period, report=report, pair=pair)
    letters, known = [], known_reader_key(context)
    for mailbox in readers:
        reader = reader_of(settings, mailbox, language=language)
        reader = replace(reader, wishes=reader.wishes | wishes)
        letters.append(
            letter_for(
                reader,
                briefings.of(reader),
                settings,
                report=report,
                sender=sender,
                at=at,
                changes=briefings.changes(reader),
                notes=tuple(filter(None, [letter_note(context, words_for(reader))])),
                subject_key=subject_key,
                reader_key=known,
            )
        )
    return tuple(letters), briefings


def _require_whole_week(week: Period) -> None:
    if week.kind != "week":
        raise UsageError(f"A letter speaks of one week, not of {week.label}.", remedy="Write --week like 2014-W46.")
    if not week.complete:
        raise UsageError(
            f"The week {week.label} is not over before {format_instant(week.end)}.",
            remedy=f"tracker email preview --week {week.label} shows it so far.",
        )
