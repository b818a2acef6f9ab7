"""Forget the runs of jobs that nothing asks for any more: every few minutes adds up over years."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services import work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Keep the newest runs of each job and whatever is unsettled lately; say how many went."""
    forgotten = work.forget_old_runs(context)
    return f"{forgotten} old {'run' if forgotten == 1 else 'runs'} of jobs forgotten"


JOB = Job(
    key="housekeeping",
    cadence=Cadence(every=timedelta(days=1), at=timedelta(hours=3, minutes=40)),
    run=run,
    order=95,
)
