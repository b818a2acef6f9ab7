"""A period that has not begun: said so, with the series its rule would use; no rate of it is missing yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

NOW = ("--offline", "--now", "2026-11-26T03:00:00Z")


def test_a_report_of_a_future_week(ready_home: Path, tracker: Callable[..., Any]) -> None:
    answer = tracker(*NOW, "report", "--week", "2027-W10")
    assert answer.code == 3
    said = " ".join(answer.out.split())
    assert "The period has not begun." in said
    assert "so far" not in said
    assert "roubles per dollar at Bank of Russia rates" in said
    assert "2022-03-01, European" not in said
    assert "credit" not in said, "no number stands there"
    period = json.loads(tracker(*NOW, "report", "--week", "2027-W10", "--format", "json").out)["period"]
    assert (period["begun"], period["complete"]) == (False, False)


def test_a_running_week_is_still_so_far_and_next_week_is_not_stale(
    ready_home: Path, tracker: Callable[..., Any]
) -> None:
    then = ("--offline", "--now", "2014-11-12T12:00:00Z")
    running = tracker(*then, "report", "--week", "2014-W46").out
    assert "The period has not ended: what follows is so far." in running
    ahead = tracker(*then, "report", "--week", "2014-W47").out
    assert "The period has not begun." in ahead
    assert "newest 2014-11-11" in ahead
    assert "stale" not in ahead


def test_an_explanation_of_a_time_ahead_names_its_first_rate(ready_home: Path, tracker: Callable[..., Any]) -> None:
    answer = tracker(*NOW, "explain", "2030-01")
    assert answer.code == 3
    assert "The first rate of that time is expected Wed 9 Jan 2030" in answer.out
    today = tracker(*NOW, "explain", "2026-11")
    assert "The next rate is expected Thu 26 Nov" in " ".join(today.out.split())
