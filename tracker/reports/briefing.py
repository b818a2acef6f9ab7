"""The briefing: everything one report is built from, gathered by a service and then frozen.

Nothing in this room asks for more: headline, tables, sparkline, letter and JSON all read this one object, so they
cannot contradict each other. Units everywhere: levels are exact decimals in quote units per base unit (roubles per
dollar); ``own_part``, ``sigma``, ``mde``, ``threshold`` and ``interval`` are log points (0.0208, > 0 = quote currency
weaker); p-values are shares of one; instants are aware UTC.

A value that is missing is ``None`` (or an empty tuple) beside a reason in words, never NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.model.announcement import ListChange
from tracker.model.event import PolicyEvent
from tracker.model.instants import Label, zone
from tracker.reports.backdrop import Backdrop
from tracker.reports.choices import ChoiceInfo
from tracker.reports.findings import (
    VERDICTS,
    Decomposition,
    DecompositionPart,
    EventItem,
    OtherMove,
    Reaction,
    Tally,
    WindowFinding,
    most_unusual_of,
)
from tracker.reports.ledger_history import LedgerHistory
from tracker.reports.levels import ChartMark, Level, LevelSpan, Rank, RateSummary, SeriesInfo
from tracker.reports.official_gap import OfficialGap
from tracker.reports.origin import Origin
from tracker.reports.used_sources import UsedSource
from tracker.reports.version import version_of
from tracker.reports.watched import WatchedPair

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
    "WatchedPair",
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
    begun : bool
        False while it has not even begun.
    """

    start: datetime
    end: datetime
    zone: str
    since: date
    until: date
    label: str
    kind: str
    complete: bool = True
    begun: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGap:
    """Two copies of a list far apart: how many changes of each kind, and how many ``near``, as in ``ListsInfo``."""

    list_key: str
    since: datetime
    until: datetime
    counts: Mapping[str, int]
    near: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsInfo:
    """Changes of the sanctions lists in the period. ``stored`` False: no snapshots, so nothing can be said.

    ``compared``: the lists of which it is known what changed. ``gaps``: what happened in a longer time that meets the
    period, and has no day. ``names`` of lists by key; ``families`` of programmes by list and programme as written;
    ``near`` are those about its target, ``about``. ``left_out``: a sentence for each list of which something is stored
    that may not be put where others read it; nothing else tells of it.
    """

    stored: bool = False
    changes: tuple[ListChange, ...] = ()
    compared: tuple[str, ...] = ()
    gaps: tuple[ListGap, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[tuple[str, str], str] = field(default_factory=dict)
    near: frozenset[tuple[str, str]] = frozenset()
    about: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadItem:
    """Something scheduled after the period. Nothing here tells an outcome learned later.

    Attributes
    ----------
    day, last : date
        Its local day; the last one where it takes several.
    at : datetime or None
        The instant (UTC) where the hour is known, with the IANA ``zone`` of its place.
    kind : str
        ``event`` for one of the ledger, else the calendar's kind.
    expectedness : str
        ``scheduled``, or ``usual`` where so far each decision set this day.
    event_id : str
        Empty until the event is public: ids are slugs of titles, and those know the outcome.
    source, reference, url : str
        Who says so, and where that is to be read.
    """

    day: date
    what: str
    expectedness: str = "scheduled"
    event_id: str = ""
    last: date | None = None
    at: datetime | None = None
    zone: str = ""
    kind: str = "event"
    source: str = ""
    reference: str = ""
    url: str = ""

    @classmethod
    def of(cls, event: PolicyEvent, day: date, *, public: bool) -> AheadItem:
        """From a logged event: who acts, never the title, which already knows the outcome."""
        return cls(day=day, what=event.issuer, expectedness=event.expectedness, event_id=event.id if public else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """One source: newest label, status (ok, stale, ended, missing, failed), a remark, the command that helps.

    ``meaning``: what a reader misses by it, a clause; empty where that is not told.
    ``kind``: what it brings, ``rates``, ``announcements`` or ``lists``. ``beyond``: it was read, and its newest, which
    is then not told, is later than what the report is about.
    """

    source: str
    title: str
    kind: str = "rates"
    newest: Label | None = None
    status: str = "ok"
    remark: str = ""
    meaning: str = ""
    advice: str = ""
    beyond: bool = False


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
    choice : ChoiceInfo or None
        Why it is this one, and what the declared rule is for the period.
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
    factors : tuple of str
        Other currencies allowed for in it, by key; empty where it is the move less its usual drift, nothing else.
    calibrated : str
        How often the test that judges it is wrong on ordinary days, in words; empty where that was not measured.
    ledger_version, software_version : str
        For quoting.
    assumptions : tuple of str
        Printed assumptions, such as office hours.
    set_aside : tuple of str
        A line for each value made in the period, of any series the report could rest on, that is set aside.
    gap : OfficialGap or None
        Between the official rate of the pair and the market's, where both made one in the period and it is told.
    credits : tuple of str
        Of the sources used, where others read the report; empty otherwise.
    ledger_note : str
        Whose ledger it is, where it was not logged for the pair's own currency; a full sentence or two.
    watched : tuple of WatchedPair
        The other configured pairs over the same period.
    unseen : bool
        Whether no register, feed or list covers the period, which is later than everything the shipped ledger logs:
        of what was announced in it nothing can be said; also where it ends before the ledger begins.
    ledger_from : date or None
        First day of the ledger, where the period ends before it; then nothing is known of what was announced.
    backdrop : Backdrop or None
        What a figure shows around the period; None where there are no two rates to draw.
    history : LedgerHistory or None
        What the ledger has of the year that ends with the period, counted.
    origins : tuple of Origin
        Of every observation whose number the report tells, by series and label.
    sources : tuple of UsedSource
        Whose numbers and lists are in it, whoever reads it; for citations.
    """

    period: PeriodInfo
    generated_at: datetime
    public_by: datetime
    as_of: datetime | None = None
    info: SeriesInfo
    choice: ChoiceInfo | None = None
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
    gap: OfficialGap | None = None
    quality: LedgerQuality = field(default_factory=LedgerQuality)
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[ReportWarning, ...] = ()
    stale: Stale | None = None
    plausible_effect: float = 0.02
    recorded_since: datetime | None = None
    model: str = ""
    factors: tuple[str, ...] = ()
    calibrated: str = ""
    ledger_version: str = ""
    software_version: str = ""
    assumptions: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    ledger_note: str = ""
    watched: tuple[WatchedPair, ...] = ()
    unseen: bool = False
    ledger_from: date | None = None
    backdrop: Backdrop | None = None
    history: LedgerHistory | None = None
    origins: tuple[Origin, ...] = ()
    sources: tuple[UsedSource, ...] = ()

    @property
    def series(self) -> str:
        """Key of the headline series."""
        return self.info.series.key

    @property
    def version(self) -> str:
        """What to cite beside its period: a digest of what is told (`version_of`)."""
        return version_of(self)

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
        return most_unusual_of(self.windows)


def belongs(event: PolicyEvent, period: PeriodInfo) -> bool:
    """Whether an event's interval begins on a day of the period, counted at the place of announcement.

    A Monday in Moscow begins on Sunday evening in UTC; it is still Monday's news. Counted so, every event belongs to
    exactly one day and one week, whatever zone the reader has chosen.
    """
    began = event.time.interval.start.astimezone(zone(event.time.zone)).date()
    return period.since <= began < period.until
