"""Weeks that nobody got a letter of, and that are not made up for by themselves any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from tracker.model.period import iso_week, week_of
from tracker.services.context import Context
from tracker.services.findings_of_status import Finding
from tracker.services.outbox import WEEKLY, is_set_up

CATCH_UP = timedelta(days=28)
"""So long the schedule makes up for a letter that was due."""

_LOOKED_BACK = timedelta(days=365)
_IN_TIME = timedelta(days=35)
"""A letter made longer after its week than this was asked for by a person: letters need not have begun with it."""


def about_weeks(context: Context) -> Iterator[Finding]:
    """One finding for all such weeks of the last year, from the first that had a letter in time."""
    from tracker.store.unit_of_work import UnitOfWork

    if not is_set_up(context.settings):
        return
    with UnitOfWork(context.engine, write=False) as work:
        made = work.counts.first_made(WEEKLY)
    left = _left_out(context, made)
    if not left:
        return
    which = left[0] if len(left) == 1 else f"{len(left)} weeks, {left[0]} to {left[-1]}"
    yield Finding(
        what=f"nobody got a letter of {which}: letters of the last four weeks alone are made up for",
        remedy=f"Send one with: tracker email send --week {left[0]}",
    )


def _left_out(context: Context, made: Mapping[str, datetime]) -> tuple[str, ...]:
    zone, now = context.settings.zone, context.now
    ends = {label: iso_week(label, zone=zone, now=now).end for label in made}
    in_time: Collection[datetime] = [end for label, end in ends.items() if made[label] - end <= _IN_TIME]
    if not in_time:
        return ()
    end = max(min(in_time), now - _LOOKED_BACK)
    found: list[str] = []
    while True:
        week = week_of(end.date() + timedelta(days=3), zone=zone, now=now)
        if week.end > now - CATCH_UP - timedelta(days=1):
            return tuple(found)
        if week.label not in made and week.end > end:
            found.append(week.label)
        end = week.end
