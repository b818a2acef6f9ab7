"""Instants and intervals: aware, UTC, compared as instants.

Inside the product every time is an aware ``datetime`` in UTC. IANA zones appear at the edge only: in a fixing
schedule, in the place of an announcement, in the zone a reader wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Label = str
"""What a source calls an observation: an ISO date (``2014-11-11``), or for intraday bars the UTC instant of the
bar's end (``2026-11-20T14:00:00Z``). Text order is time order within one series."""

LONG_GAP_DAYS = 4
"""Observations whose labels lie further apart than this many days are not neighbours in time."""

LONG_GAP_OF_BARS = 2 / 24
"""The same for bars of an hour: one may be missing; over a night or a weekend an hour's usual move says nothing."""


def long_gap(label: Label) -> float:
    """Days beyond which two observations of a series with such labels are not neighbours in time."""
    return LONG_GAP_OF_BARS if "T" in label else LONG_GAP_DAYS


def days_between(before: Label, after: Label) -> float:
    """Days from one label of a series to another: calendar days of daily labels, elapsed ones of bars.

    Counted from the labels, never from the instants of making: clocks that change, or a making moved to another hour,
    make no day longer.

    >>> days_between("2024-10-25", "2024-10-29")
    4.0
    >>> days_between("2026-11-20T14:00:00Z", "2026-11-21T02:00:00Z")
    0.5
    """
    return (_as_instant(after) - _as_instant(before)) / timedelta(days=1)


def _as_instant(label: Label) -> datetime:
    return parse_instant(label) if "T" in label else datetime.combine(date.fromisoformat(label), time(0), tzinfo=UTC)


def require_utc(instant: datetime, what: str) -> datetime:
    """The same instant in UTC; a naive datetime raises ``ValueError`` naming ``what``."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"{what} has no time zone: {instant.isoformat()}")
    return instant.astimezone(UTC)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; ``ValueError`` when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"unknown IANA time zone {name!r}") from error


def local_instant(day: date, clock: time, zone_name: str) -> datetime:
    """UTC instant of a local wall-clock time. A time skipped by daylight saving reads as the later reading."""
    return datetime.combine(day, clock, tzinfo=zone(zone_name)).astimezone(UTC)


def local_day(day: date, zone_name: str) -> Interval:
    """The whole civil day of a place: 23, 24 or 25 hours as an interval of UTC instants."""
    midnight = time(0)
    return Interval(
        start=local_instant(day, midnight, zone_name),
        end=local_instant(day + timedelta(days=1), midnight, zone_name),
    )


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with ``Z``; microseconds only where there are any.

    >>> format_instant(datetime(2014, 11, 11, 2, 56, tzinfo=UTC))
    '2014-11-11T02:56:00Z'
    """
    return require_utc(instant, "instant").isoformat().replace("+00:00", "Z")


def to_the_second(instant: datetime | None, missing: str = "-") -> str:
    """The instant without its fraction of a second, for people; ``missing`` where there is none.

    >>> to_the_second(datetime(2014, 11, 11, 2, 56, 0, 7, tzinfo=UTC)), to_the_second(None)
    ('2014-11-11T02:56:00Z', '-')
    """
    return missing if instant is None else format_instant(instant.replace(microsecond=0))


def parse_instant(text: str) -> datetime:
    """An RFC 3339 instant (``T`` or space, ``Z`` or an offset, seconds optional) in UTC; ``ValueError`` otherwise.

    >>> parse_instant("2014-11-11T10:56+08:00").isoformat()
    '2014-11-11T02:56:00+00:00'
    """
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"not an instant (expected like 2014-11-11T02:56Z): {text!r}") from None
    return require_utc(parsed, f"instant {text!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A half-open interval [start, end) of UTC instants; ``start == end`` stands for one instant."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", require_utc(self.start, "start"))
        object.__setattr__(self, "end", require_utc(self.end, "end"))
        if self.end < self.start:
            raise ValueError(f"interval ends before it begins: {self.start.isoformat()} … {self.end.isoformat()}")

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end or self.start == instant == self.end
