"""Propose events from announcements and list changes; a person decides about them in ``tracker events review``.

Its slots follow those of the jobs that fetch both.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from jobs.spreading import SPREAD
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Group everything that is stored.

    A candidate nobody decided about is replaced where it now reads otherwise, and withdrawn where nothing leads to it.
    """
    from tracker.services.cycle import group_announcements  # here: who asks when it runs next groups nothing

    added = group_announcements(context)
    return f"{added} new or changed {'candidate' if added == 1 else 'candidates'} for review"


JOB = Job(
    key="grouping",
    cadence=Cadence(every=timedelta(hours=1), at=timedelta(minutes=25)),
    run=run,
    order=30,
    spread=SPREAD,
)
