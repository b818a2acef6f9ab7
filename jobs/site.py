"""Keep the site of all weeks up to date, where a folder for it is set.

Its slots come every quarter of an hour; all but one an hour are for a site that is behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Idle, Job
from tracker.config import Settings
from tracker.services import work
from tracker.services.context import Context
from tracker.services.site import keeping

KEY = "site"


def is_set_up(settings: Settings) -> bool:
    """Whether there is a site to keep."""
    return settings.site_dir is not None


def run(context: Context, slot: datetime) -> str:
    """One turn of the building; nothing where the hour's was done and no week waits, or somebody else builds."""
    root = context.settings.site_dir
    if root is None:
        return Idle("no site is kept: TRACKER_SITE_DIR is not set")
    if keeping.behind(root) == 0 and _done_this_hour(context, slot):
        return Idle(f"{root}: up to date since this hour began")
    if keeping.is_held(root):
        return Idle(f"another build is at work in {root}")
    return keeping.keep(context, root)


def _done_this_hour(context: Context, slot: datetime) -> bool:
    hour = slot.replace(minute=0, second=0, microsecond=0)
    return any(one.state == "done" and hour <= one.slot < slot for one in work.runs(context, KEY))


JOB = Job(
    key=KEY,
    cadence=Cadence(every=timedelta(minutes=15), at=timedelta(minutes=10)),
    run=run,
    order=100,  # whoever waits for a letter does not wait for the pages
    is_set_up=is_set_up,
)
