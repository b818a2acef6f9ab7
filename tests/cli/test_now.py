"""``tracker now`` as typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
NOON = ("now", "--now", "2014-11-12T12:00Z", "--offline")


def test_the_screen_as_json(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker(*NOON, "--format", "json")
    assert answer.code == 0
    found = json.loads(answer.out)
    assert found["public_by"] == found["generated_at"] == "2014-11-12T12:00:00Z"
    ecb = next(rate for rate in found["rates"] if rate["series"] == "USD/RUB@ecb")
    assert ecb["label"] == "2014-11-11"
    assert ecb["next"]["made_to"] == "2014-11-12T13:10:00Z"
    assert ecb["next"]["expected_at"] == "2014-11-12T13:30:00Z"
    waiting = {(one["event_id"], one["next"]["label"]) for one in found["pending"]}
    assert ("2014-11-12-breedlove-sofia", "2014-11-12") in waiting


def test_events_whose_hour_is_open_are_marked(tracker: Tracker, ready_home: Path) -> None:
    printed = " ".join(tracker(*NOON).out.split())  # a long line is folded
    marked = re.split(r"(?=[○●] )", printed)
    assert {part[0] for part in marked if "merkel-no-new-sanctions]" in part} == {"○"}
    assert {part[0] for part in marked if "rhodes-beijing]" in part} == {"●"}
    assert "● hour known or bounded · ○ day known, hour not" in printed
    known = {one["id"]: one["hour_known"] for one in json.loads(tracker(*NOON, "--format", "json").out)["announced"]}
    assert known["2014-11-11-rhodes-beijing"]
    assert not known["2014-11-11-merkel-no-new-sanctions"]


def test_times_are_the_readers(tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ZONE", "Asia/Tokyo")
    printed = tracker(*NOON).out
    assert "Wed 12 Nov 2014 21:00 Asia/Tokyo" in printed
    assert "next: made Wed 12 Nov 2014 22:10" in printed


def test_other_pairs_have_lines_of_their_own(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_PAIRS", "USD/RUB,EUR/RUB")
    printed = tracker(*NOON).out
    assert "USD/RUB@ecb" in printed
    assert "EUR/RUB@ecb" in printed
    assert "57.987" in printed


def test_an_empty_house_is_a_screen_too(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("now", "--now", "1998-08-17T12:00Z", "--offline")
    assert answer.code == 0
    assert "nothing stored" in answer.out
    assert "nothing logged" in answer.out
