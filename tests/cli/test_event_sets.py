"""Frozen event sets as typed: what is in them, what is not and why, and files that are not in order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tracker.data.event_set_file import parse_event_set, shipped_event_sets
from tracker.data.loader import shipped_events

Tracker = Callable[..., Any]
OWN = """\
name = "own"
title = "Two of November"
version = "2"
frozen_on = 2026-11-26
rule = "two"

[include]
2014-11-11-rhodes-beijing = "one"
2014-11-12-breedlove-sofia = "two"

[exclude]
2014-11-10-cbr-free-float = "a bank's act"
"""


@pytest.mark.parametrize("name", shipped_event_sets())
def test_shipped_sets_name_events_of_the_ledger(name: str) -> None:
    found, known = shipped_event_sets()[name], {event.id for event in shipped_events()}
    assert {*found.included, *found.excluded} <= known
    content = files("tracker.data").joinpath("event_sets", f"{name}.toml").read_bytes()
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_a_study_of_a_set_says_what_is_in_it(tracker: Tracker, ready_home: Path) -> None:
    found = json.loads(tracker("study", "--set", "paper1", "--offline", "--format", "json").out)
    one = shipped_event_sets()["paper1"]
    assert {row["event_id"] for row in found["rows"]} == set(one.included)
    assert found["set"]["sha256"] == one.sha256
    assert {row["event_id"]: row["because"] for row in found["set"]["excluded"]} == dict(one.excluded)
    assert (found["set"]["name"], found["set"]["version"]) == (one.name, one.version)
    printed = tracker("study", "--set", "paper1", "--offline").out
    assert all(event_id in printed for event_id in (*one.included, *one.excluded))
    assert one.sha256 in printed
    listed = json.loads(tracker("events", "list", "--set", "paper1", "--offline", "--format", "json").out)
    assert {event["id"] for event in listed["events"]} == set(one.included)


def test_a_set_narrows_like_any_other_choice(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--set", "paper1", "--until", "2014-11-12", "--offline", "--format", "json")
    found = json.loads(tracker(*words).out)
    assert {row["event_id"] for row in found["rows"]} == {
        "2014-11-11-merkel-no-new-sanctions",
        "2014-11-11-rhodes-beijing",
    }


def test_marks_of_the_ledger_are_still_sets(tracker: Tracker, ready_home: Path) -> None:
    words = ("study", "--set", "article-2014-11-12", "--offline", "--format", "json")
    found = json.loads(tracker(*words).out)
    assert len(found["rows"]) == 10
    assert "set" not in found


@pytest.mark.parametrize("where", ["home", "path"])
def test_sets_of_ones_own(tracker: Tracker, ready_home: Path, tmp_path: Path, where: str) -> None:
    folder = ready_home / "sets" if where == "home" else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    word = "own" if where == "home" else str(folder / "own.toml")
    found = json.loads(tracker("study", "--set", word, "--offline", "--format", "json").out)
    assert [row["event_id"] for row in found["rows"]] == ["2014-11-11-rhodes-beijing", "2014-11-12-breedlove-sofia"]
    assert found["set"]["sha256"] == hashlib.sha256((folder / "own.toml").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "2014-11-11-rhodes-beijing",
            "2014-11-11-rhodes-bejing",
            "2014-11-11-rhodes-bejing, which the ledger does not",
        ),
        ('"one"', '" "', "no reason is given for 2014-11-11-rhodes-beijing"),
        ("2014-11-10-cbr-free-float", "2014-11-12-breedlove-sofia", "both in it and left out"),
        ('version = "2"\n', "", "lacks 'version'"),
        ("frozen_on = 2026-11-26", 'frozen_on = "lately"', "frozen_on must be a day"),
        ('name = "own"', 'name = "other"', "holds the set 'other'"),
        ('name = "own"', 'name = "own', "is not TOML"),
        ("[exclude]", "[excluded]", "does not know 'excluded'"),
    ],
)
def test_a_set_that_is_not_in_order(tracker: Tracker, ready_home: Path, old: str, new: str, said: str) -> None:
    (ready_home / "sets").mkdir()
    (ready_home / "sets" / "own.toml").write_text(OWN.replace(old, new), encoding="utf-8")
    answer = tracker("study", "--set", "own", "--offline")
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())


def test_a_shipped_name_is_not_taken_over(tracker: Tracker, ready_home: Path) -> None:
    (ready_home / "sets").mkdir()
    (ready_home / "sets" / "paper1.toml").write_text(OWN, encoding="utf-8")
    assert tracker("study", "--set", "paper1", "--offline").code == 2
    slip = tracker("study", "--set", "paper2", "--offline")
    assert (slip.code, slip.out) == (2, "")
    assert "There are: article-2014-11-12, paper1" in slip.err
    assert "cannot be read" in tracker("study", "--set", "missing.toml", "--offline").err


def test_an_empty_set_is_none() -> None:
    with pytest.raises(ValueError, match="no event is in it"):
        parse_event_set(OWN.partition("[include]")[0].encode() + b"[include]\n", file="own.toml")
