"""Fetch the sanctions lists: what a publisher keeps as its present list, and the changes it publishes itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from jobs.spreading import SPREAD
from tracker.services import work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Ask every source of lists that is due."""
    return work.fetch_kind(context, "lists")


JOB = Job(
    key="fetch_lists",
    cadence=Cadence(every=timedelta(hours=2), at=timedelta(minutes=15)),
    run=run,
    order=25,
    spread=SPREAD,
)
