"""Events set against series: which rate could have known, which must, and what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tracker.events.alignment import FixingIndex, align_all
from tracker.events.windows import reaction, shared_with
from tracker.model.alignment import Alignment, Move
from tracker.model.event import PolicyEvent
from tracker.services.calendars import calendars
from tracker.services.context import Context
from tracker.services.rates import KnownBy, Levels, read_levels, report_series, resolve


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
    fixings = levels.fixings
    first = min((fixing.made_from for fixing in fixings), default=context.now)
    begins = min((event.time.interval.start for event in events), default=first)
    days = calendars((min(first, begins) - timedelta(days=3)).date(), (context.now + timedelta(days=60)).date())
    found = align_all(
        events,
        FixingIndex(fixings),
        series=levels.series.key,
        schedule=levels.schedule,
        calendar=days[levels.schedule.calendar],
        now=context.now,
    )
    values = levels.values()
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
    days = calendars(first.date(), (context.now + timedelta(days=60)).date())[schedule.calendar]
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
    """Align events with several series by name; a bare pair means each of its daily series."""
    found: list[AlignedSeries] = []
    for name in names:
        declared = resolve(name)
        wanted = declared if len(declared) == 1 else report_series(name)
        found.extend(align_events(context, events, read_levels(context, one.name, known)) for one in wanted)
    return tuple(found)


def in_reach(events: Iterable[PolicyEvent], *, around: PolicyEvent, days: int = 14) -> tuple[PolicyEvent, ...]:
    """The events near another one, itself included: those that may share a fixing with it."""
    start = around.time.interval.start - timedelta(days=days)
    end = around.time.interval.end + timedelta(days=days)
    return tuple(e for e in events if e.time.interval.start < end and start < e.time.interval.end)
