"""Windows that share observations are one: their union is counted and averaged once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tracker.analysis.column import Floats, Positions
from tracker.analysis.evaluation import Evaluator


def unions(windows: Positions) -> Positions:
    """Merge windows that overlap, by single linkage; neighbours that share no observation stay apart.

    Parameters
    ----------
    windows : array of int, shape (K, 3)
        Series number, first and last position (inside) of each.

    Examples
    --------
    >>> unions(np.array([[0, 5, 6], [0, 1, 2], [0, 2, 5], [0, 7, 7], [1, 7, 7]])).tolist()
    [[0, 1, 6], [0, 7, 7], [1, 7, 7]]
    """
    if not len(windows):
        return windows
    ordered = windows[np.lexsort((windows[:, 1], windows[:, 0]))]
    series, start, stop = ordered.T
    reached = stop.copy()
    begins = np.ones(len(ordered), dtype=bool)
    for number in range(1, len(ordered)):
        if series[number] == series[number - 1] and start[number] <= reached[number - 1]:
            begins[number] = False
            reached[number] = max(reached[number], reached[number - 1])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(ordered)) - 1
    return np.column_stack([series[first], start[first], reached[last]])


def one_event_each(windows: Positions) -> Positions:
    """Windows of one series that end at one rate are one event's: the longest of them stands for all.

    >>> one_event_each(np.array([[0, 3, 4], [0, 4, 4], [0, 4, 5]])).tolist()
    [[0, 3, 4], [0, 4, 5]]
    """
    return windows[places_of_events(windows)]


def places_of_events(windows: Positions) -> Positions:
    """Places of windows that stand for themselves: of those that end at one rate of one series the longest does.

    >>> places_of_events(np.array([[0, 4, 4], [0, 3, 4], [0, 4, 5]])).tolist()
    [1, 2]
    """
    if not len(windows):
        return np.empty(0, dtype=np.intp)
    order = np.lexsort((windows[:, 1], windows[:, 2], windows[:, 0]))
    ordered = windows[order]
    same = (ordered[1:, 0] == ordered[:-1, 0]) & (ordered[1:, 2] == ordered[:-1, 2])
    kept: Positions = order[np.append(True, ~same)]
    return kept


def cars_of(windows: Positions, known: Mapping[tuple[int, int, int], float], judges: Mapping[int, Evaluator]) -> Floats:
    """CAR of each window: the known one, or, for a union nobody asked for, judged like any window of its length."""
    cars = np.array([known.get((int(s), int(a), int(b)), np.nan) for s, a, b in windows], dtype=np.float64)
    fresh = np.isnan(cars)
    length = windows[:, 2] - windows[:, 1] + 1
    for series in np.unique(windows[fresh, 0]).tolist():
        here = fresh & (windows[:, 0] == series)
        cars[here] = judges[series].cars(windows[here, 1], length[here])
    return cars
