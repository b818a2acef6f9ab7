"""The events of a study at a second cut-off, in words and for programs: beside the first, never averaged with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.model.alignment import Move
from tracker.model.event import PolicyEvent
from tracker.reports.agreement import OPPOSITE, SAME, agreement, at_latest, same_direction
from tracker.reports.machine_events import reaction_record
from tracker.reports.numbers import percent
from tracker.services.aligning import AlignedSeries
from tracker.services.event_items import reaction_of
from tracker.services.series_words import info_of

_EACH = 5
_MOST = 6


def second_record(events: Sequence[PolicyEvent], first: AlignedSeries, second: AlignedSeries | None) -> object:
    """The alignments at the second series, each with whether it agrees with the first; None where there is none."""
    if second is None:
        return None
    rows = []
    for event in events:
        here, there = reaction_of(first, event.id), reaction_of(second, event.id)
        same = same_direction(here.to_latest, there.to_latest)
        rows.append({"event_id": event.id, **reaction_record(there), "same_direction": same})
    return {"series": second.levels.series.key, "rows": rows}


def second_lines(events: Sequence[PolicyEvent], first: AlignedSeries, second: AlignedSeries | None) -> Iterator[str]:
    """What the same events met at the second series: each of a few, of many how many agree and which do not."""
    if second is None:
        return
    key, other = first.levels.series.key, second.levels.series.key
    met = [(event, reaction_of(first, event.id), reaction_of(second, event.id)) for event in events]
    both = [(event, here, there) for event, here, there in met if at_latest(here, there)]
    yield f"at another cut-off, beside the first, not averaged: {info_of(second.levels.series, _day(events)).schedule}"
    for event, here, there in met if len(events) <= _EACH else ():
        if said := agreement(here, there):
            yield f"  {event.id}: {_move(here.to_latest)} at {key}, {_move(there.to_latest)} at {other}: {said}"
    if len(events) > _EACH:
        same = sum(at_latest(here, there) == SAME for _, here, there in both)
        apart = [one for one in both if at_latest(one[1], one[2]) == OPPOSITE]
        yield f"  of {len(both)} events with a move at both {same} met the same direction, {len(apart)} opposite ones"
        for event, here, there in apart[:_MOST]:
            yield f"  {event.id}: {_move(here.to_latest)} at {key}, {_move(there.to_latest)} at {other}"
        if len(apart) > _MOST:
            yield f"  … and {len(apart) - _MOST} more; --format json has all"
    if len(both) < len(events):
        yield f"  {len(events) - len(both)} of {len(events)} met no move at {other} that can stand beside the first"


def _move(move: Move | None) -> str:
    if move is None:
        return "–"
    return percent(math.expm1(move.log_return), signed=True, digits=2).removesuffix("%").strip()


def _day(events: Sequence[PolicyEvent]) -> date:
    return max(event.time.interval.start for event in events).date()
