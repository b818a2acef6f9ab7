"""Rates held by decree: unchanged so often that a usual move, against which another could be held, does not exist."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

DECREED = 0.5
"""Share of unchanged rates from which a series counts as held by decree.

From one half on the median move is nothing, and with it every robust measure of a usual day. Of all currencies the
European Central Bank has fixed since 1999, over 250 rates, only those pegged to the euro reach it (BGN, CYP, EEK, LTL,
MTL); the most any other did is 44 % (LVL in a narrow band), a floating one 34 % (CZK while its bank kept a floor).
"""

LENGTH = 250
"""Rates looked back on: as many as an estimation window has."""


def unchanged_share(values: Sequence[Decimal]) -> float | None:
    """Share of the values, in order, that equal the one before; None with fewer than `LENGTH` steps.

    The last `LENGTH` steps count. A cross of two rounded rates moves by rounding alone: a peg behind one is not seen.
    """
    recent = values[-LENGTH - 1 :]
    if len(recent) <= LENGTH:
        return None
    return sum(before == after for before, after in pairwise(recent)) / LENGTH


_LEAD = "not applicable: "


def reason_alone(because: str) -> str:
    """The reason without the words before it, to go on after "cannot be judged:" or "because"."""
    return because.removeprefix(_LEAD)


def not_applicable(share: float | None, length: int = LENGTH) -> str:
    """Why nothing can be tested, where that share of the rates before were unchanged; empty where it can.

    Rounded down, so that one change in a year is not called none.

    >>> not_applicable(0.974)
    'not applicable: unchanged on 97 % of the 250 days before, as if held by decree'
    >>> not_applicable(0.49)
    ''
    """
    if share is None or share < DECREED:
        return ""
    return f"{_LEAD}unchanged on {math.floor(100 * share + 1e-9)} % of the {length} days before, as if held by decree"
