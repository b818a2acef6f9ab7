"""One pass over what is due, for cron and timers: everything the daemon does, once."""

from __future__ import annotations

from collections.abc import Iterable

from jobs.circuits import CircuitLog
from jobs.listening import Listener, Listeners
from jobs.runner import Clock, run_due
from jobs.schedule import Job
from jobs.watching.alike import Alike
from tracker.services.context import Context, Say
from tracker.services.leadership import leadership
from tracker.services.lost_letters import lost, lost_since

NOTHING_FAILED, SOMETHING_FAILED = 0, 4


def tick(
    context: Context,
    *,
    clock: Clock,
    say: Say,
    complain: Say | None = None,
    jobs: Iterable[Job] | None = None,
    listeners: Iterable[Listener] = (),
) -> int:
    """Run what is due of these jobs (all by default); the exit code is 4 when a unit failed (it will be tried again).

    So it is when a letter was refused for good in this pass, or may have been lost; each is a line of ``complain``.

    Beside a running daemon, or another tick, it does nothing, and its listeners hear nothing: they have the same work
    in hand.
    """
    lead = leadership(context)
    if not lead.acquire():
        say("A daemon, or another tick, is at work on this database; it does what is due.")
        return NOTHING_FAILED
    failures = Alike(complain or say)
    told = Listeners((CircuitLog(complain or say, known=True), *listeners))
    try:
        told.on_start(context)
        told.on_lead(leading=True)
        now = clock()
        before = lost(context)
        units = run_due(context, clock=clock, jobs=jobs, say=say, complain=failures, listener=told)
        told.on_looked(now, units)
        losses = lost_since(context, before)
    finally:
        failures.end()
        lead.release()
        told.on_end()
    for line in losses:
        (complain or say)(line)
    if not units:
        say("Nothing is due.")
    return SOMETHING_FAILED if losses or any(unit.state == "failed" for unit in units) else NOTHING_FAILED
