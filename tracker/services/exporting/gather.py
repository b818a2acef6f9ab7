"""The tables that can be exported, each worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from tracker.errors import UsageError
from tracker.model.announcement import ListChange
from tracker.model.event import PolicyEvent
from tracker.model.series import Series
from tracker.model.tidy import Tidy
from tracker.services import tables
from tracker.services.context import Context
from tracker.services.known_events import listed_events
from tracker.services.ledger import Selection
from tracker.services.list_views import list_changes
from tracker.services.listed import list_name
from tracker.services.rates import KnownBy, asked_series, known_series, read_levels
from tracker.services.rights import barred, left_out, lists_left_out, republishable
from tracker.services.windows import SeriesWindows, series_windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported. Empty ``names`` are all series that are stored, and those derived of configured pairs.

    ``since`` and ``until`` (UTC) bound rates, windows and list changes; ``first_day`` and ``until_day`` events and what
    is scheduled.
    """

    names: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    first_day: date | None = None
    until_day: date | None = None
    known: KnownBy = field(default_factory=KnownBy)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The tables of one export. (Without slots: what several of them need is worked out once.)

    ``together``: they go together, so no table refers to an event that is not in the table of events.
    """

    context: Context
    wanted: Wanted
    together: bool = False

    def table(self, name: str) -> Tidy:
        """One table; ``UsageError`` for a name there is none of."""
        if name not in TABLES:
            raise UsageError(f"There is no table {name!r}.", remedy=f"Known: {', '.join(TABLES)}.")
        return TABLES[name](self)

    def rates(self) -> Iterator[Tidy]:
        """The rates series by series, those alone that have any; an empty table where none has."""
        there = False
        for one in self.declared:
            part = self._rates([one.key])
            if part.rows:
                there = True
                yield part
        if not there:
            yield self._rates([])

    def every_rate(self) -> Tidy:
        """The same as one table."""
        return self._rates([one.key for one in self.declared])

    def _rates(self, keys: Sequence[str]) -> Tidy:
        wanted = self.wanted
        return tables.rates_table(self.context, keys, since=wanted.since, until=wanted.until, known=wanted.known)

    @cached_property
    def known(self) -> KnownBy:
        """Which past is asked for."""
        return self.wanted.known.at(self.context.now)

    @cached_property
    def declared(self) -> tuple[Series, ...]:
        """The series asked for that may be had, in the order of their keys."""
        return tuple(one for one in self._asked if not (self.known.republish and barred(one)))

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """A sentence for each source whose series, and each list whose changes, are left out because others read this.

        None where they do not.
        """
        if not self.known.republish:
            return ()
        changed = dict.fromkeys(one.list_key for one in self.changes)
        lists = lists_left_out({key: list_name(key) for key in changed})
        return (*left_out(self._asked, self.known), *lists.values())

    @cached_property
    def _asked(self) -> tuple[Series, ...]:
        names = self.wanted.names or (*self._stored, *self.context.settings.pairs)
        found = {one.key: one for name in names for one in known_series(self.context, name, as_of=self.known.as_of)}
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def _selected(self) -> tuple[PolicyEvent, ...]:
        selection = Selection(first_day=self.wanted.first_day, until_day=self.wanted.until_day)
        return listed_events(self.context, selection, self.wanted.known)

    @cached_property
    def changes(self) -> tuple[ListChange, ...]:
        """The changes of lists in the time asked for, those that may not be republished included."""
        return list_changes(self.context, since=self.wanted.since, until=self.wanted.until)

    @cached_property
    def events(self) -> tuple[PolicyEvent, ...]:
        """The accepted events that were public; ``together``: those of other days that met one of the windows, too."""
        there = {event.id: event for event in self._selected}
        for studied in self.studied if self.together else ():
            met = {one for row in studied.findings for one in (*row.window.certain, *row.window.possible)}
            there |= {event.id: event for event in studied.events if event.id in met - there.keys()}
        return tuple(sorted(there.values(), key=lambda event: (event.published_on, event.id)))

    @cached_property
    def studied(self) -> tuple[SeriesWindows, ...]:
        """The windows of each series a report may rest on, of those asked for."""
        return tuple(self._studied())

    def _studied(self) -> Iterator[SeriesWindows]:
        names = self.wanted.names or self.context.settings.pairs
        found: dict[str, Series] = {}
        for name in names:
            try:
                series = asked_series(name, self.context, as_of=self.known.as_of)
            except UsageError:  # a key rate, an index: nothing is aligned with it
                continue
            found |= {one.key: one for one in series if not (self.known.republish and barred(one))}
        for key in sorted(found):
            if read_levels(self.context, key, self.known).observations:
                yield series_windows(
                    self.context, key, since=self.wanted.since, until=self.wanted.until, known=self.wanted.known
                )

    @cached_property
    def _stored(self) -> tuple[str, ...]:
        from tracker.store.unit_of_work import UnitOfWork

        with UnitOfWork(self.context.engine, write=False) as work:
            return tuple(work.observations.series())


def _windows(one: Gathered) -> Tidy:
    credited = dict.fromkeys(said for found in one.studied for said in found.credits)
    return tables.windows_table([row for found in one.studied for row in found.findings], tuple(credited))


def _meetings(one: Gathered) -> Tidy:
    return tables.meetings_table(row for found in one.studied for row in found.findings)


def _alignments(one: Gathered) -> Tidy:
    ids = {event.id for event in one.events}
    credited = dict.fromkeys(said for found in one.studied for said in found.credits)
    reactions = [
        reaction
        for found in one.studied
        for reaction in found.reactions([event for event in found.events if event.id in ids])
    ]
    return tables.alignments_table(reactions, tuple(credited))


def _list_changes(one: Gathered) -> Tidy:
    return tables.list_changes_table(republishable(one.changes) if one.known.republish else one.changes)


def _calendar(one: Gathered) -> Tidy:
    return tables.calendar_table(one.context, one.wanted.first_day, one.wanted.until_day, one.wanted.known)


TABLES: Mapping[str, Callable[[Gathered], Tidy]] = MappingProxyType(
    {
        "rates": lambda one: one.every_rate(),
        "events": lambda one: tables.events_table(one.events),
        "event_sources": lambda one: tables.event_sources_table(one.events),
        "windows": _windows,
        "window_events": _meetings,
        "alignments": _alignments,
        "list_changes": _list_changes,
        "calendar": _calendar,
        "sources": lambda one: tables.sources_table(one.context, as_of=one.known.as_of),
    }
)
"""By name, in the order of a package."""
