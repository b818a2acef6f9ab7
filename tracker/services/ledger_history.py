"""Counting the ledger over time, for a report of one period and for a site of many years."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from tracker.model.event import PolicyEvent
from tracker.reports.dates import local_day_of
from tracker.reports.ledger_history import DELISTING, DESIGNATION, Counts, LedgerHistory

_WEEKS = 52
_MOST_WEEKS = 60
"""More of them are counted by the month."""

_ZONES = timedelta(days=2)
"""More than any zone is from UTC."""


def history_of(events: Iterable[PolicyEvent], since: date, until: date) -> LedgerHistory:
    """The events that began from ``since`` to before ``until``, by weeks or, of a longer time, by months."""
    weekly = (until - since).days <= 7 * _MOST_WEEKS
    begins = _weeks(since, until) if weekly else _months(since, until)
    first, last = (datetime.combine(day, time(0), tzinfo=UTC) for day in (since, until))
    first, last = first - _ZONES, last + _ZONES
    kinds: dict[str, list[int]] = {}
    designations: dict[str, list[int]] = {}
    delistings: dict[str, list[int]] = {}
    for event in events:
        if not first <= event.time.interval.start < last:
            continue
        day = local_day_of(event.time.interval.start, event.time.zone)
        if not since <= day < until:
            continue
        at = bisect_right(begins, day) - 1
        kinds.setdefault(event.kind, [0] * len(begins))[at] += 1
        if event.kind in {DESIGNATION, DELISTING}:
            of_kind = designations if event.kind == DESIGNATION else delistings
            of_kind.setdefault(event.jurisdiction, [0] * len(begins))[at] += 1
    return LedgerHistory(
        since=since,
        until=until,
        step="week" if weekly else "month",
        begins=tuple(begins),
        kinds=_sorted(kinds),
        designations=_sorted(designations),
        delistings=_sorted(delistings),
    )


def year_up_to(events: Iterable[PolicyEvent], since: date, until: date) -> LedgerHistory:
    """The 52 weeks that end with a period; of a longer period the whole of it."""
    monday = until - timedelta(days=1)
    monday -= timedelta(days=monday.weekday() + 7 * (_WEEKS - 1))
    return history_of(events, min(monday, since), until)


def _weeks(since: date, until: date) -> list[date]:
    monday = since - timedelta(days=since.weekday())
    return [monday + timedelta(days=7 * number) for number in range(-(-(until - monday).days // 7))]


def _months(since: date, until: date) -> list[date]:
    months = range(12 * since.year + since.month - 1, 12 * until.year + until.month - (until.day == 1))
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _sorted(counts: dict[str, list[int]]) -> Counts:
    return tuple(
        (key, tuple(numbers)) for key, numbers in sorted(counts.items(), key=lambda one: (-sum(one[1]), one[0]))
    )
