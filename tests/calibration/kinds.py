"""How often an ordinary day is called a rouble day, a dollar day, both or neither: every day of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd

from tests.calibration.design import FULL
from tests.calibration.measures import Figures
from tests.calibration.rates import archive
from tests.calibration.shares import share
from tracker.analysis.panel import across
from tracker.reports.explanation import DAY_KINDS, kind_of

BASES = ("USD", "EUR")
FIRST, LAST = "2006-01-01", "2022-03-01"
"""Nothing is drawn: every day of these years. The rouble had a fixing from 2005, and the last on 1 March 2022."""


@cache
def kinds() -> Figures:
    """By base, for the rouble and for ``all``: every currency of the panel once as the studied one.

    Shares are plain fractions by kind, standard errors clustered by date.
    """
    return {base: _against(archive().levels, base) for base in BASES}


def kinds_of(swings: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Each currency of one day with the answer it would get as the studied one, from signed moves in own swings."""
    names = sorted(swings, key=lambda one: (-abs(swings[one]), one))
    signed = np.array([swings[name] for name in names])
    apart = ~np.eye(len(names), dtype=bool)
    typical = np.median(np.broadcast_to(np.abs(signed), apart.shape)[apart].reshape(len(names), -1), axis=1)
    lost, gained = (signed > 0), (signed < 0)
    for place, name in enumerate(names):
        opposed = int(lost.sum() - lost[place]), int(gained.sum() - gained[place])
        yield (
            name,
            kind_of(
                rank=place + 1,
                swings=float(abs(signed[place])),
                opposed=opposed,
                others=len(names) - 1,
                typical=float(typical[place]),
            ),
        )


def _against(levels: pd.DataFrame, base: str) -> Figures:
    labels = [label for label in levels.index if FIRST <= label <= LAST]
    rows = [
        (label, currency, kind)
        for label, day in across(levels, base=base, studied=FULL, labels=labels).items()
        for currency, kind in kinds_of(day.swings)
    ]
    found = pd.DataFrame(rows, columns=["label", "currency", "kind"])
    own = found[found["currency"] == FULL].reset_index(drop=True)
    return {FULL: _shares(own), "all": {"currencies": int(found["currency"].nunique()), **_shares(found)}}


def _shares(found: pd.DataFrame) -> Figures:
    given = found["kind"].to_numpy()
    measured = {kind: share(np.asarray(given == kind), found["label"], 1) for kind in DAY_KINDS}
    return {
        "n": len(found),
        "first": str(found["label"].iloc[0]),
        "last": str(found["label"].iloc[-1]),
        **{kind: {"share": one["share"], "se": one["se"]} for kind, one in measured.items()},
    }
