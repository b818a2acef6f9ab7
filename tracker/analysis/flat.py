"""Which windows stand behind a year in which the rate was held by decree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.column import Floats, Positions
from tracker.model.held_flat import not_applicable


def unchanged_shares(returns: Floats, ordinary: Positions, ends: Positions, length: int) -> Floats:
    """Share of exactly zero returns in each estimation window.

    Parameters
    ----------
    returns : array, shape (n,)
        Log returns of a series.
    ordinary : array of int
        Positions that may enter estimation, increasing.
    ends : array of int, shape (m,)
        For each window, how many of the ordinary positions lie before it.
    length : int
        Observations per estimation window.

    Returns
    -------
    array, shape (m,)
        Plain fractions; NaN where fewer than ``length`` ordinary observations lie before the window.

    Examples
    --------
    >>> moves = np.array([0.0, 0.0, 0.1, 0.0])
    >>> unchanged_shares(moves, np.arange(4), np.array([2, 3, 4]), 3).round(2).tolist()
    [nan, 0.67, 0.67]
    """
    zeros = np.concatenate([[0], np.cumsum(returns[ordinary] == 0.0)])
    enough = ends >= length
    last = np.where(enough, ends, 0)
    first = np.where(enough, ends - length, 0)
    return np.where(enough, (zeros[last] - zeros[first]) / length, np.nan)


def held_because(shares: Floats, length: int) -> NDArray[np.object_]:
    """Why a window cannot be tested, for each share; empty where it can."""
    words = {share: not_applicable(None if np.isnan(share) else float(share), length) for share in np.unique(shares)}
    return np.array([words.get(share, "") for share in shares], dtype=object)
