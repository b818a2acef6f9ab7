"""Dates and clock times in words, whatever the locale, glued against line breaks."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.model.instants import Label, parse_instant, zone
from tracker.reports.cleaning import NO_BREAK, plain
from tracker.reports.wording import ENGLISH, Told, Words, told

if TYPE_CHECKING:
    from tracker.reports.briefing import PeriodInfo

_WEEK = timedelta(days=7)
_KINDS = frozenset(("week", "day"))
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-W(?P<week>0[1-9]|[1-4]\d|5[0-3])")


def short(day: date, *, year: bool = False, words: Words = ENGLISH) -> str:
    """ "11 Nov", with the year "11 Nov 2014"; in German "11. November": an abbreviation's point ends a sentence."""
    return _dated(day, words(f"date.month_in_text.{day.month}"), year=year, words=words)


def told_date(day: date) -> Told:
    """ "11 Nov 2014", with ordinary spaces."""
    return told("date.plain", day=day.day, month=told(f"date.month_in_text.{day.month}"), year=day.year)


def weekday(day: date, words: Words = ENGLISH) -> str:
    """ "Tuesday"."""
    return words(f"date.weekday.{day.weekday()}")


def weekday_in_table(day: date, words: Words = ENGLISH) -> str:
    """ "Tue", "Di."."""
    return words(f"date.weekday_short.{day.weekday()}")


def day_name(day: date, *, year: bool = False, words: Words = ENGLISH) -> str:
    """ "Tue 11 Nov"; in German "Dienstag, 11. November"."""
    name = words(f"date.weekday_in_text.{day.weekday()}")
    return words("date.named", weekday=name, date=short(day, year=year, words=words))


def day_in_table(day: date, *, year: bool = False, words: Words = ENGLISH) -> str:
    """ "Tue 11 Nov", "Di., 11. Nov."."""
    dated = _dated(day, words(f"date.month_short.{day.month}"), year=year, words=words)
    return words("date.named_in_table", weekday=weekday_in_table(day, words), date=dated)


def _dated(day: date, month: str, *, year: bool, words: Words) -> str:
    if year:
        return words("date.day_of_year", day=day.day, month=month, year=day.year)
    return words("date.day", day=day.day, month=month)


def span(since: date, until: date, *, year: bool = True, short: bool = False, words: Words = ENGLISH) -> str:
    """Dates from ``since`` to before ``until``: "10–16 November 2014", "29 December 2014 – 4 January 2015".

    ``short``: abbreviated names, "10–16 Nov 2014".
    """
    last = until - timedelta(days=1)
    ending = "_short" if short else ""
    month, last_month = (words(f"date.month{ending}.{day.month}") for day in (since, last))
    closing = f"{NO_BREAK}{last.year}" if year else ""
    if last <= since:
        name = words(f"date.weekday{ending}.{since.weekday()}")
        return words("date.single_day", weekday=name, day=since.day, month=month) + closing
    if (since.year, since.month) == (last.year, last.month):
        return words("date.within_month", first=since.day, last=last.day, month=month) + closing
    first = _dated(since, month, year=year and since.year != last.year, words=words)
    return words("date.through", first=first, last=_dated(last, last_month, year=year, words=words))


def period_title(period: PeriodInfo) -> str:
    """ "week of 10–16 November 2014 (2014-W46)": an ISO week stands only beside its dates."""
    dates = span(period.since, period.until)
    return f"week of {dates} ({period.label})" if period.kind == "week" else dates


def week_with_dates(name: str, words: Words = ENGLISH) -> str:
    """ "the week of 16–22 November 2026 (2026-W47)" for a bare ISO week; any other name stays as it is.

    >>> week_with_dates("two days of May")
    'two days of May'
    """
    found = _ISO_WEEK.fullmatch(name.strip())
    if found is None:
        return name
    monday = date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    return words("date.week", dates=span(monday, monday + _WEEK, words=words), label=name.strip())


def this_period(period: PeriodInfo, words: Words = ENGLISH, *, form: str = "this") -> str:
    """ "this week", "this day" or "this period"; ``form`` is one of the catalogue's ``period.…``."""
    return words(f"period.{form}.{period.kind if period.kind in _KINDS else 'range'}")


def crosses_years(period: PeriodInfo) -> bool:
    """Whether the period's first and last day lie in different years."""
    return period.since.year != (period.until - timedelta(days=1)).year


def weekday_in(day: date, period: PeriodInfo, words: Words = ENGLISH) -> str:
    """The weekday where it is unmistakable ("Tuesday"), otherwise the date ("11 Nov"), with its year where needed."""
    near = period.since - _WEEK < day < period.until + timedelta(days=2)
    if near and period.until - period.since <= _WEEK and day >= period.since:
        return weekday(day, words)
    return day_name(day, year=crosses_years(period), words=words)


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


def place_of(zone_name: str, words: Words = ENGLISH) -> str:
    """The city an IANA zone is named after: "Asia/Shanghai" → "Shanghai"."""
    return words.of(zone_name.rpartition("/")[2].replace("_", " "))
