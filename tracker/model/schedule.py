"""Fixing schedules: from the label of an observation to the instants it speaks of.

A rate is made at an instant or over a window, published later, and labelled with a date that may be neither. A schedule
says so as data: method versions with validity, IANA zone, and the rule that ties the label to the day of making.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol

from tracker.model.instants import Label, format_instant, local_instant, parse_instant, zone

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixing:
    """One making of a rate. ``made_from == made_to`` is a point, otherwise an average over the window. UTC."""

    label: Label
    made_from: datetime
    made_to: datetime
    published_at: datetime
    method: str


def joined_methods(methods: Iterable[str]) -> str:
    """The methods of the parts of one value, each once: a change of any of them is a change of the whole.

    >>> joined_methods(["banks' reports 15:30", "exchange 10:00-15:30", "banks' reports 15:30"])
    "banks' reports 15:30; exchange 10:00-15:30"
    """
    return "; ".join(dict.fromkeys(methods))


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodVersion:
    """How a series was made while this version was in force.

    ``valid_from``/``valid_until`` bound the *day of making* (local, half-open; None = open). ``starts``/``ends`` are
    local wall-clock times of the making window, equal for a point. ``published`` is the local time of publication,
    ``published_after_days`` calendar days after the day of making. ``approximate`` marks a version whose validity or
    times are known roughly (validity to about a day). For intraday bars ``starts``/``ends`` bound the trading session;
    equal means round the clock.
    """

    method: str
    valid_from: date | None = None
    valid_until: date | None = None
    starts: time
    ends: time
    published: time
    published_after_days: int = 0
    approximate: bool = False
    reference: str = ""

    def covers(self, day: date) -> bool:
        """Whether the version was in force on that day of making."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class OpenDays(Protocol):
    """What says on which days a rate is made."""

    def is_open(self, day: date) -> bool:
        """Whether a rate is made on that day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Days on which a rate is made: weekdays less ``closed`` plus ``working`` (for instance working Saturdays)."""

    key: str
    closed: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    every_day: bool = False

    def is_open(self, day: date) -> bool:
        """Whether a rate is made on that day."""
        if day in self.working:
            return True
        return day not in self.closed and (self.every_day or day.weekday() < _SATURDAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixingSchedule:
    """When a series is made, published and how it is labelled.

    Attributes
    ----------
    key : str
    zone : str
        IANA zone of the wall-clock times.
    label : str
        ``same_day``: the label is the day of making; ``next_day``: the calendar day after it (Bank of Russia);
        ``bar_end``: the label is itself the instant (intraday bars); ``versions`` then carries the session.
    calendar : str
        Key of the working calendar on which it is made.
    versions : tuple of MethodVersion
        In order of validity, without overlap.
    ends : date or None
        Last day of making, where the series has ended; ``end_reason`` says why.
    bar : timedelta
        Length of one bar for ``bar_end`` schedules.
    """

    key: str
    zone: str
    label: str
    calendar: str
    versions: tuple[MethodVersion, ...]
    ends: date | None = None
    end_reason: str = ""
    bar: timedelta = field(default=timedelta(0))

    def made_on(self, label: Label) -> date:
        """The local day of making of a daily label. ``ValueError`` for a label that is not an ISO date."""
        day = date.fromisoformat(label)
        return day - timedelta(days=1) if self.label == "next_day" else day

    def label_of(self, made_on: date) -> Label:
        """The label of what is made on that local day."""
        return (made_on + timedelta(days=1) if self.label == "next_day" else made_on).isoformat()

    def version_on(self, made_on: date) -> MethodVersion:
        """The version in force; ``ValueError`` when the schedule knows none for that day."""
        for version in self.versions:
            if version.covers(made_on):
                return version
        raise ValueError(f"schedule {self.key} knows no method for {made_on.isoformat()}")

    def with_methods_of(self, parts: Sequence[FixingSchedule]) -> FixingSchedule:
        """This schedule for a series made of others: cut where a part's method changes, each piece with all methods."""
        starts = {version.valid_from for part in parts for version in part.versions if version.valid_from is not None}
        pieces = []
        for version in self.versions:
            inside = [day for day in sorted(starts) if version.covers(day) and day != version.valid_from]
            for since, until in pairwise([version.valid_from, *inside, version.valid_until]):
                day = since or (until or date.max) - timedelta(days=1)
                used = [one.method for part in parts for one in part.versions if one.covers(day)]
                method = joined_methods(used) or version.method
                pieces.append(replace(version, valid_from=since, valid_until=until, method=method))
        return replace(self, versions=tuple(pieces))

    def fixing(self, label: Label) -> Fixing:
        """The instants of one label, zone and daylight saving included."""
        if self.label == "bar_end":
            end = parse_instant(label)
            return Fixing(label=label, made_from=end, made_to=end, published_at=end, method=self.versions[0].method)
        day = self.made_on(label)
        version = self.version_on(day)
        return Fixing(
            label=label,
            made_from=local_instant(day, version.starts, self.zone),
            made_to=local_instant(day, version.ends, self.zone),
            published_at=local_instant(
                day + timedelta(days=version.published_after_days), version.published, self.zone
            ),
            method=version.method,
        )

    def upcoming(self, after: datetime, calendar: OpenDays, *, days: int = 40) -> Iterator[Fixing]:
        """Expected fixings whose making ends after ``after``, in order, over the next ``days`` calendar days.

        Intraday schedules yield the ends of the bars that follow. Nothing is yielded past ``ends``.
        """
        if self.label == "bar_end":
            yield from self._upcoming_bars(after, calendar, days)
            return
        first = after.date() - timedelta(days=2)
        for offset in range(days + 2):
            day = first + timedelta(days=offset)
            if self.ends is not None and day > self.ends:
                return
            if not calendar.is_open(day) or not any(version.covers(day) for version in self.versions):
                continue
            fixing = self.fixing(self.label_of(day))
            if fixing.made_to > after:
                yield fixing

    def _upcoming_bars(self, after: datetime, calendar: OpenDays, days: int) -> Iterator[Fixing]:
        """Ends of whole bars inside the session of open days; a bar belongs to the local day in which it begins."""
        whole = int((self.bar or timedelta(hours=1)).total_seconds())
        seconds = int(after.timestamp()) // whole * whole
        last = seconds + days * 86_400
        place = zone(self.zone)
        while seconds < last:
            begins = datetime.fromtimestamp(seconds, tz=UTC)
            seconds += whole
            local = begins.astimezone(place)
            if self.ends is not None and local.date() > self.ends:
                return
            version = next((version for version in self.versions if version.covers(local.date())), None)
            if version is None or not calendar.is_open(local.date()):
                continue
            if version.starts != version.ends and not version.starts <= local.time() < version.ends:
                continue
            yield self.fixing(format_instant(datetime.fromtimestamp(seconds, tz=UTC)))
