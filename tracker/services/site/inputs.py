"""From what a week's pages are made, told by digests that cost little: equal digests, equal pages.

Every week is reported as somebody would have reported it ``SETTLING`` after its end with what is stored today. What was
made or became public later cannot be in it, so a prefix of each series, the announcements of a few months and the
numbers of them in the year up to it are all it can rest on, and a new rate leaves old weeks alone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.data.loader import ledger_version, shipped_events
from tracker.model.event import PolicyEvent
from tracker.model.period import Period
from tracker.model.series import SeriesName
from tracker.reports.briefing import CoverageLine, ListsInfo
from tracker.reports.ledger_history import LedgerHistory
from tracker.reports.site.settled import seen_from
from tracker.services import ledger
from tracker.services.about import ledger_note
from tracker.services.ahead import items_ahead
from tracker.services.context import Context
from tracker.services.coverage import coverage
from tracker.services.frames import factor_keys
from tracker.services.known_events import public_events
from tracker.services.ledger_history import year_up_to
from tracker.services.ledger_version import version_of
from tracker.services.listed import lists_of
from tracker.services.rates import KnownBy, Levels, asked_series, read_levels, read_stored
from tracker.services.rights import allowed, barred
from tracker.services.unseen import announcements_unseen, begins_after

if TYPE_CHECKING:
    from tracker.model.series import Series

SETTLING = timedelta(days=28)
"""So long after its end a week is reported: by then every announcement of it has met a rate, holidays included."""

_AROUND = timedelta(days=50)
"""No announcement further from a week is in its report, as it was scheduled, nor in its figures."""

_BEFORE = timedelta(days=150)
"""Decisions so long before a week may have settled what is scheduled after it."""

_YEAR = timedelta(days=7 * 53)
"""Longer than the time before a week whose announcements are counted on its page."""

_DAYS = timedelta(days=2)
"""More than any zone is from UTC."""

_LONG = timedelta(days=5)

_LIBRARIES = (
    "numpy",
    "pandas",
    "holidays",
    "tzdata",
    "altair",
    "vl-convert-python",
    "jinja2",
    "pillow",
    "currencyconverter",
)
"""What could draw or reckon otherwise in another release."""

_FIRST = "1990-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Digests of a series up to each of its values, in order of making."""

    until: tuple[datetime | str, ...]
    digests: tuple[str, ...]

    def up_to(self, bound: datetime | str) -> str:
        """The digest of all that was made by then."""
        position = bisect_right(self.until, bound)
        return self.digests[position - 1] if position else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """What all weeks share, read once.

    ``recorded`` are the accepted events, ``ordered`` the same by beginning, ``public`` those of them that are public
    now; ``odd`` last long, or their day is not the one they begin on. ``paged`` are ids of those that have a page.
    ``note`` is said of the whole ledger beside the pair; ``first`` is the event it begins with, where there is one.
    ``lists_begin``: before it nothing is known of any list.
    """

    context: Context
    pair: str
    known: KnownBy
    recorded: tuple[PolicyEvent, ...]
    ordered: tuple[PolicyEvent, ...]
    public: tuple[PolicyEvent, ...]
    odd: tuple[PolicyEvent, ...]
    chains: Mapping[str, Chain]
    told: Mapping[str, str]
    news: tuple[CoverageLine, ...]
    common: Mapping[str, str]
    note: str = ""
    first: tuple[PolicyEvent, ...] = ()
    lists_begin: datetime | None = None
    paged: frozenset[str] = frozenset()

    def stand(self, period: Period) -> datetime:
        """The instant from which a week is reported."""
        return min(self.context.now, period.end + SETTLING)

    def settled(self, period: Period) -> bool:
        """Whether time alone no longer changes what is told of a week."""
        return period.end + SETTLING <= self.context.now

    def lists(self, period: Period) -> ListsInfo:
        """What all copies stored today tell of a week: the one thing that may be learned long after it."""
        return lists_of(self.context, period, self.context.now, pair=self.pair, public=self.known.republish)

    def listed(self, period: Period) -> bool:
        """Whether anything can be known of the lists by the end of a week."""
        return self.lists_begin is not None and self.lists_begin < period.end

    def parts(self, period: Period) -> dict[str, str]:
        """Digest by kind of input of a settled week."""
        stand = self.stand(period)
        then, known = self.context.at(stand), self.known.at(stand)
        window = self._window(period)
        near = self._near(period)
        public = public_events(then, known, window)
        return {
            **self.common,
            "rates": digest(f"{key} {self._made(chain, stand)}" for key, chain in self.chains.items()),
            "announcements": digest([self.note, *(f"{self.told[one.id]} {one.id in self.paged}" for one in near)]),
            "year": digest([repr(self._year(then, known, period))]),
            "lists": digest([repr(self.lists(period))] if self.listed(period) else []),
            "ahead": digest(map(repr, items_ahead(then, period, known, recorded=window, public=public))),
            "coverage": digest(
                [
                    *(repr(seen_from(line, period.until)) for line in self.news),
                    f"{announcements_unseen(then, period)} {begins_after(self.first, period)}",
                ]
            ),
        }

    def around(self, event: PolicyEvent, *, days: int) -> list[PolicyEvent]:
        """The events with a page that begin at most so many days from where one does, itself included, in order."""
        reach, begins = timedelta(days=days), event.time.interval.start
        first = bisect_left(self.public, begins - reach, key=_beginning)
        found = self.public[first : bisect_right(self.public, begins + reach, key=_beginning)]
        return [one for one in found if one.id in self.paged]

    def _window(self, period: Period) -> list[PolicyEvent]:
        """The recorded events that can matter to a week: near it in time, or too long or odd to be found so."""
        first = bisect_left(self.ordered, period.start - _BEFORE, key=_beginning)
        until = bisect_left(self.ordered, period.end + _AROUND, key=_beginning)
        within = self.ordered[first:until]
        known = {one.id for one in within}
        return [*within, *(one for one in self.odd if one.id not in known)]

    def _near(self, period: Period) -> list[PolicyEvent]:
        """The recorded events that a week's page tells of."""
        return [one for one in self._window(period) if _near(one, period)]

    def ledger_version(self, period: Period) -> str:
        """The shipped ledger's version, and that of what is other here of the events near a week.

        An event far away leaves its page alone.
        """
        shipped = [one for one in shipped_events() if _near(one, period)]
        return version_of(self.context, ledger_version(), shipped, self._near(period))

    def _year(self, then: Context, known: KnownBy, period: Period) -> LedgerHistory:
        """How many announcements are counted in the year up to a week: what is told of those far from it."""
        first = bisect_left(self.ordered, period.start - _YEAR, key=_beginning)
        until = bisect_left(self.ordered, period.end + _DAYS, key=_beginning)
        return year_up_to(public_events(then, known, self.ordered[first:until]), period.first_day, period.until)

    @staticmethod
    def _made(chain: Chain, stand: datetime) -> str:
        daily = chain.until and isinstance(chain.until[0], str)
        return chain.up_to(f"{stand.date().isoformat()}~" if daily else stand)


