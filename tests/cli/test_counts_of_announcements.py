"""A headline and the sections below it count different things, so each says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def printed(ready_home: object, tracker: Callable[..., Any]) -> Callable[..., str]:  # the home is used
    return lambda *words: " ".join(tracker("--offline", *words).out.split())


def test_a_week_of_no_announcement_may_begin_with_a_rate_that_met_an_earlier_one(printed: Callable[..., str]) -> None:
    report = printed("report", "--week", "2014-W52")
    assert "perhaps met one logged announcement: “US White House: EO 13685 embargoes Crimea”" in report
    assert "No new sanctions logged for this week, nor any other announcement." in report
    assert "no announcement of this week logged" in report


def test_a_fixing_may_know_more_than_was_announced_on_its_day(printed: Callable[..., str]) -> None:
    answer = printed("explain", "2014-11-11")
    assert "Six logged announcements could be known by this fixing" in answer
    assert "5 announcements of this day: 1 from a primary text" in answer
