"""The briefing: everything one report is built from, gathered by a service and then frozen.

Nothing in this room asks for more: headline, tables, sparkline, letter and JSON all read this one object, so they
cannot contradict each other. Units everywhere: levels are exact decimals in quote units per base unit (roubles per
dollar); ``own_part``, ``sigma``, ``mde``, ``threshold`` and ``interval`` are log points (0.0208, > 0 = quote currency
weaker); p-values are shares of one; instants are aware UTC.

A value that is missing is ``None`` (or an empty tuple) beside a reason in words, never NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.model.announcement import ListChange
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label, zone
from tracker.reports.findings import (
    VERDICTS,
    Decomposition,
    DecompositionPart,
    EventItem,
    OtherMove,
    Reaction,
    Tally,
    WindowFinding,
)
from tracker.reports.levels import ChartMark, Level, LevelSpan, Rank, RateSummary, SeriesInfo

__all__ = [
    "VERDICTS",
    "AheadItem",
    "Briefing",
    "ChartMark",
    "Correction",
    "CoverageLine",
    "Decomposition",
    "DecompositionPart",
    "EventItem",
    "LedgerQuality",
    "Level",
    "LevelSpan",
    "ListsInfo",
    "OtherMove",
    "PeriodInfo",
    "Rank",
    "RateSummary",
    "Reaction",
    "ReportWarning",
    "SecondSeries",
    "SeriesInfo",
    "Stale",
    "Tally",
    "WindowFinding",
    "belongs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodInfo:
    """The period reported on: half-open in UTC instants and in local dates of ``zone``.

    Attributes
    ----------
    start, end : datetime
        [start, end) in UTC.
    zone : str
        IANA zone in which the period's days are counted.
    since, until : date
        The same bounds as local dates; ``until`` is exclusive.
    label : str
        ``2014-W46`` for a week, ``2022-02-28`` for a day, ``2014-11-10/2014-11-13`` otherwise.
    kind : str
        ``week``, ``day`` or ``range``.
    complete : bool
        False while the period has not ended at ``generated_at``.
    """

    start: datetime
    end: datetime
    zone: str
    since: date
    until: date
    label: str
    kind: str
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsInfo:
    """Changes of the sanctions lists in the period. ``stored`` False: no snapshots, so nothing can be said."""

    stored: bool = False
    changes: tuple[ListChange, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadItem:
    """Something scheduled after the period. Nothing here tells an outcome learned later.

    ``event_id`` is empty until the event is public: ids are slugs of titles, and those know the outcome.
    """

    day: date
    what: str
    expectedness: str = "scheduled"
    event_id: str = ""

    @classmethod
    def of(cls, event: PolicyEvent, day: date, *, public: bool) -> AheadItem:
        """From a logged event: who acts, never the title, which already knows the outcome."""
        return cls(day=day, what=event.issuer, expectedness=event.expectedness, event_id=event.id if public else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """One source: newest label, status (ok, stale, ended, missing, failed), a remark, the command that helps.

    ``kind``: what it brings, ``rates`` or ``announcements``.
    """

    source: str
    title: str
    kind: str = "rates"
    newest: Label | None = None
    status: str = "ok"
    remark: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondSeries:
    """Another series of the same pair with another cut-off, shown beside the first and never averaged with it.

    ``missing`` is the reason in words when there are no values; ``advice`` the command that helps.
    """

    series: str
    title: str
    info: SeriesInfo | None = None
    cutoff: str = ""
    period: LevelSpan | None = None
    windows: tuple[WindowFinding, ...] = ()
    missing: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuality:
    """Announcements of the period: ``n``; read in a primary text; with an hour or a bound; not (fully) confirmed."""

    n: int = 0
    primary: int = 0
    timed: int = 0
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Something printed earlier that was wrong: ``about`` an event id or a series, ``text`` a full sentence."""

    recorded_at: datetime
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWarning:
    """Why the answer is stale or partial. ``code`` is stable; ``source`` may be empty."""

    code: str
    message: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """The period shown is not the one asked for. ``asked_for`` with its dates, ``because`` a clause in words."""

    asked_for: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Everything one report, its letter and its JSON are made of.

    Attributes
    ----------
    generated_at : datetime
        The run's instant.
    public_by : datetime
        Only what was public by then is used.
    as_of : datetime or None
        Only what this installation had recorded by then; None = everything recorded.
    info : SeriesInfo
        The headline series.
    rate : RateSummary or None
        None when no value was made in the period; ``no_rate`` then says why in a full sentence.
    windows : tuple of WindowFinding
        Of the headline series, one per value made in the period, in order.
    events : tuple of EventItem
        Every event that ``belongs`` to the period, and every other one named by a window; by time, then id.
    plausible_effect : float
        Largest effect still called ordinary, plain fraction.
    recorded_since : datetime or None
        First vintage of this installation: before it, knowledge is reconstructed from publication times.
    model : str
        How the own part is computed, in words.
    ledger_version, software_version : str
        For quoting.
    assumptions : tuple of str
        Printed assumptions, such as office hours.
    set_aside : tuple of str
        A line for each value made in the period, of any series the report could rest on, that is set aside.
    credits : tuple of str
        Of the sources used, where others read the report; empty otherwise.
    """

    period: PeriodInfo
    generated_at: datetime
    public_by: datetime
    as_of: datetime | None = None
    info: SeriesInfo
    rate: RateSummary | None = None
    no_rate: str = ""
    windows: tuple[WindowFinding, ...] = ()
    events: tuple[EventItem, ...] = ()
    decomposition: Decomposition | None = None
    others: tuple[OtherMove, ...] = ()
    tally: Tally | None = None
    lists: ListsInfo = field(default_factory=ListsInfo)
    ahead: tuple[AheadItem, ...] = ()
    coverage: tuple[CoverageLine, ...] = ()
    second: tuple[SecondSeries, ...] = ()
    quality: LedgerQuality = field(default_factory=LedgerQuality)
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[ReportWarning, ...] = ()
    stale: Stale | None = None
    plausible_effect: float = 0.02
    recorded_since: datetime | None = None
    model: str = ""
    ledger_version: str = ""
    software_version: str = ""
    assumptions: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def series(self) -> str:
        """Key of the headline series."""
        return self.info.series.key

    @property
    def in_period(self) -> tuple[EventItem, ...]:
        """Events that belong to the period."""
        return tuple(item for item in self.events if belongs(item.event, self.period))

    @property
    def named(self) -> tuple[EventItem, ...]:
        """Events the report names: those that belong to the period or met one of its observations."""
        met = {event_id for found in self.windows for event_id in (*found.window.certain, *found.window.possible)}
        return tuple(item for item in self.events if item.event.id in met or belongs(item.event, self.period))

    @property
    def by_id(self) -> dict[str, EventItem]:
        """Events by id."""
        return {item.event.id: item for item in self.events}

    @property
    def largest(self) -> WindowFinding | None:
        """The window with the largest absolute move, the first of equals."""
        return max(self.windows, key=lambda found: abs(found.window.move.log_return), default=None)

    @property
    def most_unusual(self) -> WindowFinding | None:
        """The window with the smallest p-value; without any p-value, the largest move."""
        tested = [found for found in self.windows if found.pvalue is not None]
        if not tested:
            return self.largest
        return min(tested, key=lambda found: (found.pvalue or 0.0, -abs(found.window.move.log_return)))


def belongs(event: PolicyEvent, period: PeriodInfo) -> bool:
    """Whether an event's interval begins on a day of the period, counted at the place of announcement.

    A Monday in Moscow begins on Sunday evening in UTC; it is still Monday's news. Counted so, every event belongs to
    exactly one day and one week, whatever zone the reader has chosen.
    """
    began = event.time.interval.start.astimezone(zone(event.time.zone)).date()
    return period.since <= began < period.until
