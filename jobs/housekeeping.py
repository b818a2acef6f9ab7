"""Forget the runs that nothing asks for any more, and let go what the settings and time say may go, as announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services import archive, old_letters, work
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Runs of more than 400 days, the bodies of letters sent long ago, bytes announced a week before; how much went."""
    forgotten = work.forget_old_runs(context)
    runs, fetches = forgotten.jobs, forgotten.fetches
    said = (
        f"{runs} old {'run' if runs == 1 else 'runs'} of jobs and"
        f" {fetches} old {'fetch' if fetches == 1 else 'fetches'} forgotten"
    )
    further = (old_letters.words(old_letters.shorten(context)), archive.kept_words(archive.keep(context)))
    return "; ".join((said, *filter(None, further)))


JOB = Job(
    key="housekeeping",
    cadence=Cadence(every=timedelta(days=1), at=timedelta(hours=3, minutes=40)),
    run=run,
    order=95,
)
