"""What is scheduled: days known ahead, each with who says so, how sure it is and since when it was public."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tracker.model.instants import local_instant

CERTAINTIES = ("published", "law", "usual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """One thing ahead.

    Attributes
    ----------
    day, last : date
        Its day at its place; the last one where it takes several.
    at : datetime or None
        The instant (UTC), where the hour is known; ``zone`` is then the IANA zone of its place.
    certainty : str
        One of ``CERTAINTIES``.
    reference, url : str
        Where that is to be read, in words, and a web address.
    public_on : date or None
        The day by whose end it surely was public that this is scheduled; None: always.
    acts : tuple of str
        What a decision names that prolongs it. ``settled_on`` is the day one did, ``settled_by`` the event that tells
        of it, or the address of a page that does.
    status : str
        ``accepted``, or ``review`` where it rests on an announcement nobody has decided on.
    key : str
        What stays the same when its words are mended; its title where that is empty.
    """

    day: date
    title: str
    kind: str
    jurisdiction: str
    source: str
    reference: str
    certainty: str
    url: str = ""
    last: date | None = None
    at: datetime | None = None
    zone: str = ""
    public_on: date | None = None
    acts: tuple[str, ...] = ()
    settled_on: date | None = None
    settled_by: str = ""
    status: str = "accepted"
    key: str = ""

    @property
    def uid(self) -> str:
        """An identity that is the same whenever and wherever it is asked for."""
        name = "\n".join((self.jurisdiction, self.source, self.key or self.title))
        return f"{self.day.isoformat()}-{self.kind}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"

    @property
    def order(self) -> tuple[date, float, str]:
        """Earlier days first; on one day, what has no hour first."""
        return self.day, self.at.timestamp() if self.at else 0.0, self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """What is said alike of all days of one entry."""

    title: str
    kind: str
    jurisdiction: str
    source: str
    reference: str
    url: str
    certainty: str
    public_on: date
    acts: tuple[str, ...] = ()

    def _on(self, day: date, *, at: datetime | None = None, zone: str = "") -> Scheduled:
        return Scheduled(
            day=day,
            title=self.title,
            kind=self.kind,
            jurisdiction=self.jurisdiction,
            source=self.source,
            reference=self.reference,
            url=self.url,
            certainty=self.certainty,
            public_on=self.public_on,
            acts=self.acts,
            at=at,
            zone=zone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(_Announced):
    """The same days (month, day) of every year from ``since``, before ``until``."""

    days: tuple[tuple[int, int], ...]
    since: date
    until: date = date.max

    def between(self, first: date, until: date) -> Iterator[Scheduled]:
        """Its days in [first, until), in order."""
        for year in range(max(first.year, self.since.year), until.year + 1):
            for month, day in sorted(self.days):
                on = date(year, month, day)
                if max(first, self.since) <= on < min(until, self.until):
                    yield self._on(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(_Announced):
    """Single days one authority named together, at one hour of its zone where ``clock`` says so."""

    days: tuple[date, ...]
    clock: time | None = None
    zone: str = ""

    def between(self, first: date, until: date) -> Iterator[Scheduled]:
        """Those in [first, until), in order."""
        for on in sorted(self.days):
            if first <= on < until:
                at = None if self.clock is None else local_instant(on, self.clock, self.zone)
                yield self._on(on, at=at, zone=self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolongation:
    """An end that did not come: of the term named by ``act`` on the day ``end``, public since ``public_on``."""

    act: str
    end: date
    public_on: date
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is not known of the days from ``since`` on, as a sentence."""

    since: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Rules, single days, and what is not known."""

    rules: tuple[Rule, ...]
    dates: tuple[Days, ...]
    gaps: tuple[Gap, ...] = ()
    prolonged: tuple[Prolongation, ...] = ()

    def between(self, first: date, until: date, *, public_by: date | None = None) -> tuple[Scheduled, ...]:
        """What falls into [first, until), in order; of it, what was public before ``public_by`` began."""
        parts: tuple[Rule | Days, ...] = (*self.rules, *self.dates)
        found = [
            self._settled(one, public_by)
            for part in parts
            if public_by is None or part.public_on < public_by
            for one in part.between(first, until)
        ]
        return tuple(sorted(found, key=lambda one: one.order))

    def _settled(self, one: Scheduled, public_by: date | None) -> Scheduled:
        for found in self.prolonged:
            known = public_by is None or found.public_on < public_by
            if known and found.act in one.acts and found.end == one.day:
                return replace(one, settled_on=found.public_on, settled_by=found.url)
        return one

    def limits(self, first: date, until: date, *, public_by: date | None = None) -> tuple[str, ...]:
        """What is not known of [first, until), in sentences, with where to look for it."""
        said = [gap.text for gap in self.gaps if gap.since < until]
        for title in dict.fromkeys(part.title for part in self.dates if part.kind == "rate_meeting"):
            parts = [
                part for part in self.dates if part.title == title and (public_by is None or part.public_on < public_by)
            ]
            days = sorted(day for part in parts for day in part.days)
            look = next(part.url for part in reversed(self.dates) if part.title == title)
            if not days:
                said.append(f"{title}: no day is known; look at {look}.")
            elif until.toordinal() - 1 > days[-1].toordinal() or not _covered(first, until, days):
                last = days[-1].isoformat()
                said.append(f"{title}: known for {_years(days)}, until {last}; for other days look at {look}.")
        return tuple(said)


def _covered(first: date, until: date, days: Sequence[date]) -> bool:
    known = {day.year for day in days}
    return all(year in known for year in range(first.year, date.fromordinal(until.toordinal() - 1).year + 1))


def _years(days: Sequence[date]) -> str:
    """ "2020 and 2022 to 2026"."""
    runs: list[list[int]] = []
    for year in sorted({day.year for day in days}):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return " and ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
