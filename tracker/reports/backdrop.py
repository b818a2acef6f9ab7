"""What a figure shows around a period: six weeks of rates that end with it, and what was said and done meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.model.event import PolicyEvent
from tracker.reports.levels import Level, MethodBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """Rates and announcements over some weeks up to the end of a period.

    Attributes
    ----------
    since, until : date
        The days drawn, ``until`` exclusive.
    levels : tuple of Level
        One for each day on which a rate was made, in order; a day without one is missing here.
    breaks : tuple of MethodBreak
        Where the way the rate is made changed between two of those levels.
    events : tuple of PolicyEvent
        Those public then that began on one of the days, in order of time.
    """

    since: date
    until: date
    levels: tuple[Level, ...]
    breaks: tuple[MethodBreak, ...] = ()
    events: tuple[PolicyEvent, ...] = ()
