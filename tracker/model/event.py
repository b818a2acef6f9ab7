"""Policy events: what a study dates.

An announcement is a fact that was published. A policy event is a judgement, which publications form one event and
when the market could first know, and it must be re-computable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.model import codebook
from tracker.model.instants import Interval

KINDS = frozenset(codebook.KIND.words)
ACTIONS = frozenset(codebook.ACTION.words)
STANCES = frozenset(codebook.STANCE.words)
PRECISIONS = frozenset(codebook.PRECISION.words)
BASES = frozenset(("", *codebook.TIME_BASIS.words))
JURISDICTIONS = frozenset(codebook.JURISDICTION.words)
EXPECTEDNESS = frozenset(codebook.EXPECTEDNESS.words)
VERIFIED = frozenset(codebook.VERIFIED.words)
STATUSES = frozenset(("accepted", "review", "rejected"))

NO_DAY = "no-single-day"
"""The set of events that sum up a long gap between two snapshots of a list: of them no day is known, only the gap."""

UNSURE = "unsure-reading"
"""The set of proposed events that were read in a document with little confidence: they are shown after the others."""

READ = "document"
"""The provenance of events that were read in a document: no announcement or list stands behind them."""


MACHINE_CODED = "machine-coded"
"""The provenance of events that a machine read out of news: what it calls them rules nothing out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """When an event became public, and how well that is known.

    Attributes
    ----------
    interval : Interval
        Half-open [a, b) of UTC instants.
    zone : str
        IANA zone of the place of announcement.
    precision : str
        ``minute`` (remarks that began at a known time), ``interval`` (not before a, on the wires or the web by b) or
        ``day`` (only the local day is known).
    basis : str
        What the time is: announcement, posting, report, effective, or empty.
    at : datetime or None
        A clock time some source gives, UTC; what it is the time of stands in ``basis``. An upper bound or the moment a
        rule took effect as often as the announcement, so ``interval`` alone decides.
    """

    interval: Interval
    zone: str
    precision: str
    basis: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """A page the event was read in. ``tier``: official, transcript, wire, law firm, secondary, copy, or empty."""

    url: str
    tier: str = ""
    retrieved_at: datetime | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEvent:
    """One dated policy event. ``id`` is a dated slug; ``stance`` is the direction of pressure, not of the rouble.

    ``published_on`` is the day of the first public announcement at its place and the date the ``id`` begins with; in
    the set ``NO_DAY`` it is only the first day of the gap.
    ``adopted_on``, ``effective_on`` and ``legal_on`` (adoption, publication or effect: the record does not say which)
    are legal moments and never the market's moment. ``sets`` names collections the event belongs to.
    """

    id: str
    title: str
    summary: str
    kind: str
    action: str
    stance: str
    issuer: str
    jurisdiction: str
    time: EventTime
    actor: str = ""
    role: str = ""
    target: str = ""
    programme: str = ""
    adopted_on: date | None = None
    published_on: date
    effective_on: date | None = None
    legal_on: date | None = None
    expectedness: str = "unknown"
    sources: tuple[EventSource, ...] = field(default=())
    evidence: str = ""
    verified: str = "no"
    note: str = ""
    provenance: str = "user"
    status: str = "accepted"
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEdit:
    """One recorded decision about one event: an overlay that survives upgrades of the shipped log.

    ``action`` is add, edit, correct, reject or accept: ``changes`` maps a column of the event file to its new text, and
    ``base`` the same columns to the text they replaced, so that a later upgrade can see a conflict. Or it is merge or
    separate: ``changes`` names another event as ``into`` or ``from``. Or undo, which takes back the last decision about
    the event that still stands, or withdraw: what it rested on was taken back. ``by`` is who decided, empty where that
    was not recorded.
    """

    event_id: str
    action: str
    changes: tuple[tuple[str, str], ...]
    base: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    by: str = ""
    recorded_at: datetime
