"""Cutting the time a back-fill asks for into pieces that are the same whenever it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tracker.model.instants import Label, zone
from tracker.model.source import Span
from tracker.sources.base import FetchPlan

_DAY = timedelta(days=1)
_FIRST_RUN = timedelta(days=90)


def by_years(first: date, last: date, *, years: int = 1) -> Iterator[tuple[date, date]]:
    """A range cut at the turns of calendar years (of every fifth one with ``years=5``), both ends included.

    >>> [(one.isoformat(), two.isoformat()) for one, two in by_years(date(2014, 11, 1), date(2015, 2, 1))]
    [('2014-11-01', '2014-12-31'), ('2015-01-01', '2015-02-01')]
    """
    year = first.year - first.year % years
    while year <= last.year:
        begins, ends = date(year, 1, 1), date(year + years - 1, 12, 31)
        if max(first, begins) <= min(last, ends):
            yield max(first, begins), min(last, ends)
        year += years


def held_until(spans: Iterable[Span], of: str, since: date) -> date | None:
    """The last day of those held without a gap from ``since`` on, or the last held before it; None for neither."""
    reach: date | None = None
    for span in sorted((one for one in spans if one.of == of), key=lambda one: (one.first, one.last)):
        if span.first <= since or (reach is not None and since <= reach + _DAY and span.first <= reach + _DAY):
            reach = span.last if reach is None else max(reach, span.last)
    return reach


def began(first: date, since: date | None, what: str) -> tuple[str, ...]:
    """A sentence for a back-fill that reaches further back than a source does."""
    return (f"{what} begin on {first.isoformat()}.",) if since is not None and since < first else ()


def publication_days(plan: FetchPlan, key: str, zone_name: str, *, overlap: timedelta) -> tuple[date, date]:
    """The first and the last day of publication, in the publisher's zone, to ask a register of announcements for.

    The last 90 at first, then those since ``overlap`` before the newest one stored; of a back-fill its span.
    The first is later than the last where nothing is to be asked for.
    """
    today = plan.now.astimezone(zone(zone_name)).date()
    newest = plan.newest.get(key)
    since = plan.since or (date.fromisoformat(newest) - overlap if newest else today - _FIRST_RUN)
    return since, today if plan.until is None else min(today, plan.until - _DAY)


def days_to_ask(
    plan: FetchPlan, newest: Label | None, *, first: date, overlap: timedelta, last: date
) -> tuple[date, date] | None:
    """The first and the last day to ask for of what has values from ``first`` to ``last``; None where there is none.

    All of them at first, then those since ``overlap`` before the newest stored one; of a back-fill those of its span.
    """
    since = first if newest is None else date.fromisoformat(newest) - overlap
    if plan.back_fill:
        since = plan.since or first
    since = max(since, first)
    until = last if plan.until is None else min(plan.until - timedelta(days=1), last)
    return (since, until) if since <= until else None
