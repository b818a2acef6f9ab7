"""The events of a study as arrays: which series, which observation, over how many."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Column, Flags, Floats, Positions
from tracker.model.alignment import Alignment

Event = Alignment | tuple[str, Hashable]
"""An aligned event, or a (column, label of τ = 0) pair, which means one span."""

NO_RETURN = "the series has no return at this label"
OUTSIDE = "the window runs past the observations there are"
BREAKS = "the series breaks inside the window: more than ten days lie between two observations"
METHOD = "the way the rate is made changes inside the window"
NO_FACTOR = "a factor is missing inside the window"
MISSING = "observations between the last rate before and day 0 are missing from the returns"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """K events in the order given; every array of shape (K,).

    ``spans`` is m: observations from ``pre`` (exclusive) to day 0 (inclusive). ``because`` is empty, or why an event
    cannot be studied at all (still pending, before the series begins).
    """

    event_id: NDArray[np.object_]
    column: NDArray[np.object_]
    pre: NDArray[np.object_]
    label: NDArray[np.object_]
    spans: Positions
    ambiguous: Flags
    method_break: Flags
    gap_days: Floats
    because: NDArray[np.object_]

    @classmethod
    def of(cls, events: Sequence[Event]) -> Selection:
        """Read alignments and pairs, mixed as they come."""
        rows = [_row(event) for event in events]
        columns = list(zip(*rows, strict=True)) if rows else [()] * 9
        return cls(
            event_id=_objects(columns[0]),
            column=_objects(columns[1]),
            pre=_objects(columns[2]),
            label=_objects(columns[3]),
            spans=np.array(columns[4], dtype=np.intp),
            ambiguous=np.array(columns[5], dtype=bool),
            method_break=np.array(columns[6], dtype=bool),
            gap_days=np.array(columns[7], dtype=np.float64),
            because=_objects(columns[8]),
        )

    def __len__(self) -> int:
        return len(self.column)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """The events of one series on its observations; arrays of shape (E,).

    ``rows`` are their places in the selection, ``day0`` the position of τ = 0, the window is ``start`` … ``stop``
    inclusive. ``because`` is empty where the window can be studied.
    """

    rows: Positions
    day0: Positions
    start: Positions
    stop: Positions
    method_break: Flags
    gap_days: Floats
    because: NDArray[np.object_]

    @property
    def length(self) -> Positions:
        """L of each window."""
        return self.stop - self.start + 1


def place(selection: Selection, column: Column, window: tuple[int, int], *, uses_factors: bool) -> Placed:
    """Put a column's events on its observations and say what stands against each window.

    A window [a, b] runs from a before the first observation after ``pre`` to b after day 0, so L = b − a + spans.
    """
    rows = np.flatnonzero(selection.column == column.name)
    first, last = window
    day0 = column.positions(selection.label[rows].tolist()) if len(rows) else np.empty(0, dtype=np.intp)
    start = day0 - selection.spans[rows] + 1 + first
    stop = day0 + last
    because = selection.because[rows].copy()

    def against(where: Flags, why: str) -> None:
        because[where & (because == "")] = why

    against(day0 < 0, NO_RETURN)
    pre = column.positions(selection.pre[rows].tolist()) if len(rows) else day0
    expected = day0 - selection.spans[rows]
    against((pre >= 0) & (pre != expected), MISSING)
    against((start < 0) | (stop >= len(column)), OUTSIDE)
    ends = (np.where(because == "", start, 0), np.where(because == "", stop, -1))
    against(_any(column.broken, *ends), BREAKS)
    breaks: Flags = np.asarray(_any(column.method_break, *ends) | selection.method_break[rows])
    against(breaks, METHOD)
    if uses_factors:
        against(_any(column.factor_missing, *ends), NO_FACTOR)
    return Placed(
        rows=rows,
        day0=day0,
        start=start,
        stop=stop,
        method_break=breaks,
        gap_days=np.fmax(_longest(column.gap_days, *ends), selection.gap_days[rows]),
        because=because,
    )


def covered(placed: Placed, n: int) -> Flags:
    """Which of n observations lie in a window of any of these events, studied or not."""
    known = (placed.day0 >= 0) & (placed.stop >= 0) & (placed.start < n)
    edges = np.zeros(n + 1, dtype=np.intp)
    np.add.at(edges, np.clip(placed.start[known], 0, n), 1)
    np.add.at(edges, np.clip(placed.stop[known] + 1, 0, n), -1)
    return np.asarray(np.cumsum(edges)[:-1] > 0)


def _any(flags: Flags, start: Positions, stop: Positions) -> Flags:
    counted = np.concatenate([[0], np.cumsum(flags)])
    return np.asarray(counted[stop + 1] > counted[start], dtype=bool)


def _longest(gaps: Floats, start: Positions, stop: Positions) -> Floats:
    """Longest known span inside each window, in days; 0 where none is known."""
    longest = np.zeros(len(start))
    for offset in range(int((stop - start).max(initial=-1)) + 1):
        here = start + offset <= stop
        longest[here] = np.fmax(longest[here], gaps[(start + offset)[here]])
    return longest


def _row(event: Event) -> tuple[object, ...]:
    if not isinstance(event, Alignment):
        column, label = event
        return ("", column, None, label, 1, False, False, 0.0, "")
    if event.latest is None or event.pre is None:
        why = "no rate that must know the event has been made yet" if event.pending else "no rate stands on both sides"
        return (
            event.event_id,
            event.series,
            event.pre.label if event.pre else None,
            event.latest.label if event.latest else None,
            max(event.spans, 1),
            event.ambiguous,
            event.method_break,
            event.gap_days,
            event.note or why,
        )
    return (
        event.event_id,
        event.series,
        event.pre.label,
        event.latest.label,
        event.spans,
        event.ambiguous,
        event.method_break,
        event.gap_days,
        "",
    )


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
