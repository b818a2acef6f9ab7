"""What is said in words is what the verdicts and the numbers say, for any pair and any past."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
MERKEL = "2014-11-11-merkel-no-new-sanctions"


@pytest.mark.parametrize(
    ("pair", "said", "part"),
    [
        ("USD/RUB", "euro +0.3", "the dollar itself (against the euro)"),
        ("EUR/RUB", "dollar −0.3", "the euro itself (against the dollar)"),
        ("CNY/RUB", "against the yuan", "the yuan itself (against the euro)"),
    ],
)
def test_others_are_said_against_the_base_of_the_pair(
    tracker: Tracker, ready_home: Path, pair: str, said: str, part: str
) -> None:
    printed = " ".join(tracker("report", "--week", "2014-W46", "--pair", pair, "--offline").out.split())
    elsewhere = printed.partition("WHAT ELSE MOVED")[2].partition("LISTS")[0].replace("\u202f", " ")
    assert said in elsewhere
    assert part in elsewhere


@pytest.mark.parametrize("day", ["2013-04-02", "2008-12-29"])
def test_a_move_over_a_gap_does_not_stand_out_in_words_either(tracker: Tracker, ready_home: Path, day: str) -> None:
    printed = tracker("report", "--day", day, "--offline").out
    linked = printed.partition("CAN WE LINK THEM?")[2].partition("WHAT ELSE MOVED")[0]
    assert "Cannot tell." in linked
    assert "'s own stands out" not in " ".join(linked.split())
    assert "cannot be judged" in " ".join(linked.split())


def test_no_room_is_said_of_the_whole_week_only_where_it_holds(tracker: Tracker, ready_home: Path) -> None:
    found = json.loads(tracker("report", "--week", "2014-W17", "--format", "json", "--offline").out)
    assert {window["verdict"] for window in found["windows"]} != {"ordinary"}
    assert "No move stands out, and" not in " ".join(tracker("report", "--week", "2014-W17", "--offline").out.split())


def test_the_smallest_effect_is_printed_as_a_share_of_value(tracker: Tracker, ready_home: Path) -> None:
    day = ("report", "--day", "2022-02-28", "--offline")
    (window,) = json.loads(tracker(*day, "--format", "json").out)["windows"]
    share = 1 - 2.718281828459045 ** -window["mde"]
    assert f"a true effect of {100 * share:.1f}" in " ".join(tracker(*day).out.replace("\u202f", " ").split())


def test_a_later_decision_wins_whatever_the_clock_says(tracker: Tracker, ready_home: Path) -> None:
    tracker("events", "edit", MERKEL, "--title", "Title A", "--reason", "a", "--offline")
    tracker("events", "edit", MERKEL, "--title", "Title B", "--reason", "b", "--offline", "--now", "2020-01-01T00:00Z")
    assert tracker("events", "show", MERKEL, "--offline").out.startswith("Title B")


def test_rates_stop_at_the_instant_it_is_said_to_be(tracker: Tracker, ready_home: Path) -> None:
    asked = ("rates", "USD/RUB@ecb", "--now", "2014-11-12T00:00Z", "--format", "json", "--offline")
    found = json.loads(tracker(*asked).out)
    assert found["observations"][-1]["label"] == "2014-11-11"
    assert found["public_by"] == "2014-11-12T00:00:00Z"


def test_a_report_of_the_past_does_not_know_that_the_series_will_end(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("report", "--week", "2014-W46", "--public-by", "2014-11-12T12:00Z", "--offline").out
    assert "ends 1 Mar 2022" not in printed


def test_study_and_list_choose_the_same_events(tracker: Tracker, ready_home: Path) -> None:
    tracker(
        *("events", "add", "--date", "2014-11-10", "--zone", "Asia/Tokyo", "--kind", "statement", "--issuer", "Office"),
        *("--jurisdiction", "JP", "--title", "Tokyo speaks", "--offline"),
    )
    period = ("--since", "2014-11-10", "--until", "2014-11-11", "--format", "json", "--offline")
    listed = {event["id"] for event in json.loads(tracker("events", "list", *period).out)["events"]}
    studied = {row["event_id"] for row in json.loads(tracker("study", *period).out)["rows"]}
    assert "2014-11-10-tokyo-speaks" in listed
    assert studied == listed


def test_status_says_what_was_never_fetched(tracker: Tracker, ready_home: Path) -> None:
    printed = tracker("status", "--offline").out
    assert "never fetched" in printed
    assert "Nothing needs attention" not in printed
