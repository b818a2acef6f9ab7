"""Back up the database once a day, after the night's housekeeping, and keep the newest few."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Idle, Job
from tracker.services import daily_backups
from tracker.services.context import Context
from tracker.services.places import size_words


def run(context: Context, slot: datetime) -> str:
    """Make the slot's backup; say where it is, how large, and what went for it."""
    done = daily_backups.make(context.settings, context.engine, slot=slot, now=context.clock(), step=context.step)
    if done.made is None:
        return Idle(done.because)
    said = [f"{done.made.file.name}: {size_words(done.made.size)}, looked through"]
    if done.removed:
        said.append(f"{len(done.removed)} older removed ({', '.join(file.name for file in done.removed)})")
    return "; ".join((*said, *done.left))


JOB = Job(
    key="backup",
    cadence=Cadence(every=timedelta(days=1), at=timedelta(hours=4, minutes=10)),
    run=run,
    order=99,
)
