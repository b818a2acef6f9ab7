"""Read what was said in the items of feeds; a person decides about it in ``tracker events review``.

Its slots follow those of the job that groups announcements, so that what an announcement tells is known by then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from jobs.spreading import SPREAD
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Read every item that was not read yet, or not by this reader; doing it twice changes nothing."""
    from tracker.services.heard import hear  # here: a daemon starts without the reader
    from tracker.services.heard_words import heard_words

    heard = hear(context)
    return "; ".join((heard_words(heard), *heard.failures))


JOB = Job(
    key="statements",
    cadence=Cadence(every=timedelta(hours=1), at=timedelta(minutes=28)),
    run=run,
    order=35,
    spread=SPREAD,
)
