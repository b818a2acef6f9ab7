"""The ledger of all years, counted for the front page: drawn anew only where what it counts changed."""

from __future__ import annotations

from datetime import timedelta

from tracker.reports.dates import local_day_of
from tracker.reports.site.ledger import ledger_drawn
from tracker.services.ledger_history import history_of
from tracker.services.site.inputs import Inputs, digest
from tracker.services.site.manifest import Kept


def whole_ledger(inputs: Inputs, before: Kept | None) -> Kept:
    """What is kept of the figure: ``html``, empty where nothing is logged, and ``rests_on``.

    It counts up to the day of the newest announcement, so that a day without one changes no page.
    """
    days = sorted(local_day_of(one.time.interval.start, one.time.zone) for one in inputs.public)
    if not days:
        return Kept(told={"html": "", "rests_on": ""})
    history = history_of(inputs.public, days[0], days[-1] + timedelta(days=1))
    rests_on = digest([repr(history), inputs.common["program"]])
    if before is not None and before.told.get("rests_on") == rests_on:
        return before
    return Kept(told={"html": ledger_drawn(history), "rests_on": rests_on})
