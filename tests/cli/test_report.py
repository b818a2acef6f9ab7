"""``tracker report`` as typed: pasts, zones, files and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
OFFLINE = "--offline"


def document(tracker: Tracker, *words: str, code: int = 0) -> Any:
    answer = tracker("report", *words, OFFLINE, "--format", "json")
    assert answer.code == code, answer.err
    return json.loads(answer.out)


def test_before_any_record_public_by_is_named_on_stderr(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("report", "--week", "2014-W46", "--as-of", "2014-11-20T00:00Z", OFFLINE)
    assert answer.code == 3
    assert answer.out == ""
    assert "--public-by" in answer.err


def test_a_bound_one_second_before_publication_hides_the_rate(tracker: Tracker, ready_home: Path) -> None:
    day = ("--day", "2014-11-11")
    hidden = document(tracker, *day, "--public-by", "2014-11-11T13:29:59Z", code=4)
    assert hidden["rate"] is None
    assert hidden["windows"] == []
    assert hidden["public_by"] == "2014-11-11T13:29:59Z"
    shown = document(tracker, *day, "--public-by", "2014-11-11T13:30:00Z")
    assert [window["label"] for window in shown["windows"]] == ["2014-11-11"]


@pytest.mark.parametrize(
    ("zone", "label"),
    [("UTC", "2014-11-11"), ("Asia/Tokyo", "2014-11-11"), ("Pacific/Kiritimati", "2014-11-10")],
)
def test_a_fixing_belongs_to_the_readers_day(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch, zone: str, label: str
) -> None:
    monkeypatch.setenv("TRACKER_ZONE", zone)
    found = document(tracker, "--day", "2014-11-11")
    assert [window["label"] for window in found["windows"]] == [label]
    assert found["period"]["zone"] == zone


def test_an_event_belongs_to_the_day_of_its_place_wherever_it_is_read(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_ZONE", "Asia/Tokyo")
    merkel = "2014-11-11-merkel-no-new-sanctions"
    titles = document(tracker, "--day", "2014-11-11")
    assert merkel in {event["id"] for event in titles["events"]}


def test_the_newest_week_is_reported_with_exit_code_four(tracker: Tracker, ready_home: Path) -> None:
    found = document(tracker, "--now", "2026-11-22T12:00Z", code=4)
    assert found["period"]["label"] == "2022-W09"
    assert "stale" in {warning["code"] for warning in found["warnings"]}
    assert any("2026-W46" in warning["message"] for warning in found["warnings"])


def test_a_period_of_the_future_is_no_data(tracker: Tracker, ready_home: Path) -> None:
    found = document(tracker, "--week", "2027-W10", "--now", "2026-11-22T12:00Z", code=3)
    assert not found["period"]["complete"]
    assert found["rate"] is None


def test_a_report_in_a_file_is_the_report_on_stdout(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    words = ("report", "--week", "2014-W46", OFFLINE, "--now", "2026-11-22T12:00Z")
    target = tmp_path / "week.md"
    assert tracker(*words, "-o", str(target)).code == 0, "its ending says which format is meant"
    assert target.read_text("utf-8").strip() == tracker(*words, "--format", "markdown").out.strip()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--week", "2014-W46", "--day", "2014-11-11"),
        ("--since", "2014-11-13", "--until", "2014-11-10"),
        ("--since", "2014-11-10", "--until", "2014-11-10"),
        ("--until", "2014-11-10"),
        ("--day", "2014-11-31"),
        ("--week", "2014-W46", "--public-by", "yesterday"),
        ("--week", "2014-W46", "--public-by", "2014-11-11T12:00"),
        ("--week", "2014-W46", "--pair", "USD"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(tracker: Tracker, ready_home: Path, wrong: tuple[str, ...]) -> None:
    answer = tracker("report", *wrong, OFFLINE)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert answer.err.strip()


@pytest.mark.usefixtures("ready_home")
def test_a_range_that_begins_before_the_rates_says_so_in_its_first_sentence(tracker: Tracker) -> None:
    first = tracker("report", "--since", "1990-01-01", "--until", "2014-01-01", "--offline").out.partition(". ")[0]
    assert "(rates are known from" in " ".join(first.split())
