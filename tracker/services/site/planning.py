"""Which weeks a build looks at, and which of those that the site has it leaves as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.model.instants import zone as iana_zone
from tracker.model.period import Period, iso_week, week_of
from tracker.reports.phrases import event_day
from tracker.reports.site.week import Neighbours
from tracker.services.site.inputs import Inputs
from tracker.services.site.manifest import Kept

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The weeks of a site, oldest first: those asked for and those it has.

    ``asked`` are labels of those to bring up to date; ``paged`` ids of the public events that will have a page.
    """

    periods: tuple[Period, ...]
    asked: frozenset[str]
    paged: frozenset[str]

    def beside(self) -> Iterator[tuple[Period, Neighbours]]:
        """Each week with the labels of those before and after it."""
        labels = ["", *(period.label for period in self.periods), ""]
        for number, period in enumerate(self.periods):
            yield period, Neighbours(before=labels[number], after=labels[number + 2])


def plan_of(
    inputs: Inputs, weeks: Mapping[str, Kept], events: Mapping[str, Kept], *, since: date | None, until: date | None
) -> Plan:
    """Weeks from ``since`` to before ``until`` (None: all there are) beside the ``weeks`` and ``events`` that the site
    has, which no bound takes away.

    A week outside the bounds is looked at where one of its announcements went away or to another week, or came from
    one: otherwise a page would be told twice or nowhere.
    """
    settings, now = inputs.context.settings, inputs.context.now
    within = {one.label: one for one in _asked(inputs, since, until)}
    beyond = {label: iso_week(label, zone=settings.zone, now=now) for label in weeks.keys() - within.keys()}
    periods = sorted([*within.values(), *beyond.values()], key=lambda one: one.first_day)
    by_week: dict[date, set[str]] = defaultdict(set)
    for event in inputs.public:
        by_week[_monday(event_day(event))].add(event.id)
    asked, paged = set(within), set[str]()
    for period in periods:
        there, known = by_week[period.first_day], set(weeks[period.label].events) if period.label in weeks else set()
        if period.label in beyond and (known - there or (there - known) & events.keys()):
            asked.add(period.label)
        paged |= there if period.label in asked else known
    return Plan(periods=tuple(periods), asked=frozenset(asked), paged=frozenset(paged))


def _asked(inputs: Inputs, since: date | None, until: date | None) -> Iterator[Period]:
    """From the first announcement, or the first day asked for, to the week that runs."""
    settings, now = inputs.context.settings, inputs.context.now
    tomorrow = now.astimezone(iana_zone(settings.zone)).date() + timedelta(days=1)
    first = since or min(map(event_day, inputs.public), default=None)
    day = _monday(first) if first is not None else tomorrow
    while day < min(until or tomorrow, tomorrow):
        yield week_of(day, zone=settings.zone, now=now)
        day += _WEEK


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)
