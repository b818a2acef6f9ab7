"""Propose an event for announcements that have none; a person decides about it in ``tracker events review``."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services.context import Context
from tracker.services.cycle import group_announcements


def run(context: Context, _slot: datetime) -> str:
    """Group everything that is stored; what was proposed before stays as it is."""
    added = group_announcements(context)
    return f"{added} new {'candidate' if added == 1 else 'candidates'} for review"


JOB = Job(
    key="grouping",
    cadence=Cadence(every=timedelta(hours=1), at=timedelta(minutes=25)),
    run=run,
    order=30,
)
