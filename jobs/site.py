"""Keep the site of all weeks up to date, where a folder for it is set.

Its slots come every quarter of an hour; all but one an hour are for a site that is behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from jobs.schedule import Cadence, Idle, Job
from tracker.config import Settings
from tracker.services import work
from tracker.services.context import Context
from tracker.services.site import keeping
from tracker.services.site.folder import FolderHeldError

KEY = "site"


def is_set_up(settings: Settings) -> bool:
    """Whether there is a site to keep."""
    return settings.site_dir is not None


def run(context: Context, slot: datetime) -> str:
    """One turn of the building; nothing where the hour's was done and no week waits, or somebody else builds."""
    root = context.settings.site_dir
    if root is None:
        return Idle("no site is kept: TRACKER_SITE_DIR is not set")
    if context.rehearsing:
        return Idle(f"a rehearsal leaves the site in {root} alone")
    if keeping.behind(root, keeping.scope_of(context.settings)) == 0 and _done_this_hour(context, slot, root):
        return Idle(f"{root}: up to date since this hour began")
    if keeping.is_held(root):
        return Idle(f"another build is at work in {root}")
    try:
        return keeping.keep(context, root)
    except FolderHeldError as error:  # it came first
        return Idle(error.message)


def _done_this_hour(context: Context, slot: datetime, root: Path) -> bool:
    """Whether a whole turn was done: a slot that found nothing to do, or was left off, is none."""
    hour = slot.replace(minute=0, second=0, microsecond=0)
    turns = (one for one in work.runs(context, KEY) if one.state == "done" and hour <= one.slot < slot)
    return any(one.detail.startswith(keeping.told(root)) for one in turns)


JOB = Job(
    key=KEY,
    cadence=Cadence(every=timedelta(minutes=15), at=timedelta(minutes=10)),
    run=run,
    order=100,  # whoever waits for a letter does not wait for the pages
    is_set_up=is_set_up,
)
