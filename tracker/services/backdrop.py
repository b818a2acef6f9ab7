"""Gathering what a figure shows around a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tracker.model.event import PolicyEvent
from tracker.model.instants import zone as iana_zone
from tracker.model.observation import Observation
from tracker.model.period import week_label
from tracker.reports.backdrop import Backdrop
from tracker.reports.briefing import PeriodInfo
from tracker.reports.levels import Level, MethodBreak

_SHOWN = timedelta(days=42)
"""Six weeks, the last of them the week itself."""

_BEFORE = timedelta(days=7)
"""What a longer period is shown with at least."""


def backdrop_of(
    observations: Sequence[Observation], period: PeriodInfo, events: Iterable[PolicyEvent], zone: str
) -> Backdrop | None:
    """Six weeks up to the end of a period, of a longer one the whole and a week before; None with fewer than two rates.

    ``observations`` are in order of making and end with the period; ``events`` are what was public; ``zone`` is that
    of the series, by whose days rates are told. Of several rates of one day the last is kept.
    """
    since = min(period.until - _SHOWN, period.since - _BEFORE)
    there = iana_zone(zone)
    last_of_day: dict[date, Observation] = {}
    for observation in observations:
        day = observation.fixing.made_to.astimezone(there).date()
        if since <= day < period.until:
            last_of_day[day] = observation
    kept = list(last_of_day.values())
    if len(kept) < 2:
        return None
    shown = sorted(
        (event for event in events if _begun(event, since, period)), key=lambda one: (one.time.interval.start, one.id)
    )
    return Backdrop(
        since=since,
        until=period.until,
        levels=tuple(
            Level(label=one.label, value=one.value, group=week_label(day), made=one.fixing.made_to)
            for day, one in last_of_day.items()
        ),
        breaks=tuple(
            MethodBreak(fixing=after.fixing, before=before.fixing.method)
            for before, after in pairwise(kept)
            if before.fixing.method != after.fixing.method
        ),
        events=tuple(shown),
    )


def _begun(event: PolicyEvent, since: date, period: PeriodInfo) -> bool:
    """Counted at the place of announcement, as it is counted what belongs to a period."""
    return since <= event.time.interval.start.astimezone(iana_zone(event.time.zone)).date() < period.until
