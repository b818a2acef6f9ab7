"""Working calendars as values: the holiday library and the table of closures, passed down to pure code.

A calendar says when a rate is *expected*; what was really made is what is stored. For years whose substituted days are
not decreed yet the Russian calendar knows only the statutory ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from tracker.data.loader import closures
from tracker.model.schedule import WorkingCalendar


def calendars(first: date, last: date) -> Mapping[str, WorkingCalendar]:
    """Calendars that hold from ``first`` to at least a year past ``last``, so that a next fixing can be foreseen.

    Keys: ``target`` (the ECB's closing days), ``russia`` (with substituted days off and working Saturdays), ``canada``
    (holidays observed in Ottawa), ``weekdays``, ``every_day``.
    """
    if last < first:
        raise ValueError(f"calendars from {first.isoformat()} until {last.isoformat()}")
    return _calendars(first.year, last.year + 1)


@lru_cache(maxsize=16)
def _calendars(first_year: int, last_year: int) -> Mapping[str, WorkingCalendar]:
    import holidays

    years = range(first_year, last_year + 1)
    russia = holidays.country_holidays("RU", years=years)
    closed = {
        "target": frozenset(holidays.financial_holidays("XECB", years=years)),
        "russia": frozenset(russia),
        "canada": frozenset(
            holidays.country_holidays("CA", subdiv="ON", years=years, categories=("government", "public"))
        ),
        "weekdays": frozenset[date](),
        "every_day": frozenset[date](),
    }
    working = {"russia": frozenset(russia.weekend_workdays)}
    table = closures()
    built = {}
    for key, days in closed.items():
        more, worked = table.get(key, (frozenset(), frozenset()))
        working_days = (working.get(key, frozenset()) - more) | worked
        built[key] = WorkingCalendar(
            key=key, closed=(days | more) - working_days, working=working_days, every_day=key == "every_day"
        )
    return MappingProxyType(built)
