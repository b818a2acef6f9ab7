"""Sources side by side by the instant at which each rate was made, whatever their labels say."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tracker.config import load
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
WEEK = ("rates", "compare", "USD/RUB", "--week", "2014-W46")
OFFICIAL = {"2014-11-11": "45.8926", "2014-11-12": "46.1400", "2014-11-13": "46.3379", "2014-11-14": "46.8000"}
QUOTES = {"2024-06-13T09:00:00Z": "88.1", "2024-06-13T10:00:00Z": "88.2"}


def store(home: Path, folder: Path, values: dict[str, dict[str, str]]) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=folder), now=now)
    quotes = [
        Quote(series=key, label=at, value=Decimal(value)) for key, one in values.items() for at, value in one.items()
    ]
    with UnitOfWork(context.engine, write=True) as work:
        work.observations.add(quotes, vintage=now, sha256=None)
        work.commit()
    context.engine.dispose()


def matches(document: str, first: str, second: str) -> list[dict[str, Any]]:
    for couple in json.loads(document)["pairs"]:
        if (couple["first"], couple["second"]) == (first, second):
            return list(couple["matches"])
    raise AssertionError(f"{second} does not stand beside {first}")


def test_official_rates_stand_beside_the_fixing_of_their_day_of_making_not_of_their_label(
    ready_home: Path, tmp_path: Path, tracker: Tracker
) -> None:
    store(ready_home, tmp_path, {"USD/RUB@cbr": OFFICIAL, "USD/RUB@yahoo.1h": QUOTES})
    found = matches(tracker(*WEEK, "--format", "json").out, "USD/RUB@ecb", "USD/RUB@cbr")
    labels = [(one["first"]["label"], one["second"]["label"]) for one in found]
    assert labels == [(f"2014-11-{day}", f"2014-11-{day + 1}") for day in (10, 11, 12, 13)]
    assert {one["hours_between"] for one in found} == {-5.417}  # from 13:10 back to the middle of 07:00-08:30
    assert found[1]["gap"] == pytest.approx(46.14 / 46.673375 - 1, abs=1e-6)
    assert (found[1]["direction"], found[1]["moves"][1]["log_return"] > 0) == ("lower", True)


def test_what_made_no_rate_in_the_period_is_named_once(ready_home: Path, tmp_path: Path, tracker: Tracker) -> None:
    store(ready_home, tmp_path, {"USD/RUB@cbr": OFFICIAL, "USD/RUB@yahoo.1h": QUOTES})
    text = tracker(*WEEK).out
    assert "No rate made in this period: USD/RUB@yahoo.1h." in text
    assert "No two rates made within 24 hours" not in text
    assert text.count("BESIDE") == 1
    assert "07:00–08:30 USD/RUB@cbr        2014-11-12" in text


@pytest.mark.extended
def test_real_daily_quotes_stand_beside_the_fixing_of_the_day_before_their_label(
    shared: Path, ready_home: Path, tmp_path: Path, tracker: Tracker
) -> None:
    """A daily bar is a point at midnight in London: eleven hours after one fixing, thirteen before the next."""
    with (shared / "payloads/fx_yahoo/USDRUB_2024-07-16.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    london = ZoneInfo("Europe/London")
    opened = {f"{datetime.fromisoformat(row['Date']).astimezone(london):%Y-%m-%d}": row["Open"] for row in rows}
    store(ready_home, tmp_path, {"USD/RUB@yahoo.1d": {day: one for day, one in opened.items() if day[:4] == "2014"}})
    answer = tracker(
        "rates", "compare", "USD/RUB", "--since", "2014-01-06", "--until", "2014-12-20", "--format", "json"
    )
    found = matches(answer.out, "USD/RUB@ecb", "USD/RUB@yahoo.1d")
    assert len(found) > 180
    assert median(one["hours_between"] for one in found) == pytest.approx(10.83, abs=0.01)
    wednesdays = [
        one
        for one in found
        if datetime.fromisoformat(one["second"]["label"]).weekday() == 2 and one["hours_between"] > 0
    ]
    assert wednesdays
    assert all(datetime.fromisoformat(one["first"]["label"]).weekday() == 1 for one in wednesdays)
    assert median(abs(one["gap"]) for one in found) < 0.01