def inputs_of(context: Context, pair: str, *, public: bool) -> Inputs:
    """Read what all weeks share; ``public`` as ``KnownBy.republish``."""
    known = KnownBy(republish=public)
    recorded = ledger.list_events(context, public=public)
    ordered = tuple(sorted(recorded, key=_begins))
    return Inputs(
        context=context,
        pair=pair,
        known=known,
        recorded=recorded,
        ordered=ordered,
        public=public_events(context, known.at(context.now), ordered),
        odd=tuple(one for one in recorded if _is_odd(one)),
        chains=_chains(context, pair, known),
        told={one.id: repr(one) for one in recorded},
        news=coverage(context, (), _any_period(context)),
        note=ledger_note(SeriesName.parse(pair), recorded),
        first=tuple(sorted(recorded, key=lambda one: one.published_on)[:1]),
        lists_begin=_lists_begin(context),
        common=_common(context, pair, public=public),
    )


def digest(parts: Iterable[str]) -> str:
    """Of some texts in order."""
    found = blake2b(digest_size=12)
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


@cache
def program_digest() -> str:
    """Of the program with all that it ships, and of the libraries whose release could change a page."""
    root = Path(__file__).parents[2]
    found = blake2b(digest_size=12)
    for path in sorted(one for one in root.rglob("*") if one.suffix not in (".pyc", "") and one.is_file()):
        found.update(path.relative_to(root).as_posix().encode())
        found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    for name in _LIBRARIES:
        found.update(f"{name} {_version(name)}".encode())
    return found.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _lists_begin(context: Context) -> datetime | None:
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.reach.lists_begin()


