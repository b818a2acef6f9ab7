"""How large a move is among its like: the week among the last 53, the day among a year of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

WEEKS = 53
"""This week and the 52 before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """``position`` 1 is the largest of ``of`` moves by absolute size."""

    position: int
    of: int


def weekly_moves(levels: pd.Series) -> pd.Series:
    """Log move of each ISO week, from the last observation of the week before that has one to its own last.

    Parameters
    ----------
    levels : Series
        Positive levels by ISO-date label, in time order; NaN is no observation.

    Returns
    -------
    Series
        Index ``2014-W46`` in time order; the first week has no move and is left out.

    Examples
    --------
    >>> levels = pd.Series([46.0, 47.0, 45.0], index=["2014-11-07", "2014-11-10", "2014-11-14"])
    >>> weekly_moves(levels).round(4).to_dict()
    {'2014-W46': -0.022}
    """
    known = levels.dropna()
    weeks = [_week(str(label)) for label in known.index]
    last = known.groupby(weeks, sort=False).last()
    moves = pd.Series(np.log(last.to_numpy(dtype=np.float64)), index=last.index).diff()
    return moves.iloc[1:]


def rank_of(moves: pd.Series, label: str, *, of: int = WEEKS) -> Rank | None:
    """Rank of one move among the last ``of`` up to and including it; None where there is no move at that label.

    >>> rank_of(pd.Series([0.01, -0.05, 0.03], index=["2014-W44", "2014-W45", "2014-W46"]), "2014-W46")
    Rank(position=2, of=3)
    """
    known = moves.dropna()
    if label not in known.index:
        return None
    place = int(np.flatnonzero(known.index == label)[-1])
    sizes = known.iloc[max(0, place - of + 1) : place + 1].abs()
    return Rank(position=int((sizes > sizes.iloc[-1]).sum()) + 1, of=len(sizes))


def _week(label: str) -> str:
    year, week, _ = date.fromisoformat(label[:10]).isocalendar()
    return f"{year}-W{week:02d}"
