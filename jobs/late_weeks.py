"""The weekly letter for readers in whose zone the week ends later than in that of the settings."""

from __future__ import annotations

from datetime import datetime

from jobs import weekly_letter
from jobs.schedule import Idle, Job
from tracker.errors import ConfigError
from tracker.services.context import Context
from tracker.services.letter_readers import over_for_all


def run(context: Context, slot: datetime) -> str:
    """Queue and send once more: who has the letter by then gets no other."""
    week = weekly_letter.week_of_slot(context, slot)
    if begins(context, slot) <= week.end:
        return Idle(f"no reader's {week.label} ends later than the others'")
    return weekly_letter.run(context, slot)


def begins(context: Context, slot: datetime) -> datetime:
    """When the week of a slot is over for the last of the readers, each in his own zone."""
    week = weekly_letter.week_of_slot(context, slot)
    try:
        return over_for_all(context.settings, week)
    except ConfigError:  # wishes of an address that is no reader: the letter itself fails and says so
        return week.end


JOB = Job(
    key="late_weeks",
    cadence=weekly_letter.JOB.cadence,
    run=run,
    catch_up=weekly_letter.JOB.catch_up,
    order=91,
    not_before=begins,
)
