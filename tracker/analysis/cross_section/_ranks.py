"""Ranks along rows, equal values sharing the mean of their places."""

from __future__ import annotations

import numpy as np

from tracker.analysis.column import Floats


def ranks(values: Floats) -> Floats:
    """Rank of each value in its row, 1 for the smallest; ties get their average rank.

    Parameters
    ----------
    values : array, shape (N, M)
        Finite.

    Examples
    --------
    >>> ranks(np.array([[0.3, 0.1, 0.3, 0.9]])).tolist()
    [[2.5, 1.0, 2.5, 4.0]]
    """
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    places = np.broadcast_to(np.arange(1.0, values.shape[1] + 1.0), values.shape)
    tied = ordered[:, 1:] == ordered[:, :-1]
    if tied.any():
        places = places.copy()
        rows = np.flatnonzero(tied.any(axis=1))
        places[rows] = _shared(tied[rows])
    found = np.empty(values.shape)
    np.put_along_axis(found, order, places, axis=1)
    return found


def _shared(tied: np.ndarray) -> Floats:
    """Mean place of the run each place belongs to; ``tied`` says which equal the one before, shape (n, M − 1)."""
    n, size = tied.shape[0], tied.shape[1] + 1
    begins = np.column_stack([np.ones(n, dtype=bool), ~tied])
    run = np.cumsum(begins.ravel()) - 1  # a row begins a run, so runs never cross rows
    first = np.flatnonzero(begins.ravel())
    last = np.append(first[1:], n * size) - 1
    mean = (first + last) / 2.0 - (first // size) * size + 1.0
    shared: Floats = mean[run].reshape(n, size)
    return shared
