"""Working calendars: when a rate is expected to be made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.services.calendars import LateCalendar, calendars

KEYS = {"target", "russia", "weekdays", "fridays", "every_day", "canada"}


@pytest.fixture(scope="module")
def days():
    return calendars(date(1999, 1, 1), date(2026, 12, 31))


def test_the_keys(days):
    assert days.keys() == KEYS
    assert all(calendar.key == key for key, calendar in days.items())


@pytest.mark.parametrize(
    ("key", "day", "is_open"),
    [
        ("target", date(2022, 4, 15), False),  # Good Friday
        ("target", date(2022, 5, 1), False),
        ("target", date(2022, 11, 1), True),  # a holiday in much of Europe, not in TARGET
        ("target", date(2014, 11, 8), False),
        ("russia", date(2022, 2, 28), True),  # shares stopped, currencies did not
        ("russia", date(2022, 3, 10), True),
        ("russia", date(2022, 3, 5), False),  # a Saturday worked, with the exchange closed
        ("russia", date(2022, 3, 7), False),  # the day off it paid for
        ("russia", date(2024, 4, 27), True),  # a working Saturday
        ("russia", date(2024, 11, 2), True),
        ("russia", date(2025, 11, 1), True),
        ("russia", date(2026, 1, 9), False),
        ("russia", date(2024, 6, 12), False),
        ("russia", date(2024, 6, 13), True),
        ("russia", date(2024, 12, 28), True),
        ("russia", date(2014, 11, 4), False),
        ("canada", date(2026, 7, 1), False),
        ("canada", date(2026, 7, 2), True),
        ("weekdays", date(2026, 1, 1), True),
        ("weekdays", date(2026, 1, 3), False),
        ("every_day", date(2026, 1, 3), True),
    ],
)
def test_known_days(days, key, day, is_open):
    assert days[key].is_open(day) is is_open


def test_the_russian_new_year_holidays_last_up_to_eleven_days(days):
    closed = [
        day for day in (date(2015, 1, 1) + timedelta(offset) for offset in range(14)) if not days["russia"].is_open(day)
    ]
    assert closed == [date(2015, 1, 1) + timedelta(offset) for offset in range(11)]


def test_the_next_year_is_there_to_foresee_a_fixing():
    assert not calendars(date(2026, 12, 30), date(2026, 12, 31))["target"].is_open(date(2027, 1, 1))


def test_the_range_runs_forward():
    with pytest.raises(ValueError, match="2026-01-02"):
        calendars(date(2026, 1, 2), date(2026, 1, 1))


def test_the_ecb_publishes_on_every_target_day_and_on_no_other(days):
    """Twenty-seven years of reference rates, in the archive that the converter's package carries."""
    import csv
    import importlib.util
    import io
    import zipfile
    from pathlib import Path

    package = Path(importlib.util.find_spec("currency_converter").origin).parent
    with zipfile.ZipFile(package / "eurofxref-hist.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    published = {date.fromisoformat(row["Date"]) for row in csv.DictReader(io.StringIO(text))}
    every = (min(published) + timedelta(offset) for offset in range((max(published) - min(published)).days + 1))

    assert {day for day in every if days["target"].is_open(day)} == published


@pytest.mark.extended
def test_the_bank_of_russia_published_when_its_calendar_says(days, shared):
    """Labels are the calendar day after making, so a label's eve must have been open."""
    import xml.etree.ElementTree as ET
    from datetime import datetime

    content = (shared / "payloads" / "fx_cbr" / "XML_dynamic_R01235_2026-03.xml").read_bytes()
    root = ET.fromstring(content)  # noqa: S314 - recorded bytes
    labels = [datetime.strptime(record.get("Date"), "%d.%m.%Y").date() for record in root.iter("Record")]  # noqa: DTZ007

    assert labels
    assert [label for label in labels if not days["russia"].is_open(label - timedelta(1))] == []


def test_a_late_calendar_is_the_same_calendar():
    first, last = date(2014, 11, 1), date(2014, 12, 31)
    days = [first + timedelta(days=number) for number in range(100)]
    for key, calendar in calendars(first, last).items():
        late = LateCalendar(key, first, last)
        assert [late.is_open(day) for day in days] == [calendar.is_open(day) for day in days]
