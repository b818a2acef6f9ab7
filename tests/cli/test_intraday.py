"""Bars of an hour in the same model: what a bar could know, nights and weekends between them, and what a test says."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tracker.config import load
from tracker.model.instants import format_instant
from tracker.model.observation import Quote
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)
FIRST = datetime(2026, 9, 28, tzinfo=UTC)  # a Monday; summer time ends within, on Sunday 25 October
LAST = datetime(2026, 11, 13, 22, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, 0, tzinfo=UTC)
YAHOO, MOEX = "USD/RUB@yahoo.1h", "USD/RUB@moex.1h"


def ends() -> Iterator[datetime]:
    """Ends of the hours in which the fake market quotes: around the clock from Monday to Friday 22:00."""
    at = FIRST + HOUR
    while at <= LAST:
        if at.weekday() < 5 and not (at.weekday() == 4 and at.hour > 22):
            yield at
        at += HOUR


def level(number: int, at: datetime) -> Decimal:
    """Small moves of a fixed pattern, one of 3 % over the last weekend, and nearly none on 12 November."""
    if at.day == 12 and at.month == 11:
        return Decimal(82) + number % 2 * Decimal("0.01")
    calm = 80 * math.exp(0.001 * math.sin(number * 1.7) + 0.0007 * math.sin(number * 0.9))
    return Decimal(f"{calm * (1.03 if at > MONDAY else 1):.4f}")


@pytest.fixture
def tracker_with_hours(ready_home: Path, tracker: Callable[..., Any]) -> Callable[..., Any]:
    quotes = [
        Quote(series=series, label=format_instant(at), value=level(number, at))
        for series in (YAHOO, MOEX)
        for number, at in enumerate(ends())
    ]
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    with UnitOfWork(context.engine, write=True) as unit:
        unit.observations.add(quotes, vintage=LAST, sha256=None)
        unit.commit()
    context.engine.dispose()
    return lambda *words: tracker("--offline", "--now", "2026-11-14T12:00Z", *words)


def event(run: Callable[..., Any], title: str, at: str) -> str:
    """Add an event whose minute is known; it is public half an hour later at the latest."""
    words = ("--date", at[:10], "--zone", "UTC", "--title", title, "--kind", "statement", "--issuer", "Test")
    done = run("events", "add", *words, "--jurisdiction", "RU", "--time-utc", at, "--reason", "a test")
    assert done.code == 0, done.err
    return str(done.out.strip())


def aligned(run: Callable[..., Any], event_id: str, series: str = YAHOO) -> dict[str, Any]:
    (found,) = json.loads(run("align", event_id, "--series", series, "--format", "json").out)["alignments"]
    return dict(found)


@pytest.mark.parametrize("series", [YAHOO, MOEX])
def test_a_bar_knows_what_was_public_by_its_end(tracker_with_hours: Callable[..., Any], series: str) -> None:
    run = tracker_with_hours
    inside = aligned(run, event(run, "Within an hour", "2026-11-11T10:07Z"), series)
    assert inside["pre"]["made_to"] == "2026-11-11T10:00:00Z"
    assert inside["earliest"]["made_to"] == inside["latest"]["made_to"] == "2026-11-11T11:00:00Z"
    assert (inside["contaminated"], inside["ambiguous"], inside["spans"]) == ([], False, 1)
    across = aligned(run, event(run, "Across the turn of an hour", "2026-11-11T13:50Z"), series)
    assert across["pre"]["made_to"] == "2026-11-11T13:00:00Z"
    assert across["earliest"]["made_to"] == "2026-11-11T14:00:00Z"
    assert across["latest"]["made_to"] == "2026-11-11T15:00:00Z"
    assert (across["contaminated"], across["ambiguous"], across["spans"]) == (["2026-11-11T14:00:00Z"], True, 2)


def test_the_hours_between_are_named_and_the_clock_change_makes_none_longer(
    tracker_with_hours: Callable[..., Any],
) -> None:
    run = tracker_with_hours
    weekend = event(run, "On a Saturday", "2026-11-07T12:00Z")
    found = aligned(run, weekend)
    assert (found["pre"]["label"], found["latest"]["label"]) == ("2026-11-06T22:00:00Z", "2026-11-09T00:00:00Z")
    assert found["note"] == "50 hours lie between two of its observations"
    assert "50 hours lie between two of its observations" in run("align", weekend, "--series", YAHOO).out
    clocks = aligned(run, event(run, "When clocks went back", "2026-10-24T12:00Z"))
    assert clocks["note"] == "50 hours lie between two of its observations"
    assert not aligned(run, event(run, "On a working day", "2026-11-10T12:00Z"))["note"]


def test_a_move_over_a_weekend_is_not_held_against_an_hours_usual_move(
    tracker_with_hours: Callable[..., Any],
) -> None:
    run = tracker_with_hours
    weekend = event(run, "On a Sunday", "2026-11-08T12:00Z")
    quiet = event(run, "On a working day", "2026-11-11T10:07Z")
    answer = json.loads(run("study", weekend, quiet, "--series", YAHOO, "--format", "json").out)
    verdicts = {row["event_id"]: row["verdict"] for row in answer["rows"]}
    assert verdicts == {weekend: "cannot tell", quiet: "ordinary"}
    assert answer["spec"]["max_gap_days"] == pytest.approx(2 / 24)
    assert answer["calibration"] is None
    printed = " ".join(run("study", weekend, quiet, "--series", YAHOO).out.split())
    assert f"cannot tell, because no rate was made for more than 2 hours: {weekend}" in printed
    assert "2026-11-11 11:00Z" in printed
    assert "How often this test is wrong on ordinary rates of such a series was not measured." in printed


def test_rates_show_and_the_page_hold_their_width(tracker_with_hours: Callable[..., Any]) -> None:
    run = tracker_with_hours
    shown = run("rates", YAHOO, "--day", "2026-11-11").out
    assert shown.count("2026-11-11T") >= 24
    across = event(run, "Across the turn of an hour", "2026-11-11T13:50Z")
    printed = run("study", across, "--series", YAHOO).out
    (row,) = [line for line in printed.splitlines() if line.startswith("○ 2026")]
    assert "2026-11-11 15:00Z (2 rates)" in row
    assert len(row) <= 100
    assert row.endswith((" ordinary", " cannot tell")), "the verdict stands in its row"


def test_an_hour_without_a_move_has_no_direction(tracker_with_hours: Callable[..., Any]) -> None:
    run = tracker_with_hours
    flat = event(run, "Nothing moved", "2026-11-12T10:07Z")
    printed = " ".join(run("align", flat, "--series", YAHOO).out.split())
    assert "move: USD costs 0.0 %, RUB buys 0.0 % (RUB unchanged)" in printed
