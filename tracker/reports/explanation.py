"""The explanation of a day, a week or a month: the briefing of a period, turned round to ask what moved then.

Everything printed by ``tracker explain``, in every format, comes from this one object. It never says why a rate
moved: it says how unusual the move was, whose it was, and what was public in time to have met it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.data.calibration_file import MeasuredKinds
from tracker.model.alignment import Move
from tracker.model.schedule import Fixing
from tracker.reports.briefing import Briefing, PeriodInfo
from tracker.reports.findings import Decomposition, EventItem, OtherMove, WindowFinding
from tracker.reports.levels import Rank, SeriesInfo

DAY_KINDS = ("own", "base", "both", "neither")
"""Whose day it was: the studied (quote) currency's, the base's, both, or neither; ``kind_of`` has the rule."""

_FEW = 3
_FAR = 1.5
_MOST_OF_THEM = 0.8
_STIRRED = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One currency on one day: ``change`` plain fraction against the base, > 0 = it gained; ``swings`` the size of
    its move in its own usual daily swings (> 0)."""

    currency: str
    change: float
    swings: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The studied currency among others on one day.

    Attributes
    ----------
    rank : int or None
        Place of the studied currency by its move in its own usual swings, of ``of``; None where it has no fixing.
    swings : float or None
        Its move in its own usual swings, unsigned.
    movers : tuple of Mover
        The others, furthest first.
    weaker, gained, others : int
        How many of the others lost against the base and how many gained, of how many; one that did not move is in
        neither count.
    typical : float
        Median size of the others' moves, in their own usual swings.
    """

    rank: int | None
    of: int
    swings: float | None
    movers: tuple[Mover, ...]
    weaker: int
    gained: int
    others: int
    typical: float

    @property
    def kind(self) -> str:
        """One of ``DAY_KINDS``; see ``kind_of``."""
        return kind_of(
            rank=self.rank,
            swings=self.swings,
            opposed=(self.weaker, self.gained),
            others=self.others,
            typical=self.typical,
        )


def kind_of(*, rank: int | None, swings: float | None, opposed: tuple[int, int], others: int, typical: float) -> str:
    """Whose day it was, one of ``DAY_KINDS``; ``opposed`` are the others that lost and those that gained.

    Own: the studied currency is among the three that moved furthest, by 1.5 of its usual swings or more. Base: four
    in five of the others moved the same way against it, by three quarters of a usual swing in the middle. How often
    ordinary days meet each rule is measured by ``make calibrate``.
    """
    own = rank is not None and rank <= _FEW and (swings or 0) >= _FAR
    share = max(opposed) / others if others else 0.0
    base = share >= _MOST_OF_THEM and typical >= _STIRRED
    return {(True, True): "both", (True, False): "own", (False, True): "base"}.get((own, base), "neither")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How far the own part was expected to swing that day, log points; the middle day of the year before; the share
    of that year's days that were calmer."""

    expected: float
    median: float
    calmer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMove:
    """One observation of the period, with everything that helps to read its move.

    ``rank`` is among the year's moves by absolute size; ``gap_days`` days between the two observations.
    """

    found: WindowFinding
    gap_days: float
    rank: Rank | None = None
    swing: Swing | None = None
    parts: Decomposition | None = None
    others: tuple[OtherMove, ...] = ()
    panel: Panel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietDay:
    """A day of the period on which no rate was made.

    ``why`` is a clause. ``first`` is the first observation whose making ended after the day began, ``move`` its move;
    both None while it is not made, and then ``expected`` is the one a schedule promises, where one does, and
    ``expected_info`` the series that will make it.
    """

    day: date
    why: str
    first: Fixing | None = None
    move: Move | None = None
    expected: Fixing | None = None
    expected_info: SeriesInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An event of the period that met none of the observations shown. ``met``: the first that must know it."""

    item: EventItem
    met: Fixing | None = None
    move: Move | None = None
    expected: Fixing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer to "what moved then?".

    Attributes
    ----------
    asked : PeriodInfo
        The period as asked.
    briefing : Briefing
        Of that period, or, for a day without a rate, of the days up to the first rate after it.
    days : tuple of DayMove
        In order of time.
    quiet : tuple of QuietDay
        Days of the asked period without a rate.
    late : tuple of Late
    panels : tuple of (label, Panel)
        Of days on which other currencies have fixings and the studied one has none.
    advice : tuple of (what, command)
        What is missing, and how to get it.
    kinds : MeasuredKinds or None
        How often ordinary days get each answer to "whose day"; None where that was not measured.
    """

    asked: PeriodInfo
    briefing: Briefing
    days: tuple[DayMove, ...] = ()
    quiet: tuple[QuietDay, ...] = ()
    late: tuple[Late, ...] = ()
    panels: tuple[tuple[str, Panel], ...] = ()
    advice: tuple[tuple[str, str], ...] = ()
    kinds: MeasuredKinds | None = None

    @property
    def by_unusualness(self) -> tuple[DayMove, ...]:
        """Most unusual first; days that were not tested last, by the size of their move."""
        return tuple(
            sorted(
                self.days,
                key=lambda day: (
                    day.found.pvalue is None,
                    day.found.pvalue or 0.0,
                    -abs(day.found.window.move.log_return),
                ),
            )
        )

    @property
    def unexplained(self) -> tuple[DayMove, ...]:
        """Days whose move met nothing in the log, most unusual first."""
        return tuple(
            day for day in self.by_unusualness if not day.found.window.certain and not day.found.window.possible
        )
