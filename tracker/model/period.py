"""Periods: the week, day or range a reader asks for, as UTC instants.

A period is half-open: its start belongs to it, its end does not. Weeks are ISO weeks, Monday 00:00 to Monday 00:00 in
the reader's zone. An event belongs to the period in which its interval begins, a fixing to the one in which it was
made. Nothing here reads a clock: ``now`` is an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker.errors import UsageError
from tracker.model.instants import Interval, local_instant, zone

_WEEK = re.compile(r"^(?P<year>\d{4})-?[Ww](?P<week>\d{1,2})$")
_AGO = re.compile(r"^(?P<count>\d{1,5})(?P<unit>[dw])$")
_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
_YEARS = range(1000, 9000)
"""Years whose days exist as instants in every zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A half-open span [start, end) of whole local days.

    Attributes
    ----------
    start, end : datetime
        UTC instants of the first local midnight that belongs and the first that does not.
    zone : str
        IANA zone in which the days were counted.
    label : str
        ``2014-W46``, ``2014-11-11``, or ``2014-11-10/2014-11-13`` (the last day does not belong).
    complete : bool
        Whether the period had ended at the instant it was asked for.
    """

    start: datetime
    end: datetime
    zone: str
    label: str
    complete: bool

    @property
    def interval(self) -> Interval:
        """The same span as an interval of instants."""
        return Interval(start=self.start, end=self.end)

    @property
    def first_day(self) -> date:
        """The first local day."""
        return self.start.astimezone(zone(self.zone)).date()

    @property
    def last_day(self) -> date:
        """The last local day, which belongs to the period."""
        return self.until - _DAY

    @property
    def kind(self) -> str:
        """``week`` (exactly one ISO week), ``day`` or ``range``."""
        length = self.until - self.first_day
        if length == _DAY:
            return "day"
        return "week" if length == timedelta(weeks=1) and self.first_day.isoweekday() == 1 else "range"

    @property
    def until(self) -> date:
        """The first local day that no longer belongs."""
        return self.end.astimezone(zone(self.zone)).date()

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


def iso_week(text: str, *, zone: str, now: datetime) -> Period:
    """The week named ``2014-W46``; ``UsageError`` when there is no such week.

    >>> from datetime import UTC
    >>> week = iso_week("2014-W46", zone="UTC", now=datetime(2026, 1, 1, tzinfo=UTC))
    >>> week.first_day.isoformat(), week.last_day.isoformat(), week.complete
    ('2014-11-10', '2014-11-16', True)
    """
    match = _WEEK.match(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a week.", remedy="Write ISO weeks like 2014-W46.")
    year, week = int(match["year"]), int(match["week"])
    if year not in _YEARS:
        raise UsageError(f"There are no rates of the year {year}.")
    if not 1 <= week <= weeks_in(year):
        raise UsageError(f"There is no week {text.strip()}: {year} has weeks 1 to {weeks_in(year)}.")
    monday = date.fromisocalendar(year, week, 1)
    return _of_days(monday, monday + timedelta(weeks=1), zone=zone, now=now, label=week_label(monday))


def single_day(text: str, *, zone: str, now: datetime) -> Period:
    """One civil day of the zone, 23 to 25 hours long; ``UsageError`` when the text is not an ISO date."""
    day = _date(text, today=None)
    return _of_days(day, day + _DAY, zone=zone, now=now, label=day.isoformat())


def day_range(since: str, until: str | None, *, zone: str, now: datetime) -> Period:
    """From ``since`` (inclusive) to ``until`` (exclusive; the end of today when it is left out).

    Both are ISO dates, or ``7d`` and ``2w``: so many days or weeks before today. ``UsageError`` for a range that is
    reversed or empty.
    """
    first, end = since_until(since, until, zone=zone, now=now)
    assert first is not None  # noqa: S101  # since was given
    end = end or _today(zone, now) + _DAY
    return _of_days(first, end, zone=zone, now=now, label=f"{first.isoformat()}/{end.isoformat()}")


def since_until(since: str | None, until: str | None, *, zone: str, now: datetime) -> tuple[date | None, date | None]:
    """Local days of a range that may be open at either side; ``UsageError`` when it is reversed or empty."""
    today = _today(zone, now)
    first = None if since is None else _date(since, today=today)
    end = None if until is None else _date(until, today=today)
    if first is not None and end is None and first > today:
        raise UsageError(f"The range begins on {first.isoformat()}, after today, {today.isoformat()}.")
    if first is not None and end is not None and end <= first:
        raise UsageError(
            f"The range from {first.isoformat()} until {end.isoformat()} is {'empty' if end == first else 'reversed'}.",
            remedy="--since is the first day; --until is the day after the last one.",
        )
    return first, end


def last_complete_week(now: datetime, zone: str) -> Period:
    """The newest ISO week that had wholly passed at ``now``.

    >>> from datetime import UTC
    >>> last_complete_week(datetime(2027, 1, 4, tzinfo=UTC), "UTC").label
    '2026-W53'
    """
    today = _today(zone, now)
    monday = today - timedelta(days=today.isoweekday() - 1)
    return week_of(monday - _DAY, zone=zone, now=now)


def week_of(day: date, *, zone: str, now: datetime) -> Period:
    """The ISO week in which a local day lies."""
    monday = day - timedelta(days=day.isoweekday() - 1)
    return _of_days(monday, monday + timedelta(weeks=1), zone=zone, now=now, label=week_label(day))


def week_label(day: date) -> str:
    """ISO year and week of a day; the year is the week's, not the day's.

    >>> week_label(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def weeks_in(year: int) -> int:
    """How many ISO weeks a year has: 52 or 53."""
    return date(year, 12, 28).isocalendar().week


def chosen(
    *, week: str | None, day: str | None, since: str | None, until: str | None, zone: str, now: datetime
) -> Period | None:
    """The period that the options of a command name; None when none of them was given.

    ``UsageError`` when they contradict each other.
    """
    given = [name for name, value in (("--week", week), ("--day", day), ("--since", since)) if value is not None]
    if len(given) > 1 or (until is not None and since is None and given):
        named = given if until is None else [*given, "--until"]
        raise UsageError(
            f"{' and '.join(named)} name different periods.", remedy="Give --week, or --day, or --since and --until."
        )
    if week is not None:
        return iso_week(week, zone=zone, now=now)
    if day is not None:
        return single_day(day, zone=zone, now=now)
    if since is not None:
        return day_range(since, until, zone=zone, now=now)
    if until is not None:
        raise UsageError("--until needs --since: a report has a first day.")
    return None


def _of_days(first: date, end: date, *, zone: str, now: datetime, label: str) -> Period:
    start_at, end_at = local_instant(first, _MIDNIGHT, zone), local_instant(end, _MIDNIGHT, zone)
    return Period(start=start_at, end=end_at, zone=zone, label=label, complete=end_at <= now)


def _today(zone_name: str, now: datetime) -> date:
    return now.astimezone(zone(zone_name)).date()


def _date(text: str, *, today: date | None) -> date:
    """Read ``2014-11-11``, or ``7d`` counted back from ``today`` where that is given."""
    wanted = text.strip()
    ago = _AGO.match(wanted)
    try:
        if ago is not None and today is not None:
            days = int(ago["count"]) * (7 if ago["unit"] == "w" else 1)
            return today - timedelta(days=days)
        found = date.fromisoformat(wanted)
        # The compact and week forms that Python also reads are easily a slip of the pen here.
        if len(wanted) == 10 and wanted[4] == wanted[7] == "-" and found.year in _YEARS:
            return found
    except (ValueError, OverflowError):
        pass
    also = ", or 7d for seven days ago" if today is not None else ""
    raise UsageError(f"{text!r} is not a day.", remedy=f"Write days like 2014-11-11{also}.")
