"""A gap is measured in one way: what the alignment calls long, the analysis calls long, clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.returns import MAX_GAP_DAYS, gap_days
from tracker.data.loader import schedules
from tracker.events.alignment import FixingIndex, align
from tracker.model.instants import Interval, days_between, format_instant
from tracker.model.schedule import WorkingCalendar

EVERY_DAY = WorkingCalendar(key="every day", every_day=True)


def both(schedule: str, before: date, after: date) -> tuple[float, float]:
    """The gap between two fixings as the alignment and as the analysis see it."""
    made = schedules()[schedule]
    fixings = [made.fixing(made.label_of(day)) for day in (before, after)]
    a = fixings[0].made_to + timedelta(hours=1)
    found = align(
        "x",
        Interval(start=a, end=a),
        FixingIndex(fixings),
        series="S",
        schedule=made,
        calendar=EVERY_DAY,
        now=fixings[1].published_at + timedelta(days=3),
    )
    levels = pd.DataFrame({"S": [1.0, 2.0]}, index=[fixing.label for fixing in fixings])
    return found.gap_days, float(gap_days(levels)["S"].iloc[1])


@pytest.mark.parametrize(
    ("schedule", "before", "days"),
    [
        ("ecb", date(2024, 10, 25), 4),  # Berlin leaves summer time: 97 hours
        ("ecb", date(2024, 3, 29), 4),  # and returns to it: 95 hours
        ("ecb", date(2024, 3, 28), 5),
        ("bank_of_canada", date(2024, 11, 1), 4),
        ("cbr", date(2014, 10, 24), 4),  # Moscow's clocks went back for good
        ("cbr", date(2022, 3, 11), 4),  # the making moved from 11:30 to 16:30
        ("cbr", date(2022, 3, 11), 5),
    ],
)
def test_clocks_that_change_make_no_gap_and_hide_none(schedule: str, before: date, days: int) -> None:
    aligned, analysed = both(schedule, before, before + timedelta(days=days))
    assert analysed == days
    assert aligned == (days if days > MAX_GAP_DAYS else 0)


@given(st.integers(390_000, 490_000), st.integers(1, 400))
def test_labels_of_bars_are_measured_alike(since_1970: int, hours: int) -> None:
    whole = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=since_1970)
    labels = [format_instant(whole), format_instant(whole + timedelta(hours=hours))]
    measured = gap_days(pd.DataFrame({"S": [1.0, 2.0]}, index=labels))["S"].iloc[1]
    assert days_between(*labels) == pytest.approx(measured)