def _common(context: Context, pair: str, *, public: bool) -> dict[str, str]:
    from tracker.store.unit_of_work import UnitOfWork

    settings = context.settings
    told = {
        name: getattr(settings, name)
        for name in ("zone", "pairs", "plausible_effect", "office_hours", "sources_enabled", "sources_disabled")
    }
    with UnitOfWork(context.engine, write=False) as work:
        since = work.observations.first_vintage()
    return {
        "program": program_digest(),
        "settings": digest([repr(sorted(told.items())), pair, str(public), settings.site_url]),
        "installation": digest([repr(since)]),
    }


def _chains(context: Context, pair: str, known: KnownBy) -> dict[str, Chain]:
    """Of everything a report of the pair can rest on: its series, those of the other pairs, gaps, and factors."""
    from tracker.data.loader import series

    read: dict[str, Series] = {one.key: one for one in allowed(asked_series(pair, context), known)}
    for other in context.settings.pairs:
        if len(context.settings.pairs) > 1 and other != pair:
            read |= {one.key: one for one in _shown(context, other, known)}
    for declared in series().values():
        if declared.gap is not None and declared.gap.official.pair == SeriesName.parse(pair).pair:
            read[declared.key] = declared
    found = {key: _chain(read_levels(context, one.name, KnownBy())) for key, one in sorted(read.items())}
    factors = {key for one in read.values() if one.name.is_pair for key in factor_keys(one.name)}
    today = context.now.date().isoformat()
    for key, values in read_stored(context, sorted(factors), KnownBy(), since=_FIRST, through=today).items():
        found[f"factor {key}"] = _linked((label, f"{label} {value!r}") for label, value in values.items())
    return found


def _shown(context: Context, pair: str, known: KnownBy) -> Sequence[Series]:
    from tracker.errors import TrackerError

    try:
        return [one for one in asked_series(pair, context) if not (known.republish and barred(one))]
    except TrackerError:
        return []


def _chain(levels: Levels) -> Chain:
    every = sorted((*levels.observations, *levels.aside), key=lambda one: (one.fixing.made_to, one.series, one.label))
    return _linked(
        (one.fixing.made_to, f"{one.series} {one.label} {one.value} {one.vintage} {one.quality}") for one in every
    )


def _linked(values: Iterable[tuple[datetime | str, str]]) -> Chain:
    found, until, digests = blake2b(digest_size=12), [], []
    for bound, text in values:
        found.update(text.encode("utf-8", "surrogatepass"))
        until.append(bound)
        digests.append(found.hexdigest())
    return Chain(until=tuple(until), digests=tuple(digests))


def _near(event: PolicyEvent, period: Period) -> bool:
    start, end = period.start - _AROUND, period.end + _AROUND
    day: date = event.published_on
    return (event.time.interval.start < end and start < event.time.interval.end) or start.date() <= day < end.date()


def _beginning(event: PolicyEvent) -> datetime:
    return event.time.interval.start


def _is_odd(event: PolicyEvent) -> bool:
    interval = event.time.interval
    return interval.end - interval.start > _LONG or abs(event.published_on - interval.start.date()) > _LONG


def _begins(event: PolicyEvent) -> tuple[datetime, str]:
    return event.time.interval.start, event.id


def _any_period(context: Context) -> Period:
    from tracker.model.period import week_of

    return week_of(context.now.date(), zone=context.settings.zone, now=context.now)
