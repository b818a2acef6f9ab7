"""One series as arrays: its observations in order, without the rows of the frame in which it has none.

Windows count observations of the series. Everything behind `run_study` therefore works on positions in this array,
never on rows of the frame the caller joined from several calendars.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.analysis.returns import BREAK_DAYS, check_index, gap_days

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """Observations of one series, n of them, in time order.

    Attributes
    ----------
    name : str
        Column of the returns.
    index : Index, length n
        Labels.
    returns : array, shape (n,)
        Log returns ending at each observation.
    factors : array, shape (n, k)
        Factor returns over the same spans; NaN where one is missing. ``k = 0`` without factors.
    gap_days : array, shape (n,)
        Calendar days the return runs over; NaN where unknown, which counts as ordinary.
    method_break : array of bool, shape (n,)
        The return runs across a change of method: it enters neither estimation nor reference nor volatility.
    broken : array of bool, shape (n,)
        The return runs over more than `BREAK_DAYS`: the series breaks and no window may contain it.
    places : array of int, shape (n,)
        Row of the frame each observation stands in: what series of one frame observe at one label has one place.
    """

    name: str
    index: pd.Index
    returns: Floats
    factors: Floats
    gap_days: Floats
    method_break: Flags
    broken: Flags
    places: Positions

    def __len__(self) -> int:
        return len(self.returns)

    @property
    def labels(self) -> NDArray[np.object_]:
        """Labels as they stand in the frame's index."""
        return np.asarray(self.index.to_numpy(dtype=object))

    def positions(self, labels: Sequence[Hashable]) -> Positions:
        """Position of each label, −1 where the series has no return there."""
        wanted = pd.DatetimeIndex(list(labels)) if isinstance(self.index, pd.DatetimeIndex) else pd.Index(list(labels))
        return np.asarray(self.index.get_indexer(wanted), dtype=np.intp)

    @property
    def factor_missing(self) -> Flags:
        """Where at least one factor return is missing."""
        return np.asarray(~np.isfinite(self.factors).all(axis=1), dtype=bool)

    def usable(self, max_gap_days: float | None) -> Flags:
        """Which observations may enter estimation: an ordinary span, no break, all factors present."""
        usable: Flags = ~(self.factor_missing | self.method_break | self.broken)
        if max_gap_days is not None:
            usable &= ~(self.gap_days > max_gap_days)
        return usable


def column_of(
    returns: pd.DataFrame,
    name: str,
    *,
    factors: pd.DataFrame | None = None,
    gaps: pd.DataFrame | None = None,
    method_breaks: pd.DataFrame | None = None,
) -> Column:
    """Take one column of the returns, with the factors, gaps and method breaks of the same labels.

    Raises
    ------
    ValueError
        No such column; labels repeat or are out of order; the factors stand on another index.
    """
    if name not in returns.columns:
        raise ValueError(f"no column {name!r} in the returns; there are: {', '.join(map(str, returns.columns))}")
    check_index(returns.index)
    if factors is not None and not factors.index.equals(returns.index):
        raise ValueError("factors must stand on the index of the returns; use factors.reindex(returns.index)")
    values = returns[name].to_numpy(dtype=np.float64, na_value=np.nan)
    here = np.isfinite(values)
    days = (gap_days(returns[[name]]) if gaps is None else gaps.reindex(index=returns.index, columns=[name]))[name]
    breaks = np.zeros(len(values), dtype=bool)
    if method_breaks is not None and name in method_breaks.columns:
        breaks = method_breaks[name].reindex(returns.index, fill_value=False).to_numpy(dtype=bool)
    gap = days.to_numpy(dtype=np.float64)[here]
    moves = np.empty((len(values), 0)) if factors is None else factors.to_numpy(dtype=np.float64, na_value=np.nan)
    return Column(
        name=name,
        index=returns.index[here],
        returns=values[here],
        factors=moves[here],
        gap_days=gap,
        method_break=breaks[here],
        broken=gap > BREAK_DAYS,
        places=np.flatnonzero(here),
    )
