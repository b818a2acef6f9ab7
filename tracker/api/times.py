"""Times as people write them in Python: days, weeks, instants, objects of datetime and pandas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tracker.errors import UsageError
from tracker.model.instants import local_instant, parse_instant, require_utc
from tracker.model.period import since_until

When = str | date | datetime
"""A day (``"2014-11-10"``, a date; ``"7d"``: seven days ago), or an aware instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A time [since, until) as instants (UTC), and its ends as days where they were given as days; None is open."""

    since: datetime | None = None
    until: datetime | None = None
    first_day: date | None = None
    until_day: date | None = None


def instant(given: str | datetime, what: str) -> datetime:
    """An aware instant in UTC; ``UsageError`` for one without a zone."""
    try:
        return parse_instant(given) if isinstance(given, str) else require_utc(given, what)
    except ValueError as error:
        raise UsageError(f"{error}.", remedy='Write instants like "2014-11-11T13:10Z".') from None


def instant_or_none(given: str | datetime | None, what: str) -> datetime | None:
    """The same, None for None."""
    return None if given is None else instant(given, what)


def day_text(given: When) -> str | None:
    """A day as the command line takes it; None for an instant."""
    if isinstance(given, str):
        return None if "T" in given or ":" in given else given
    if isinstance(given, datetime):
        return given.date().isoformat() if given.tzinfo is None and given.time() == time(0) else None
    return given.isoformat()


def bounds(since: When | None, until: When | None, *, zone: str, now: datetime) -> Bounds:
    """Both ends; days begin at midnight in ``zone``. ``UsageError`` for what is no day and no instant, or reversed."""
    texts = [None if one is None else day_text(one) for one in (since, until)]
    first_day, until_day = since_until(*texts, zone=zone, now=now)
    begins = _end(since, first_day, zone, "since")
    ends = _end(until, until_day, zone, "until")
    if begins is not None and ends is not None and ends <= begins:
        raise UsageError("The time asked for ends before it begins.", remedy="until is the day after the last one.")
    return Bounds(since=begins, until=ends, first_day=first_day, until_day=until_day)


def _end(given: When | None, day: date | None, zone: str, what: str) -> datetime | None:
    if day is not None:
        return local_instant(day, time(0), zone)
    if given is None:
        return None
    if not isinstance(given, (str, datetime)):
        raise UsageError(f"{what} is neither a day nor an instant: {given!r}.")
    return instant(given, what)
