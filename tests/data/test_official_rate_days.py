"""Days that bear an official rate of the Bank of Russia: the calendar against what was published, both ways.

The days are facts read from public tables of the rates (monthly tables as reprinted by russian-trade.com, where a day
without a rate of its own repeats the one before it), and from the Bank's and the press's announcements of single ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tracker.data.loader import closures, schedules
from tracker.data.schedule_file import parse_closures
from tracker.model.schedule import WorkingCalendar
from tracker.services.calendars import calendars

DAY = timedelta(days=1)

# Month: days after the first that bear no rate of their own.
WITHOUT = {
    "2004-05": (2, 3, 4, 5, 9, 10, 11, 16, 17, 23, 24, 30, 31),
    "2005-05": (2, 3, 8, 9, 10, 11, 15, 16, 22, 23, 29, 30),  # Saturday the 14th was worked, and no rate was made
    "2006-03": (5, 6, 9, 12, 13, 19, 20, 26, 27),
    "2008-05": (2, 3, 4, 10, 11, 12, 18, 19, 25, 26),  # Sunday the 4th was worked, and a rate was made
    "2011-05": (2, 3, 8, 9, 10, 15, 16, 22, 23, 29, 30),
    "2013-05": (2, 3, 4, 5, 6, 10, 11, 12, 13, 19, 20, 26, 27),
    "2014-02": (2, 3, 9, 10, 16, 17, 23, 24),
    "2017-12": (3, 4, 10, 11, 17, 18, 24, 25, 31),
    "2018-02": (4, 5, 11, 12, 18, 19, 24, 25, 26),
    "2020-01": (2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 19, 20, 26, 27),
    "2020-02": (2, 3, 9, 10, 16, 17, 23, 24, 25),
    "2020-03": (2, 8, 9, 10, 15, 16, 22, 23, 29, 30, 31),
    "2020-06": (7, 8, 13, 14, 15, 21, 22, 28, 29),  # the 24th was declared free of work, and a rate was made
    "2020-07": (2, 5, 6, 12, 13, 19, 20, 26, 27),
    "2021-04": (4, 5, 11, 12, 18, 19, 25, 26),
    "2022-06": (5, 6, 12, 13, 14, 19, 20, 26, 27),
}

# From one labelled day to the next, none between: announced for a span of days, or told of one Saturday.
SPANS = [
    ("2010-02-28", "2010-03-02"),  # made on a Saturday
    ("2018-06-10", "2018-06-14"),  # made on a Saturday
    ("2020-03-28", "2020-04-07"),
    ("2021-01-01", "2021-01-12"),
    ("2022-03-05", "2022-03-10"),  # Saturday the 5th was worked; the exchange was closed
    ("2022-12-31", "2023-01-10"),
    ("2024-05-04", "2024-05-07"),
    ("2024-06-12", "2024-06-14"),
    ("2024-11-23", "2024-11-26"),
    ("2024-12-29", "2025-01-10"),  # made on a Saturday
    ("2025-12-31", "2026-01-13"),
]


@pytest.fixture(scope="module")
def russia() -> WorkingCalendar:
    return calendars(date(2003, 1, 1), date(2026, 12, 31))["russia"]


def labelled(calendar: WorkingCalendar, first: date, last: date) -> list[date]:
    """The days from one to another that bear a rate according to the calendar."""
    schedule = schedules()["cbr"]
    days = (first + offset * DAY for offset in range((last - first).days + 1))
    return [day for day in days if calendar.is_open(schedule.made_on(day.isoformat()))]


def days_of(month: str) -> Iterator[date]:
    day = date.fromisoformat(f"{month}-02")
    while f"{day:%Y-%m}" == month:
        yield day
        day += DAY


@pytest.mark.parametrize("month", WITHOUT)
def test_every_day_of_a_month_bears_a_rate_or_none_as_published(russia: WorkingCalendar, month: str) -> None:
    days = list(days_of(month))
    assert labelled(russia, days[0], days[-1]) == [day for day in days if day.day not in WITHOUT[month]]


@pytest.mark.parametrize(("first", "following"), SPANS)
def test_the_rate_of_a_holiday_holds_until_the_next_one(russia: WorkingCalendar, first: str, following: str) -> None:
    days = [date.fromisoformat(first), date.fromisoformat(following)]
    assert labelled(russia, *days) == days


def test_each_correction_of_the_holidays_is_needed_and_has_its_source() -> None:
    """What the holiday library knows by itself has no place among the closures: it would hide a change there."""
    import holidays

    library = holidays.country_holidays("RU", years=range(2003, 2028))
    closed, working = closures()["russia"]
    worked = set(library.weekend_workdays)
    known = {day for day in closed if day in library or (day.weekday() >= 5 and day not in worked)}
    assert known == {date(2024, 6, 12)}  # named for its event: the day on which the exchange was put on the list
    assert {day for day in working if day in worked or (day.weekday() < 5 and day not in library)} == set()


def test_a_day_can_be_closed_and_opened(root: Path) -> None:
    text = (root / "tracker" / "data" / "closures.csv").read_text(encoding="utf-8")
    more = "russia,2031-05-10,2031-05-10,working,a Saturday,decree\nrussia,2031-05-09,2031-05-09,closed,Friday,decree\n"
    closed, working = parse_closures(text + more)["russia"]
    assert date(2031, 5, 10) in working
    assert date(2031, 5, 9) in closed


def written_dates(folder: Path) -> Mapping[str, set[date]]:
    """Every day that real documents of the Bank of Russia carry as the label of rates, by document."""
    found: dict[str, set[date]] = {}
    for path in sorted(folder.iterdir()):
        text = path.read_bytes().decode("cp1251" if path.suffix == ".xml" else "utf-8")
        if path.suffix == ".json":
            document = json.loads(text)
            found[path.name] = {datetime.fromisoformat(document[name]).date() for name in ("Date", "PreviousDate")}
        else:
            days = re.findall(r'<(?:Record|ValCurs) Date="(\d\d)[./](\d\d)[./](\d{4})"', text)
            found[path.name] = {date(int(year), int(month), int(day)) for day, month, year in days}
    return found


@pytest.mark.extended
def test_every_real_label_is_a_day_the_calendar_knows(russia: WorkingCalendar, shared: Path) -> None:
    found = written_dates(shared / "payloads" / "fx_cbr")
    labels = set().union(*found.values())
    assert len(labels) >= 6, found
    unknown = {name: sorted(day for day in days if not labelled(russia, day, day)) for name, days in found.items()}
    assert {name: days for name, days in unknown.items() if days} == {}
    for name, days in found.items():
        if "dynamic" in name:  # a range without holes
            assert labelled(russia, min(days), max(days)) == sorted(days)
