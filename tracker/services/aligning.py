"""Events set against series: which rate could have known, which must, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tracker.events.alignment import FixingIndex, align_all
from tracker.events.windows import reaction, shared_with
from tracker.model.alignment import Alignment, Move
from tracker.model.event import PolicyEvent
from tracker.model.schedule import OpenDays
from tracker.services.calendars import LateCalendar
from tracker.services.context import Context
from tracker.services.rates import KnownBy, Levels, asked_series, read_levels
from tracker.services.rights import allowed

_REACH = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedEvent:
    """One event against one series: the alignment, the moves at both ends, and who shares its fixings."""

    alignment: Alignment
    reaction: Move | None
    reaction_earliest: Move | None
    shared_with: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedSeries:
    """All events asked for against one series; ``events`` is keyed by event id."""

    levels: Levels
    events: Mapping[str, AlignedEvent]

    @property
    def alignments(self) -> tuple[Alignment, ...]:
        """The bare alignments, in the order of the events."""
        return tuple(aligned.alignment for aligned in self.events.values())


def align_events(context: Context, events: Sequence[PolicyEvent], levels: Levels) -> AlignedSeries:
    """Align events with the observations of one series; ``pending`` is judged at ``context.now``."""
    index = FixingIndex(levels.fixings)
    made = index.made_by(context.now)
    # Where rates were made is stored; a calendar is needed only for what is still to come after the newest of them.
    newest = index.made_to[made - 1] if made else min((e.time.interval.start for e in events), default=context.now)
    found = align_all(
        events,
        index,
        series=levels.series.key,
        schedule=levels.schedule,
        calendar=_calendar(levels, newest, context.now),
        now=context.now,
    )
    values = levels.values
    shared = shared_with(found)
    aligned = {}
    for alignment in found:
        late, early = reaction(alignment, values)
        aligned[alignment.event_id] = AlignedEvent(
            alignment=alignment,
            reaction=late,
            reaction_earliest=early,
            shared_with=shared.get(alignment.event_id, ()),
        )
    return AlignedSeries(levels=levels, events=aligned)


def align_on_schedule(
    context: Context, events: Sequence[PolicyEvent], levels: Levels, *, around: PolicyEvent
) -> AlignedSeries:
    """Align with the rates a schedule says were to be made, where no value is stored; moves are then unknown."""
    schedule = levels.schedule
    first = around.time.interval.start - timedelta(days=30)
    days = _calendar(levels, first, context.now)
    expected = [fixing for fixing in schedule.upcoming(first, days, days=75) if fixing.made_to <= context.now]
    found = align_all(
        events,
        FixingIndex(expected),
        series=levels.series.key,
        schedule=schedule,
        calendar=days,
        now=context.now,
    )
    said = "no values are stored: from the schedule alone"
    return AlignedSeries(
        levels=levels,
        events={
            one.event_id: AlignedEvent(
                alignment=replace(one, note=f"{one.note}; {said}" if one.note else said),
                reaction=None,
                reaction_earliest=None,
            )
            for one in found
        },
    )


def align_over(
    context: Context, events: Sequence[PolicyEvent], names: Iterable[str], known: KnownBy | None = None
) -> tuple[AlignedSeries, ...]:
    """Align events with several series by name; a bare pair means each of its daily series that may be used."""
    found: list[AlignedSeries] = []
    known = known or KnownBy()
    for name in names:
        found.extend(
            align_events(context, events, read_levels(context, declared.name, known))
            for declared in allowed(asked_series(name, context, as_of=known.as_of), known)
        )
    return tuple(found)


def _calendar(levels: Levels, first: datetime, now: datetime) -> OpenDays:
    """The working days of a series from an instant until well after ``now`` and that instant."""
    begins: date = first.date() - timedelta(days=3)
    return LateCalendar(levels.schedule.calendar, begins, max(begins, now.date()) + timedelta(days=60))


def in_reach(events: Iterable[PolicyEvent], *, around: PolicyEvent) -> tuple[PolicyEvent, ...]:
    """The events near another one, itself included: those that may share a fixing with it."""
    start = around.time.interval.start - _REACH
    end = around.time.interval.end + _REACH
    return tuple(e for e in events if e.time.interval.start < end and start < e.time.interval.end)
