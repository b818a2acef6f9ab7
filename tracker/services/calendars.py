"""Working calendars as values: the holiday library and the table of closures, passed down to pure code.

A calendar says when a rate is *expected*; what was really made is what is stored. For years whose substituted days are
not decreed yet the Russian calendar knows only the statutory ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracker.data.loader import closures
from tracker.model.schedule import WorkingCalendar

_FRIDAY = 4
KEYS = ("target", "russia", "canada", "weekdays", "fridays", "every_day")


def calendars(first: date, last: date) -> Mapping[str, WorkingCalendar]:
    """Calendars that hold from ``first`` to at least a year past ``last``, so that a next fixing can be foreseen.

    Keys: ``target`` (the ECB's closing days), ``russia`` (with substituted days off and working Saturdays), ``canada``
    (holidays observed in Ottawa), ``weekdays``, ``fridays``, ``every_day``. Each is made when it is first asked for:
    the holiday library takes a good part of a second to load.
    """
    if last < first:
        raise ValueError(f"calendars from {first.isoformat()} until {last.isoformat()}")
    return _Calendars(first.year, last.year + 1)


@dataclass(frozen=True, slots=True)
class LateCalendar:
    """A working calendar that is made when a day is first asked of it; most questions about the past ask none."""

    key: str
    first: date
    last: date

    def is_open(self, day: date) -> bool:
        """Whether a rate is made on that day."""
        return calendars(self.first, self.last)[self.key].is_open(day)


class _Calendars(Mapping[str, WorkingCalendar]):
    def __init__(self, first_year: int, last_year: int) -> None:
        self._years = (first_year, last_year)

    def __getitem__(self, key: str) -> WorkingCalendar:
        if key not in KEYS:
            raise KeyError(key)
        return _calendar(key, *self._years)

    def __iter__(self) -> Iterator[str]:
        return iter(KEYS)

    def __len__(self) -> int:
        return len(KEYS)


@lru_cache(maxsize=64)
def _calendar(key: str, first_year: int, last_year: int) -> WorkingCalendar:
    days, working = _holidays(key, range(first_year, last_year + 1))
    more, worked = closures().get(key, (frozenset(), frozenset()))
    working_days = (working - more) | worked
    return WorkingCalendar(
        key=key, closed=(days | more) - working_days, working=working_days, every_day=key == "every_day"
    )


def _holidays(key: str, years: range) -> tuple[frozenset[date], frozenset[date]]:
    """Days closed, and weekend days worked, as the holiday library knows them."""
    if key == "fridays":
        first = date(years.start, 1, 1)
        days = (first + timedelta(days=offset) for offset in range((date(years.stop, 1, 1) - first).days))
        return frozenset(day for day in days if day.weekday() != _FRIDAY), frozenset()
    if key not in ("target", "russia", "canada"):
        return frozenset(), frozenset()
    import holidays

    if key == "target":
        return frozenset(holidays.financial_holidays("XECB", years=years)), frozenset()
    if key == "russia":
        russia = holidays.country_holidays("RU", years=years)
        return frozenset(russia), frozenset(russia.weekend_workdays)
    canada = holidays.country_holidays("CA", subdiv="ON", years=years, categories=("government", "public"))
    return frozenset(canada), frozenset()
