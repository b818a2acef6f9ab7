"""The next slot of every job, for ``tracker status``: contributed through the entry points ``tracker.schedules``."""

from __future__ import annotations

from jobs.catalog import jobs
from jobs.schedule import due_slots, retry_at
from jobs.spreading import offset
from tracker.services import work
from tracker.services.context import Context
from tracker.services.installation import Slot


def upcoming(context: Context) -> tuple[Slot, ...]:
    """What waits already, or else when the next slot comes; for a slot that failed, when it is tried again.

    The instants are those at which this installation works its slots, spread as ``jobs.spreading`` says.
    """
    found = []
    key = work.known_installation_key(context)
    for job in (one for one in jobs() if one.wanted(context.settings)):
        runs, shift = work.runs(context, job.key), offset(key, job.spread)
        due = due_slots(job, runs=runs, now=context.now, shift=shift)
        if due:
            found.append(Slot(job=job.key, slot=due[0] + shift, due=True))
            continue
        again = [at for run in runs[:1] if (at := retry_at(job, run)) is not None and at > context.now]
        slot = job.cadence.latest(context.now - shift) + job.cadence.every + shift
        found.append(Slot(job=job.key, slot=slot, due=False, retry_at=min(again, default=None)))
    return tuple(found)
