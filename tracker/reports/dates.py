"""Dates and clock times in words, in English whatever the locale, glued against line breaks."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from tracker.model.instants import Label, parse_instant, zone
from tracker.reports.briefing import PeriodInfo
from tracker.reports.cleaning import NO_BREAK, plain

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEK = timedelta(days=7)
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-W(?P<week>0[1-9]|[1-4]\d|5[0-3])")


def short(day: date, *, year: bool = False) -> str:
    """ "11 Nov", with the year "11 Nov 2014"."""
    text = f"{day.day}{NO_BREAK}{_MONTHS[day.month - 1][:3]}"
    return f"{text}{NO_BREAK}{day.year}" if year else text


def weekday(day: date) -> str:
    """ "Tuesday"."""
    return _WEEKDAYS[day.weekday()]


def day_name(day: date, *, year: bool = False) -> str:
    """ "Tue 11 Nov"."""
    return f"{weekday(day)[:3]}{NO_BREAK}{short(day, year=year)}"


def span(since: date, until: date, *, year: bool = True, months: int | None = None) -> str:
    """Dates from ``since`` to before ``until``: "10–16 November 2014", "29 December 2014 – 4 January 2015".

    ``months`` shortens month names to that many letters.
    """
    last = until - timedelta(days=1)
    month, last_month = (_MONTHS[day.month - 1][:months] for day in (since, last))
    ending = f"{NO_BREAK}{last.year}" if year else ""
    if last <= since:
        return f"{weekday(since)[:months]}{NO_BREAK}{since.day}{NO_BREAK}{month}{ending}"
    if since.year != last.year and year:
        return f"{since.day}{NO_BREAK}{month}{NO_BREAK}{since.year} – {last.day}{NO_BREAK}{last_month}{ending}"
    if (since.year, since.month) != (last.year, last.month):
        return f"{since.day}{NO_BREAK}{month} – {last.day}{NO_BREAK}{last_month}{ending}"
    return f"{since.day}–{last.day}{NO_BREAK}{last_month}{ending}"


def period_title(period: PeriodInfo) -> str:
    """ "week of 10–16 November 2014 (2014-W46)": an ISO week stands only beside its dates."""
    dates = span(period.since, period.until)
    return f"week of {dates} ({period.label})" if period.kind == "week" else dates


def week_with_dates(name: str) -> str:
    """ "the week of 16–22 November 2026 (2026-W47)" for a bare ISO week; any other name stays as it is.

    >>> week_with_dates("two days of May")
    'two days of May'
    """
    found = _ISO_WEEK.fullmatch(name.strip())
    if found is None:
        return name
    monday = date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    return f"the week of {span(monday, monday + _WEEK)} ({name.strip()})"


def this_period(period: PeriodInfo) -> str:
    """ "this week", "this day" or "this period"."""
    return {"week": "this week", "day": "this day"}.get(period.kind, "this period")


def crosses_years(period: PeriodInfo) -> bool:
    """Whether the period's first and last day lie in different years."""
    return period.since.year != (period.until - timedelta(days=1)).year


def weekday_in(day: date, period: PeriodInfo) -> str:
    """The weekday where it is unmistakable ("Tuesday"), otherwise the date ("11 Nov"), with its year where needed."""
    near = period.since - _WEEK < day < period.until + timedelta(days=2)
    if near and period.until - period.since <= _WEEK and day >= period.since:
        return weekday(day)
    return day_name(day, year=crosses_years(period))


def local_day_of(instant: datetime, zone_name: str) -> date:
    """The civil day of an instant in a zone."""
    return instant.astimezone(zone(zone_name)).date()


def clock(instant: datetime, zone_name: str) -> str:
    """The wall-clock time of an instant in a zone: "14:10"."""
    return instant.astimezone(zone(zone_name)).strftime("%H:%M")


def stamp(local: datetime) -> str:
    """A local instant on one line for a terminal: "Tue 11 Nov 2014 14:10", with ordinary spaces."""
    return plain(f"{day_name(local.date(), year=True)} {local:%H:%M}")


def label_day(label: Label, zone_name: str) -> date:
    """The day a label names; of a bar's instant, the civil day in ``zone_name``."""
    return local_day_of(parse_instant(label), zone_name) if "T" in label else date.fromisoformat(label)


def told_day(label: Label, made: datetime | None, zone_name: str) -> date:
    """The day people are told for a rate: the civil day in ``zone_name`` on which it was made, else its label's."""
    return label_day(label, zone_name) if made is None else local_day_of(made, zone_name)


def place_of(zone_name: str) -> str:
    """The city an IANA zone is named after: "Asia/Shanghai" → "Shanghai"."""
    return zone_name.rpartition("/")[2].replace("_", " ")
