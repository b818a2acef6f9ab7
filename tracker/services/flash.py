"""The flash letter: on a day of crisis the letter about that very day, to readers who asked for it, once a day.

A crisis is an alert that says so of itself: a move of the first pair whose verdict is "unusual", or a round of at
least ten designations under a watched programme. The letter is the weekly one's template about one day; what was not
made yet by then is said to be not made yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.config.recipients import bare, readers_of
from tracker.errors import UsageError
from tracker.model.instants import to_the_second
from tracker.model.period import Period, single_day
from tracker.model.reader import Reader
from tracker.model.work import Delivery
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.model.alert import Alert
    from tracker.services.letter_message import Preview
    from tracker.services.letter_readers import Briefings

REPORT = "flash"
"""Name of this letter in the outbox, in Message-IDs and in the List-ID."""

LATE = timedelta(hours=6)
"""So long after the end of its day a flash letter is still news: what happened in the evening is found in the night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """A day of crisis, with the alerts that make it one."""

    day: Period
    alerts: tuple[Alert, ...]


def crises(context: Context) -> tuple[Crisis, ...]:
    """The days of crisis that are still news, by the alerts found so far; oldest first."""
    now = context.now
    return tuple(one for one in _known(context) if one.day.start <= now < one.day.end + LATE)


def _known(context: Context) -> tuple[Crisis, ...]:
    """The days of crisis of which alerts were found in the last three days, oldest first."""
    from tracker.store.unit_of_work import UnitOfWork

    now = context.now
    with UnitOfWork(context.engine, write=False) as work:
        found = work.alerts.recent(since=now - timedelta(days=3), until=now + timedelta(microseconds=1))
    days: dict[str, list[Alert]] = {}
    for alert in reversed(found):
        if alert.facts.get("crisis"):
            days.setdefault(str(alert.facts["day"]), []).append(alert)
    return tuple(
        Crisis(day=single_day(day, zone=context.settings.zone, now=now), alerts=tuple(alerts))
        for day, alerts in sorted(days.items())
    )


def why_none(context: Context) -> str:
    """Why nothing was queued: for each day of crisis lately known, whether it is told, waits, or was found too late."""
    from tracker.store.unit_of_work import UnitOfWork

    said = []
    for crisis in _known(context):
        day, over = crisis.day.label, context.now >= crisis.day.end + LATE
        with UnitOfWork(context.engine, write=False) as work:
            letters = [work.deliveries.find(REPORT, day, bare(one.address)) for one in wanting(context)]
        waiting = [
            one.next_attempt_at
            for one in letters
            if one is not None and one.state == "pending" and one.next_attempt_at is not None
        ]
        if any(one is None for one in letters) and over:
            hours = int(LATE.total_seconds() // 3600)
            said.append(f"{day}: too late, the day was over more than {hours} hours ago")
        elif any(one is None for one in letters):
            said.append(f"{day}: waits for the end of quiet hours")
        elif waiting and min(waiting) > context.now:
            said.append(f"{day}: queued, waits until {to_the_second(min(waiting))}")
        elif waiting:
            said.append(f"{day}: queued, not sent yet")
        else:
            said.append(f"{day}: told already")
    return "; ".join(said) or "no crisis"


def wanting(context: Context) -> tuple[Reader, ...]:
    """The readers who asked for flash letters."""
    return tuple(reader for reader in readers_of(context.settings) if reader.wants("flash"))


def queue(context: Context) -> tuple[Delivery, ...]:
    """Put the flash letter of each day of crisis into the outbox for every reader who wants it and has none."""
    readers = wanting(context)
    if not readers:
        return ()
    return tuple(one for crisis in crises(context) for one in _queued(context, crisis.day, readers))


def preview(context: Context, day: date, *, reader: Reader | None = None) -> Preview:
    """The flash letter of a day for one reader (by default the first who wants it); stores and sends nothing.

    ``UsageError`` for a day that has not begun.
    """
    period = single_day(day.isoformat(), zone=context.settings.zone, now=context.now)
    if period.start > context.now:
        raise UsageError(f"The day {period.label} has not begun.", remedy="Name a day that has.")
    chosen = reader or next(iter(wanting(context)), Reader(address="reader@localhost", zone=context.settings.zone))
    (letter,), _ = _rendered(context, period, [chosen], at=context.now)
    return letter


def _queued(context: Context, day: Period, readers: Iterable[Reader]) -> list[Delivery]:
    from tracker.delivery.message import letter_of
    from tracker.services.alerts.quiet import first_attempt_at
    from tracker.services.outbox import mailboxes
    from tracker.services.reader_tokens import reader_key
    from tracker.store.unit_of_work import UnitOfWork

    mailboxes(context.settings)  # which says what is missing
    with UnitOfWork(context.engine, write=False) as work:
        missing = [one for one in readers if work.deliveries.find(REPORT, day.label, bare(one.address)) is None]
    now = context.clock()
    attempts = {one.address: first_attempt_at(now, context.settings.alert_quiet, one.zone) for one in missing}
    missing = [one for one in missing if attempts[one.address] is not None]  # of the others, a later call
    if not missing:
        return []
    reader_key(context)  # made before letters are rendered with it
    letters, briefings = _rendered(context, day, missing, at=now)
    added = []
    with UnitOfWork(context.engine, write=True) as work:
        briefings.put_on_record(work)
        for reader, letter in zip(missing, letters, strict=True):
            delivery = Delivery(
                report=REPORT,
                period=day.label,
                recipient=bare(reader.address),
                state="pending",
                message_id=letter_of(letter.raw).message_id,
                message=letter.raw,
                created_at=now,
                next_attempt_at=attempts[reader.address],
            )
            if work.deliveries.add(delivery):  # False: another process was quicker, and its bytes are the letter
                added.append(delivery)
        work.commit()
    return added


def _rendered(
    context: Context, day: Period, readers: Iterable[Reader], *, at: datetime
) -> tuple[tuple[Preview, ...], Briefings]:
    from tracker.services import letters

    addresses = [reader.address for reader in readers]
    sender = context.settings.email_from or "tracker@localhost"
    return letters.rendered(context, day, addresses, sender=sender, at=at, report=REPORT, subject_key="flash.subject")
