"""The weekly letter for who became a reader of it, or moved to another zone, in the course of Monday."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs import weekly_letter
from jobs.schedule import Cadence, Idle, Job
from tracker.services import letters, outbox
from tracker.services.context import Context


def run(context: Context, slot: datetime) -> str:
    """Queue and send once more: who has the letter by then gets no other."""
    week = weekly_letter.week_of_slot(context, slot)
    if not outbox.is_set_up(context.settings) or not letters.queue(context, week):
        return Idle(f"no reader lacks the letter of {week.label}")
    return weekly_letter.run(context, slot)


JOB = Job(
    key="new_readers",
    cadence=Cadence(every=timedelta(weeks=1), at=timedelta(days=1, hours=12)),  # when Monday is over everywhere
    run=run,
    catch_up=timedelta(days=5, hours=18),  # then the next week's letter is due, and nobody is told of an older one
    order=92,
)
