"""Keep the site up to date, where a folder for it is named."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Idle, Job
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Write the pages of which something changed; a build that was cut short is gone on with."""
    if context.settings.site_dir is None:
        return Idle("no site is kept (TRACKER_SITE_DIR)")
    from tracker.services.site.keeping import keep  # what draws is loaded where a site is kept

    built = keep(context, context.settings.site_dir)
    if built is None:
        return Idle("there is no week to tell of yet")
    return f"{built.files} files, {built.written} written; {built.made} of {built.weeks} weeks made anew"


JOB = Job(
    key="site",
    cadence=Cadence(every=timedelta(hours=1), at=timedelta(minutes=50)),
    run=run,
    order=94,
)
