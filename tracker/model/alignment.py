"""Alignment and windows: a policy event set against one series, and one observation with the events that met it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tracker.model.instants import Interval, Label
from tracker.model.schedule import Fixing


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A move of BASE/QUOTE in the three measures that are printed.

    ``log_return`` > 0 means a weaker quote currency. ``pair_change`` is how much more a base unit costs (+0.409: a
    dollar costs 40.9 % more roubles); ``value_change`` how much less a quote unit buys (−0.290). Plain fractions.

    >>> Move.between(Decimal("32.87"), Decimal("46.30")).pair_change > 0
    True
    """

    log_return: float
    pair_change: float
    value_change: float

    @classmethod
    def between(cls, before: Decimal, after: Decimal) -> Move:
        """The move from one positive level to another."""
        ratio = float(after) / float(before)
        return cls(log_return=math.log(ratio), pair_change=ratio - 1, value_change=1 / ratio - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The next observation that can contain an event nobody has a rate for yet. ``expected_at`` is its publication."""

    label: Label
    made_from: datetime
    made_to: datetime
    expected_at: datetime
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Which observations of one series could, and which must, know one event.

    Attributes
    ----------
    pre : Fixing or None
        Last observation that cannot contain the event.
    earliest : Fixing or None
        The one after ``pre``: the first that could contain it.
    latest : Fixing or None
        The first after ``pre`` whose making began at or after the event was surely public. This is day 0.
    contaminated : tuple of Label
        From ``earliest`` up to, not including, ``latest``: made while the news came out.
    ambiguous : bool
        ``earliest`` differs from ``latest``.
    spans : int
        1 + number of contaminated observations: observations from ``pre`` (exclusive) to ``latest`` (inclusive); 0
        while there is no ``latest``.
    method_break : bool
        The method of making changes between ``pre`` and ``latest`` (or, while pending, the one expected).
    gap_days : float
        Longest distance in days between the labels of two neighbouring observations from ``pre`` to ``latest``, where
        it exceeds ``instants.long_gap``: four, two hours for bars; 0 otherwise.
    pending : Pending or None
        Set while an observation that can (or must) know the event is still expected.
    note : str
        Why something is missing, in words: before the series begins, after it ended, a long gap.
    interval : Interval or None
        The event's own interval [a, b) the alignment was made with.
    """

    event_id: str
    series: str
    pre: Fixing | None
    earliest: Fixing | None
    latest: Fixing | None
    contaminated: tuple[Label, ...] = ()
    ambiguous: bool = False
    spans: int = 0
    method_break: bool = False
    gap_days: float = 0.0
    pending: Pending | None = None
    note: str = ""
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One observation of a series and its move from the one before: printed once, however many events claim it.

    ``certain`` events have earliest = latest = this observation; ``possible`` ones have it between the two.
    """

    series: str
    pre: Fixing
    fixing: Fixing
    value_before: Decimal
    value: Decimal
    move: Move
    certain: tuple[str, ...] = field(default=())
    possible: tuple[str, ...] = field(default=())
    method_break: bool = False
