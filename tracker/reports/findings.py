"""Findings of a briefing: what the tests say of each move, and each event set against the series.

Moves are fractions, everything else is in log points (0.0208, > 0 = quote currency weaker); p-values are shares of one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.model.alignment import Alignment, Move, Window
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label

VERDICTS = ("unusual", "somewhat unusual", "ordinary", "cannot tell")
"""The only four verdicts, worded the same everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFinding:
    """One observation, its move, the events that met it (in ``window``), and what the tests say of the move.

    Attributes
    ----------
    own_part : float or None
        Log points left after allowing for the factors.
    pvalue : float or None
        Two-sided share of comparable ordinary days with a move at least as large.
    at_floor : bool
        The p-value is its smallest possible: no comparable move was as large.
    sigma : float or None
        Forecast standard deviation of ``own_part`` for that day.
    threshold : float or None
        Half-width of ``interval``: what the own part had to pass to stand out at 5 %.
    mde : float or None
        Smallest true effect found four times in five.
    interval : tuple of float or None
        Bounds of the effect, log points.
    textbook_t, textbook_pvalue : float or None
        Of the textbook test, for comparison only.
    verdict : str
        One of ``VERDICTS``. ``borderline`` adds that word.
    not_applicable : str
        Why there is no p-value, in words for readers.
    rank_labels : tuple of Label
        Of the other move that note names: the observation before it and its own.
    tested : bool
        False for a move shown for comparison only; it has no verdict.
    rank_note : str
        A full sentence without full stop: ``"Second-largest fall in a year (6 Nov: 3.6 %)"``; may be empty.
    """

    window: Window
    own_part: float | None = None
    pvalue: float | None = None
    at_floor: bool = False
    sigma: float | None = None
    threshold: float | None = None
    mde: float | None = None
    interval: tuple[float, float] | None = None
    textbook_t: float | None = None
    textbook_pvalue: float | None = None
    verdict: str = "cannot tell"
    borderline: bool = False
    not_applicable: str = ""
    rank_note: str = ""
    rank_labels: tuple[Label, ...] = ()
    tested: bool = True

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"not a verdict: {self.verdict!r}")

    @property
    def label(self) -> Label:
        """Label of the observation."""
        return self.window.fixing.label

    @property
    def expected_range(self) -> tuple[float, float] | None:
        """Levels between which 19 of 20 ordinary days would have put the observation; outside it, it stands out.

        It lies around the level to be expected from the one before and what the factors did, ``threshold`` either way.
        """
        if self.own_part is None or self.threshold is None:
            return None
        middle = math.log(self.window.value) - self.own_part
        return math.exp(middle - self.threshold), math.exp(middle + self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One event against one series.

    Attributes
    ----------
    alignment : Alignment
        Carries the series key and ``pending``.
    value_pre, value_earliest, value_latest : Decimal or None
        Levels of the alignment's three fixings where they exist.
    to_latest, to_earliest : Move or None
        From ``pre`` to each end. Equal when the event is not ambiguous.
    last_step : Move or None
        Of the latest fixing from the fixing before it; equals ``to_latest`` when not ambiguous.
    verdict_earliest, verdict_latest : str
        Verdicts of those two fixings' own windows; empty where not computed.
    pvalue : float or None
        Headline p of the event over its admissible fixings (already corrected for their number).
    verdict : str
        Verdict of the event; empty where not computed.
    shared_with : tuple of str
        Ids of the other events that claim one of the same fixings.
    not_applicable : str
        Why no test can judge the moves: the series was held by decree before them. Empty where one can.
    """

    alignment: Alignment
    value_pre: Decimal | None = None
    value_earliest: Decimal | None = None
    value_latest: Decimal | None = None
    to_latest: Move | None = None
    to_earliest: Move | None = None
    last_step: Move | None = None
    verdict_earliest: str = ""
    verdict_latest: str = ""
    pvalue: float | None = None
    verdict: str = ""
    shared_with: tuple[str, ...] = ()
    not_applicable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventItem:
    """One policy event with its reactions, the headline series first, and what else happened around it."""

    event: PolicyEvent
    reactions: tuple[Reaction, ...] = ()
    confounders: tuple[str, ...] = ()

    def reaction(self, series: str) -> Reaction | None:
        """The reaction at one series, or None."""
        return next((found for found in self.reactions if found.alignment.series == series), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecompositionPart:
    """One part of the move, log points. ``key``: dollar, emerging, oil, drift, own, …; ``text`` for readers.

    ``refs``: keys of the origins of the levels it was made from, at both ends of the move; none for what was estimated
    from the past.
    """

    key: str
    text: str
    value: float
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """The period's move in log points as a sum: ``total`` = Σ parts; exactly one part has the key ``own``."""

    total: float
    parts: tuple[DecompositionPart, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if abs(sum(part.value for part in self.parts) - self.total) > 1e-9:
            raise ValueError("the parts of a decomposition must add up to its total")
        if sum(part.key == "own" for part in self.parts) != 1:
            raise ValueError("a decomposition has exactly one own part")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMove:
    """How another currency or basket moved over the period: ``change`` is a plain fraction, > 0 = it gained.

    ``key`` and ``refs`` are those of the part of the decomposition it stands for.
    """

    name: str
    change: float
    against: str = "dollar"
    key: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many observations around the one spoken of stand out at 5 %: by our test, by the textbook test, by chance.

    Attributes
    ----------
    year : str
        Of the observation spoken of, for readers: ``"2014"``; ``"2014/2015"`` where the last ones of both are counted.
    n : int
        Observations tested.
    stretch : str
        ``so far``: of the year up to the end of the period; ``year``: of the whole year, which ends before the period
        does; ``last``: the last ``n``, because of the new year there are too few yet.
    through : Label
        The last observation counted.
    """

    year: str
    n: int
    marked: int
    textbook: int
    by_chance: float
    stretch: str = "so far"
    through: Label = ""


def most_unusual_of(windows: Sequence[WindowFinding]) -> WindowFinding | None:
    """The window with the smallest p-value; without any p-value, the largest move, the first of equals."""
    tested = [found for found in windows if found.pvalue is not None]
    if not tested:
        return max(windows, key=lambda found: abs(found.window.move.log_return), default=None)
    return min(tested, key=lambda found: (found.pvalue or 0.0, -abs(found.window.move.log_return)))
