"""Levels of a briefing: spans, chart points and the summary of the headline series.

Levels are exact decimals in quote units per base unit (roubles per dollar).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tracker.model.alignment import Move
from tracker.model.instants import Label
from tracker.model.schedule import Fixing
from tracker.model.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesInfo:
    """A series in words a reader can check.

    Attributes
    ----------
    series : Series
    schedule : str
        How it is made: ``"ECB fixings (14:10 Frankfurt)"``.
    observation : str
        Singular noun for one value: ``fixing``, ``rate`` or ``bar``.
    zone, place : str
        IANA zone and place name for the clock times of this series: ``Europe/Berlin``, ``Frankfurt``.
    cutoff : str
        Local clock time after which news cannot be in that day's value: ``"14:10"``; empty for intraday bars.
    credit : str
        What the publisher asks to be quoted: ``"European Central Bank"``.
    ended : str
        When and that the series ended, in words (``"rouble ends 1 Mar 2022"``); empty while it lives.
    """

    series: Series
    schedule: str
    observation: str = "fixing"
    zone: str
    place: str
    cutoff: str = ""
    credit: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodBreak:
    """A change in how a series is made: ``fixing`` is the first of the new way, ``before`` the method until then."""

    fixing: Fixing
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSpan:
    """Two levels of one series and the move between them.

    ``from_made`` and ``to_made``: when their making ended, by which people are told the day; a label may be another.
    ``breaks``, in order of time: where the way the series is made changed in between, so that the two levels compare
    only roughly.
    """

    from_label: Label
    from_value: Decimal
    to_label: Label
    to_value: Decimal
    move: Move
    breaks: tuple[MethodBreak, ...] = ()
    from_made: datetime | None = None
    to_made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: a point of the chart, its low or its high. Neighbouring points of one ``group`` stand together.

    ``made``: when its making ended, by which people are told the day.
    """

    label: Label
    value: Decimal
    group: str = ""
    made: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMark:
    """A point in time worth a word beside the sparkline: ``text`` "float", ``day`` its local date."""

    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Size of this period's move among the last ``of`` periods of the same length, this one included; 1 = largest."""

    position: int
    of: int
    noun: str = "weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSummary:
    """Levels and moves of the headline series over the period.

    Attributes
    ----------
    period : LevelSpan
        From the last value made before the period to the last made in it.
    four_weeks : LevelSpan or None
        From the value four weeks before the end.
    year : LevelSpan or None
        From the last value of the previous year.
    rank : Rank or None
        Of the absolute log move; None where the period has a change in how the rate is made.
    chart : tuple of Level
        About 20–28 values in order, ending with the period's last; ``group`` is the ISO week.
    low, high : Level or None
        Of the chart window.
    marks : tuple of ChartMark
    """

    period: LevelSpan
    four_weeks: LevelSpan | None = None
    year: LevelSpan | None = None
    rank: Rank | None = None
    chart: tuple[Level, ...] = ()
    low: Level | None = None
    high: Level | None = None
    marks: tuple[ChartMark, ...] = ()

    def marks_shown(self) -> tuple[ChartMark, ...]:
        """The newest marks inside the chart, two at most, in order of time."""
        if not self.chart:
            return ()
        first, last = self.chart[0].label[:10], self.chart[-1].label[:10]
        within = (mark for mark in self.marks if first <= mark.day.isoformat() <= last)
        inside = sorted(within, key=lambda mark: mark.day)
        return tuple(inside[-2:])
