"""The flash letter, on a day of crisis, about that day."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services import flash, outbox
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Queue and send; a reader who has the letter of a day gets no other of it."""
    if not flash.wanting(context):
        return "no reader asks for it (TRACKER_EMAIL_OPTIONS)"
    queued = flash.queue(context)
    if not queued:
        return flash.why_none(context)
    days = ", ".join(dict.fromkeys(one.period for one in queued))
    sent = () if context.settings.offline else outbox.send_due(context)
    gone = sum(one.state == "sent" for one in sent)
    noun = "reader" if len(queued) == 1 else "readers"
    return f"letter of {days} queued for {len(queued)} {noun}; {gone} sent of what was due"


JOB = Job(
    key="flash_letter",
    cadence=Cadence(every=timedelta(minutes=15), at=timedelta(minutes=9)),
    run=run,
    order=45,
)
