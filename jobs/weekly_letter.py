"""The weekly letter, on Monday morning, about the week that has just passed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from jobs.schedule import Cadence, Idle, Job
from tracker.errors import ConfigError
from tracker.model.instants import format_instant
from tracker.model.period import Period, week_of
from tracker.services import letters, outbox
from tracker.services.context import Context
from tracker.services.unseen import nothing_fetched_since

HELD = timedelta(hours=24)
"""So long after it is due a letter waits for anything at all to be fetched: a sent one cannot be made better."""


def week_of_slot(context: Context, slot: datetime) -> Period:
    """The week that ends on the slot's Monday, in the reader's zone.

    Named by the slot's date alone, so that every slot has its own week wherever the reader lives: at Monday 07:00 UTC
    it is still Sunday in Honolulu, and in Los Angeles in winter.
    """
    return week_of((slot - timedelta(weeks=1)).date(), zone=context.settings.zone, now=context.now)


def begins(context: Context, slot: datetime) -> datetime:
    """When the letter of a slot may go: once its week is over, and later while nothing was fetched since."""
    week = week_of_slot(context, slot)
    due = max(slot, week.end)
    if due <= context.now < due + HELD and _can_go(context) and nothing_fetched_since(context, week.end):
        return due + HELD
    return week.end


def _can_go(context: Context) -> bool:
    """Whether mail is set up; what is amiss with it is told when the letter is due, and not a day later."""
    try:
        return outbox.is_set_up(context.settings) and bool(outbox.mailboxes(context.settings, letter=True)[1])
    except ConfigError:
        return False


def run(context: Context, slot: datetime) -> str:
    """Queue and send; what was sent before is not sent again, and readers whose own week goes on wait.

    While the letter is held, nothing is sent, whoever asks: the held slot itself sends to all later.
    """
    week = week_of_slot(context, slot)
    held = begins(context, slot)
    if held > context.now >= week.end:
        until = format_instant(held)
        return Idle(f"letter of {week.label} waits until {until}: nothing was fetched since its week ended")
    if not outbox.is_set_up(context.settings):
        return Idle(f"no letter of {week.label}: e-mail is not set up (TRACKER_SMTP_HOST, TRACKER_EMAIL_TO)")
    states = Counter(outcome.state for outcome in letters.send(context, week))
    if not states:
        return Idle(f"no letter of {week.label}: no reader wants the weekly letter (TRACKER_EMAIL_OPTIONS)")
    said = f"letter of {week.label}: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}"
    if nothing_fetched_since(context, week.end):
        said += "; nothing was fetched since its week ended, and the letter says what it could not see"
    return said


JOB = Job(
    key="weekly_letter",
    cadence=Cadence(every=timedelta(weeks=1), at=timedelta(hours=7)),
    run=run,
    catch_up=timedelta(days=28),
    order=90,
    not_before=begins,
)
