"""The rehearsal's clock, driven by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jobs.clock import RunningClock

START = datetime(2014, 11, 1, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Hands:
    """A machine's two clocks that stand still until moved."""

    def __init__(self) -> None:
        self.seconds, self.wall = 100.0, TODAY

    def move(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


def clock(hands: Hands, **arguments: object) -> RunningClock:
    return RunningClock(now=lambda: hands.wall, monotonic=lambda: hands.seconds, **arguments)  # type: ignore[arg-type]


def test_without_arguments_it_is_the_machines_clock_even_when_that_jumps() -> None:
    hands = Hands()
    real = clock(hands)
    assert real() == TODAY
    hands.wall += timedelta(days=3)  # the laptop slept: its monotonic clock did not see it
    assert real() == TODAY + timedelta(days=3)
    assert not real.rehearsal


def test_a_month_passes_in_a_minute() -> None:
    hands = Hands()
    fast = clock(hands, start=START, speed=43_200.0)
    assert fast() == START
    hands.move(60)
    assert fast() == START + timedelta(days=30)


def test_a_start_without_speed_runs_at_the_pace_of_life() -> None:
    hands = Hands()
    slow = clock(hands, start=START)
    hands.move(90)
    assert slow() == START + timedelta(seconds=90)


def test_it_stops_at_until_and_says_so() -> None:
    hands = Hands()
    end = START + timedelta(days=1)
    fast = clock(hands, start=START, speed=86_400.0, until=end)
    hands.move(0.5)
    assert not fast.over(fast())
    hands.move(100)
    assert fast() == end
    assert fast.over(fast())
