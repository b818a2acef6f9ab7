"""Fetch what authorities announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from jobs.spreading import SPREAD
from tracker.services import work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Ask every source of announcements that is due."""
    return work.fetch_kind(context, "announcements")


JOB = Job(
    key="fetch_announcements",
    cadence=Cadence(every=timedelta(hours=1), at=timedelta(minutes=20)),
    run=run,
    order=20,
    spread=SPREAD,
)
