"""What a newcomer stumbled over once, and must not again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.data.loader import shipped_events

Tracker = Callable[..., Any]
MERKEL = "2014-11-11-merkel-no-new-sanctions"


def test_an_hour_found_later_bounds_the_event(tracker: Tracker, ready_home: Path) -> None:
    words = ("--time-utc", "2014-11-11T13:05Z", "--time-basis", "report", "--reason", "first agency report found")
    assert tracker("events", "edit", MERKEL, *words, "--offline").code == 0
    shown = json.loads(tracker("events", "show", MERKEL, "--format", "json", "--offline").out)["events"][0]["interval"]
    assert (shown["earliest_utc"], shown["latest_utc"]) == ("2014-11-10T23:00:00Z", "2014-11-11T13:05:00Z")
    assert shown["precision"] == "interval"
    (found,) = json.loads(tracker("align", MERKEL, "--format", "json", "--offline").out)["alignments"]
    assert found["latest"]["label"] == found["earliest"]["label"] == "2014-11-11"


def test_the_list_of_a_day_and_of_a_week_holds_what_the_report_counts(tracker: Tracker, ready_home: Path) -> None:
    def listed(*words: str) -> set[str]:
        answer = tracker("events", "list", *words, "--format", "json", "--offline")
        return {event["id"] for event in json.loads(answer.out)["events"]}

    tuesday = listed("--day", "2014-11-11")
    assert MERKEL in tuesday
    assert all(event.startswith("2014-11-11") for event in tuesday)
    week = listed("--week", "2014-W46")
    assert "2014-11-10-cbr-free-float" in week
    assert "2014-11-17-eu-fac-listings-asked" not in week


def test_the_chart_names_nothing_that_happened_after_it(tracker: Tracker, ready_home: Path) -> None:
    asked = ("report", "--since", "2014-01-01", "--until", "2023-01-01", "--offline")
    line = next(line for line in tracker(*asked).out.splitlines() if "▁" in line)
    assert "Jul" not in line
    assert "Sep" not in line


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "tracker" / "cli").rglob("*.py")), ids=str)
def test_examples_name_events_of_the_shipped_log(path: Path) -> None:
    known = {event.id for event in shipped_events()}
    named = re.findall(r"\b20\d\d-\d\d-\d\d-[a-z][a-z0-9-]+", path.read_text(encoding="utf-8"))
    assert set(named) <= known
