"""What the publishers of a simulated month promise and do, written down on its own: nothing here asks the product.

A making is one rate: when it is made, when its publisher says it will be out, when it really is. The tables are laid
out by hand from the publishers' hours and from the closing days of these very weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.fakenet.ground import BERLIN, MOSCOW, TORONTO

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Making:
    """One rate of a series; instants in UTC. ``out`` is when it really came, ``expected`` when it was to come."""

    label: str
    made_from: datetime
    made_to: datetime
    expected: datetime
    out: datetime
    value: float = 0.0

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every instant at which something about it changes."""
        return self.made_from, self.made_to, self.expected, self.out


def at(day: date, clock: str, place: ZoneInfo) -> datetime:
    """A wall-clock time of a place, in UTC."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=place).astimezone(UTC)


def weekdays(first: date, last: date, *, less: Collection[date] = (), more: Collection[date] = ()) -> Iterator[date]:
    """Monday to Friday, without some and with some others."""
    day = first
    while day <= last:
        if day in more or (day.weekday() < 5 and day not in less):
            yield day
        day += DAY


def _making(day: date, label: date, window: tuple[str, str], out: str, place: ZoneInfo) -> Making:
    expected = at(day, out, place)
    return Making(
        label=label.isoformat(),
        made_from=at(day, window[0], place),
        made_to=at(day, window[1], place),
        expected=expected,
        out=expected,
    )


def bank_of_russia_makings(days: Iterator[date], late: Mapping[date, timedelta]) -> list[Making]:
    """10:00 to 15:30 Moscow, out at 17:30, named after the next calendar day; ``late`` by day of making."""
    found = [_making(day, day + DAY, ("10:00", "15:30"), "17:30", MOSCOW) for day in days]
    by_label = {(day + DAY).isoformat(): delay for day, delay in late.items()}
    return [replace(one, out=one.out + by_label.get(one.label, timedelta(0))) for one in found]


def ecb_makings(days: Iterator[date]) -> list[Making]:
    """14:10 Frankfurt, out at 16:00."""
    return [_making(day, day, ("14:10", "14:10"), "16:00", BERLIN) for day in days]


def yahoo_makings(days: Iterator[date]) -> list[Making]:
    """The bar that ends at 15:00 Frankfurt."""
    return [_making(day, day, ("15:00", "15:00"), "15:00", BERLIN) for day in days]


def bank_of_canada_makings(days: Iterator[date]) -> list[Making]:
    """16:30 Toronto, out at once."""
    return [_making(day, day, ("16:30", "16:30"), "16:30", TORONTO) for day in days]


def local_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """The civil day of a place as [a, b) in UTC: 23, 24 or 25 hours."""
    place = ZoneInfo(zone)
    return at(day, "00:00", place), at(day + DAY, "00:00", place)
