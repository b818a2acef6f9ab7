"""One fixing, one move: results grouped by observation, however many events claim it.

Nine logged events can claim the same fixing. Its move is computed once and carries the events that certainly met it and
those that possibly did; sample sizes count windows, and moves are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from tracker.events.alignment import FixingIndex
from tracker.model.alignment import Alignment, Move, Window
from tracker.model.instants import Interval, Label
from tracker.model.observation import Observation


def claimed(alignment: Alignment) -> tuple[Label, ...]:
    """Labels of the observations that could have met the event, from earliest to latest; empty while pending."""
    if alignment.earliest is None:
        return ()
    return alignment.contaminated + ((alignment.latest.label,) if alignment.latest else ())


def is_certain(alignment: Alignment) -> bool:
    """Whether exactly one observation, already made, can have met the event: earliest = latest."""
    return alignment.latest is not None and not alignment.contaminated


def windows_of(
    observations: Sequence[Observation], alignments: Iterable[Alignment], *, period: Interval
) -> tuple[Window, ...]:
    """The windows of one series whose observation was made in ``period``, in order of making, each once.

    ``observations`` must reach one back beyond the period: the very first one has no move and yields no window.
    Alignments to other series are passed over. Events keep the order in which their alignments come.
    """
    ordered = sorted(observations, key=lambda observation: observation.fixing.made_to)
    if not ordered:
        return ()
    series = ordered[0].series
    certain: defaultdict[Label, list[str]] = defaultdict(list)
    possible: defaultdict[Label, list[str]] = defaultdict(list)
    for alignment in alignments:
        if alignment.series != series:
            continue
        met = certain if is_certain(alignment) else possible
        for label in claimed(alignment):
            met[label].append(alignment.event_id)
    return tuple(
        Window(
            series=series,
            pre=before.fixing,
            fixing=after.fixing,
            value_before=before.value,
            value=after.value,
            move=Move.between(before.value, after.value),
            certain=tuple(certain[after.label]),
            possible=tuple(possible[after.label]),
            method_break=before.fixing.method != after.fixing.method,
        )
        for before, after in pairwise(ordered)
        if period.start <= after.fixing.made_to < period.end
    )


def shared_with(alignments: Iterable[Alignment]) -> dict[str, tuple[str, ...]]:
    """For each event, the other events that claim an observation it claims too, sorted; one series at a time.

    ``ValueError`` when the alignments are to more than one series.
    """
    claims = list(alignments)
    if len({alignment.series for alignment in claims}) > 1:
        raise ValueError("events share the fixings of one series: pass the alignments of each series by themselves")
    claimants: defaultdict[Label, set[str]] = defaultdict(set)
    for alignment in claims:
        for label in claimed(alignment):
            claimants[label].add(alignment.event_id)
    return {
        alignment.event_id: tuple(
            sorted(set().union(*(claimants[label] for label in claimed(alignment))) - {alignment.event_id})
        )
        for alignment in claims
    }


def reaction(alignment: Alignment, values: Mapping[Label, Decimal]) -> tuple[Move | None, Move | None]:
    """The headline move, pre → latest, and the move pre → earliest; None where an end or its value is missing.

    Both are in all printed measures. When the event is ambiguous they may differ even in sign.
    """
    if alignment.pre is None or alignment.pre.label not in values:
        return None, None
    before = values[alignment.pre.label]
    ends = (alignment.latest, alignment.earliest)
    headline, early = (Move.between(before, values[end.label]) if end and end.label in values else None for end in ends)
    return headline, early


def confounders(
    alignment: Alignment, alignments: Iterable[Alignment], index: FixingIndex, before: int = 0, after: int = 0
) -> tuple[str, ...]:
    """What else happened: other events that can have moved the window [−before, +after] of one event.

    The window runs from the observation before τ = −before (that is ``pre`` for 0) to the one at τ = +after, τ = 0
    being ``latest`` (``earliest`` while that is pending). Another event is a confounder when its own interval, extended
    to its earliest and latest observation, meets that span. An event wholly contained in the opening observation is
    not: its effect is in the level the window starts from. In the order of ``alignments``; empty while nothing was
    made.
    """
    day0 = alignment.latest or alignment.earliest
    if alignment.pre is None or day0 is None:
        return ()
    opening = max(index.position(alignment.pre.label) - before, 0)
    closing = min(index.position(day0.label) + after, len(index) - 1)
    start, end = index.made_to[opening], index.made_to[closing]
    found: list[str] = []
    for other in alignments:
        if other.event_id == alignment.event_id or other.interval is None:
            continue
        last = other.latest or other.earliest
        ends = max(other.interval.end, last.made_to) if last else other.interval.end
        if other.interval.start < end and ends > start:
            found.append(other.event_id)
    return tuple(found)
