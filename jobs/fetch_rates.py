"""Fetch exchange rates. Each source says itself how often asking is worth while; a slot only gives it the chance."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from jobs.spreading import SPREAD
from tracker.services import work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Ask every source of rates that is due."""
    return work.fetch_kind(context, "rates")


JOB = Job(
    key="fetch_rates",
    cadence=Cadence(every=timedelta(minutes=30), at=timedelta(minutes=5)),
    run=run,
    order=10,
    spread=SPREAD,
)
