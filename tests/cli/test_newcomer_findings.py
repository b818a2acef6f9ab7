"""What a newcomer stumbled over once, and must not again."""

from __future__ import annotations

import json
import re
import sys
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


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report", "--since", "2000-01-01", "--until", "2006-01-01"), 4, "begin on 2005-04-01"),
        (("study", "--kind", "foo"), 2, "There is no kind 'foo'"),
        (("events", "list", "--stance", "angry"), 2, "deescalate, escalate, hold"),
        (("events", "review"), 0, "No proposed event waits for a decision."),
        (("report", "--day", "2014-11-15"), 3, "Saturday, a weekend"),
        (("rates", "RUB/USD@ecb", "--week", "2014-W46"), 0, "RUB/USD is kept as USD/RUB"),
        (("rates", "USD/RUB@ecb", "--public-by", "2014-11-11 12:00"), 2, "like 2014-11-11T12:00Z"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_an_answer_says_what_a_newcomer_has_to_know(
    tracker: Tracker, ready_home: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = tracker(*words, "--offline")
    assert said in " ".join((answer.out + answer.err).split())
    assert answer.code == code


def test_a_series_is_said_to_have_ended_only_where_its_end_is_shown(tracker: Tracker, ready_home: Path) -> None:
    assert "suspended" not in tracker("rates", "USD/RUB@ecb", "--week", "2014-W46", "--offline").err
    assert "suspended" in tracker("rates", "USD/RUB@ecb", "--week", "2022-W09", "--offline").err


def test_a_report_of_the_year_in_which_rates_begin_is_partial_and_the_next_one_is_whole(
    tracker: Tracker, ready_home: Path
) -> None:
    def codes(*words: str) -> tuple[int, list[str]]:
        answer = tracker("report", *words, "--format", "json", "--offline")
        return answer.code, [one["code"] for one in json.loads(answer.out)["warnings"]]

    assert codes("--since", "2005-01-01", "--until", "2006-01-01") == (4, ["partial"])
    assert codes("--since", "2006-01-01", "--until", "2007-01-01") == (0, [])


def test_a_source_that_only_failed_is_not_called_never_fetched(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert tracker("fetch", "us_federal_register", "--since", "2026-01-01").code == 5
    printed = " ".join(tracker("status").out.split())
    assert "never succeeded: us_federal_register (1 failure, the last: " in printed
    assert "us_federal_register" not in printed.partition("never fetched: ")[2].partition("tracker fetch")[0]
    assert "nothing has run yet" not in printed


def test_an_event_added_without_a_direction_says_what_was_assumed(tracker: Tracker, ready_home: Path) -> None:
    words = ("--date", "2014-11-12", "--zone", "Europe/Brussels", "--kind", "designation", "--jurisdiction", "EU")
    answer = tracker("events", "add", *words, "--issuer", "Council", "--title", "New listings", "--offline")
    assert "Assumed: action impose, stance escalate." in answer.err
    assert f"tracker events edit {answer.out.strip()} --action WORD" in answer.err
    assert "No new sanctions logged" not in tracker("report", "--week", "2014-W46", "--offline").out


@pytest.mark.skipif(sys.platform == "win32", reason="there the bits say the same of every file")
def test_a_backup_is_for_its_owner_alone(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    (ready_home / "tracker.sqlite3").chmod(0o644)
    assert tracker("db", "backup", str(tmp_path / "kept.sqlite3")).code == 0
    assert (tmp_path / "kept.sqlite3").stat().st_mode & 0o777 == 0o600
