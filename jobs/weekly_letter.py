"""The weekly letter, on Monday morning, about the week that has just passed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from jobs.schedule import Cadence, Idle, Job
from tracker.model.period import Period, week_of
from tracker.services import letters
from tracker.services.context import Context


def week_of_slot(context: Context, slot: datetime) -> Period:
    """The week that ends on the slot's Monday, in the reader's zone.

    Named by the slot's date alone, so that every slot has its own week wherever the reader lives: at Monday 07:00 UTC
    it is still Sunday in Honolulu, and in Los Angeles in winter.
    """
    return week_of((slot - timedelta(weeks=1)).date(), zone=context.settings.zone, now=context.now)


def run(context: Context, slot: datetime) -> str:
    """Queue and send; what was sent before is not sent again, and readers whose own week goes on wait."""
    week = week_of_slot(context, slot)
    if not letters.is_set_up(context.settings):
        return Idle(f"no letter of {week.label}: e-mail is not set up (TRACKER_SMTP_HOST, TRACKER_EMAIL_TO)")
    states = Counter(outcome.state for outcome in letters.send(context, week))
    return f"letter of {week.label}: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}"


JOB = Job(
    key="weekly_letter",
    cadence=Cadence(every=timedelta(weeks=1), at=timedelta(hours=7)),
    run=run,
    catch_up=timedelta(days=28),
    order=90,
    not_before=lambda context, slot: week_of_slot(context, slot).end,
)
