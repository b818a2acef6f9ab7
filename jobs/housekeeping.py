"""Forget the runs of jobs and the fetches that nothing asks for any more: every few minutes adds up over years."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services import work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Keep those of the last 400 days and the newest of each job and source; say how many went."""
    forgotten = work.forget_old_runs(context)
    runs, fetches = forgotten.jobs, forgotten.fetches
    return (
        f"{runs} old {'run' if runs == 1 else 'runs'} of jobs and"
        f" {fetches} old {'fetch' if fetches == 1 else 'fetches'} forgotten"
    )


JOB = Job(
    key="housekeeping",
    cadence=Cadence(every=timedelta(days=1), at=timedelta(hours=3, minutes=40)),
    run=run,
    order=95,
)
