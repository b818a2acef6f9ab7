"""What is scheduled in a time: the shipped calendar, ends of licences, the next rates, days without an official one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.data.loader import closures, scheduled
from tracker.errors import UsageError
from tracker.model.event import PolicyEvent
from tracker.model.scheduled import Scheduled
from tracker.reports.wording import told
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.known_events import known_events
from tracker.services.licence_ends import licence_ends
from tracker.services.next_rates import HOMEPAGES, next_rates
from tracker.services.rates import KnownBy, require_recorded

_USUAL = timedelta(days=90)
_LONGEST = timedelta(days=3700)
_DAY = timedelta(days=1)
_SATURDAY = 5
_BEFORE = timedelta(days=120)
"""How long before the end of a term its prolongation may come; no term is shorter than half a year."""

_BANKS = {"russia": ("Bank of Russia", "RU", "cbr"), "target": ("European Central Bank", "EU", "ecb")}
"""Calendar to the bank that keeps it, its jurisdiction, and the source of its rates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What falls into [first, until), in order, and what is not known. ``public_by``: what was public then."""

    first: date
    until: date
    public_by: datetime
    items: tuple[Scheduled, ...]
    notes: tuple[str, ...]


def agenda(
    context: Context, since: date | None, until: date | None, *, today: date, known: KnownBy | None = None
) -> Agenda:
    """From today for ninety days where no end is named.

    Raises ``UsageError`` for more than ten years, ``NoDataError`` for an ``as_of`` before the first record.
    """
    first = since or (min(today, until - _DAY) if until else today)
    last = until or first + _USUAL
    if last - first > _LONGEST:
        raise UsageError("The calendar shows ten years at most.", remedy="Name a later --since or an earlier --until.")
    asked = known or KnownBy()
    require_recorded(context, asked)
    then = asked.at(context.now)
    rates = (one for one in next_rates(context, then.instant(context.now)) if first <= one.day < last)
    items = [*scheduled_between(context, first, last, then), *rates]
    shipped, seen = scheduled(), _seen(then, context)
    return Agenda(
        first=first,
        until=last,
        public_by=then.public_by or context.now,
        items=tuple(sorted(items, key=lambda one: one.order)),
        notes=shipped.limits(first, last, public_by=seen),
    )


def scheduled_between(
    context: Context,
    first: date,
    until: date,
    known: KnownBy,
    *,
    events: Sequence[PolicyEvent] | None = None,
) -> tuple[Scheduled, ...]:
    """What was known to fall into [first, until), in order.

    ``events``: the accepted ones that were public, where somebody has read them already.
    """
    seen = _seen(known, context)
    items = [*scheduled().between(first, until, public_by=seen)]
    if any(one.acts for one in items):
        decided = known_events(context, known) if events is None else events
        items = [_settled(one, decided) for one in items]
    items += [*licence_ends(context, first, until, known), *_closed(first, until, seen)]
    return tuple(sorted(items, key=lambda one: one.order))


def _seen(known: KnownBy, context: Context) -> date:
    """The day from which somebody with this knowledge looks: what was said before it began is known."""
    return known.instant(context.now).date()


def _settled(one: Scheduled, events: Sequence[PolicyEvent]) -> Scheduled:
    """The same with the first event that prolonged it, where one is logged before anything else is known to have."""
    prolonged = (
        event
        for event in events
        if event.action == "extend"
        and event.jurisdiction == one.jurisdiction
        and one.day - _BEFORE < event.published_on <= one.day
        and any(act in f"{event.programme} {event.title} {event.summary}" for act in one.acts)
    )
    first = min(prolonged, key=lambda event: (event.published_on, event.id), default=None)
    if first is None or (one.settled_on is not None and one.settled_on < first.published_on):
        return one
    return replace(one, settled_on=first.published_on, settled_by=first.id)


def _closed(first: date, until: date, seen: date) -> Iterator[Scheduled]:
    """Runs of weekdays on which a bank that publishes official rates makes none.

    The table of closures tells of days nobody foresaw, so none of it is shown ahead of its day.
    """
    known, sudden = calendars(first, until), closures()
    for key, (bank, jurisdiction, source) in _BANKS.items():
        unforeseen = sudden[key][0] if key in sudden else frozenset()
        days = (first + timedelta(days=offset) for offset in range((until - first).days))
        weekdays = [day for day in days if day.weekday() < _SATURDAY]
        shut = [day for day in weekdays if not known[key].is_open(day) and not (day in unforeseen and day >= seen)]
        for run in _runs(weekdays, frozenset(shut)):
            yield Scheduled(
                day=run[0],
                last=run[-1] if len(run) > 1 else None,
                title=told("ahead.holiday", bank=bank),
                kind="holiday",
                jurisdiction=jurisdiction,
                source=bank,
                reference="library of holidays, table of closures",
                url=HOMEPAGES[source],
                certainty="usual",
            )


def _runs(weekdays: Sequence[date], shut: frozenset[date]) -> Iterator[list[date]]:
    """The closed days in runs without an open weekday between them."""
    run: list[date] = []
    for day in weekdays:
        if day in shut:
            run.append(day)
        elif run:
            yield run
            run = []
    if run:
        yield run
