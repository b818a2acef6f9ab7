"""Which slots are due, decided from recorded runs alone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.schedule import MOST_ATTEMPTS, Cadence, Job, due_slots, retry_at
from tracker.model.work import LONGEST_WAIT, JobRun
from tracker.services.context import Context

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY_7 = datetime(2014, 11, 17, 7, tzinfo=UTC)


def nothing(_context: Context, _slot: datetime) -> str:
    return ""


LETTER = Job(key="letter", cadence=Cadence(every=WEEK, at=7 * HOUR), run=nothing, catch_up=28 * DAY)
NEWEST = Job(key="newest", cadence=Cadence(every=WEEK, at=7 * HOUR), run=nothing)
FETCH = Job(key="fetch", cadence=Cadence(every=HOUR, at=timedelta(minutes=20)), run=nothing)


def run(job: Job, slot: datetime, state: str = "done", **more: Any) -> JobRun:
    return JobRun(**({"job": job.key, "slot": slot, "state": state, "started_at": slot, "finished_at": slot} | more))


def test_weekly_is_monday_morning_utc_in_every_season() -> None:
    for day in range(366):
        slot = LETTER.cadence.latest(datetime(2026, 1, 1, 12, tzinfo=UTC) + day * DAY)
        assert (slot.isoweekday(), slot.hour, slot.minute) == (1, 7, 0)


def test_no_hour_is_doubled_or_missing_when_berlin_changes_its_clocks() -> None:
    # A cron trigger at 02:30 Berlin fires twice on 25 October 2026 and at a time that does not exist on 29 March.
    for change in (datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)):
        slots = FETCH.cadence.since(change, change + DAY)
        assert len(slots) == 24
        assert {later - earlier for earlier, later in itertools.pairwise(slots)} == {HOUR}


cadences = st.builds(
    lambda minutes, share: Cadence(
        every=timedelta(minutes=minutes), at=timedelta(seconds=int(minutes * 60 * share) % (minutes * 60))
    ),
    st.integers(1, 30 * 24 * 60),
    st.floats(0, 0.999),
)
instants = st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is given beside


@given(cadences, instants)
def test_the_latest_slot_is_the_nearest_one_not_after_now(cadence: Cadence, now: datetime) -> None:
    slot = cadence.latest(now)
    assert slot <= now < slot + cadence.every
    assert cadence.latest(slot) == slot
    assert cadence.since(slot - cadence.every, now) == (slot - cadence.every, slot)


@pytest.mark.parametrize(("every", "at"), [(0, 0), (-1, 0), (60, 60), (60, -1)])
def test_an_impossible_cadence_is_refused(every: int, at: int) -> None:
    with pytest.raises(ValueError, match="cadence"):
        Cadence(every=timedelta(minutes=every), at=timedelta(minutes=at))


@pytest.mark.parametrize("job", [LETTER, FETCH], ids=lambda job: job.key)
def test_on_the_first_start_only_the_newest_slot_is_due(job: Job) -> None:
    now = MONDAY_7 + 2 * DAY
    assert due_slots(job, runs=(), now=now) == (job.cadence.latest(now),)


@pytest.mark.parametrize("job", [LETTER, FETCH], ids=lambda job: job.key)
def test_a_slot_done_is_not_due_again(job: Job) -> None:
    now = MONDAY_7 + 2 * DAY
    assert due_slots(job, runs=[run(job, job.cadence.latest(now))], now=now) == ()


def test_a_slot_is_due_from_its_instant_on() -> None:
    before = [run(LETTER, MONDAY_7 - WEEK)]
    assert due_slots(LETTER, runs=before, now=MONDAY_7 - timedelta(microseconds=1)) == ()
    assert due_slots(LETTER, runs=before, now=MONDAY_7) == (MONDAY_7,)


def test_fetches_missed_in_a_week_of_downtime_are_one_fetch() -> None:
    last = FETCH.cadence.latest(MONDAY_7)
    assert due_slots(FETCH, runs=[run(FETCH, last)], now=MONDAY_7 + WEEK) == (last + WEEK,)


def test_letters_missed_are_each_due_oldest_first() -> None:
    runs = [run(LETTER, MONDAY_7)]
    assert due_slots(LETTER, runs=runs, now=MONDAY_7 + 3 * WEEK + HOUR) == tuple(MONDAY_7 + n * WEEK for n in (1, 2, 3))


def test_letters_older_than_four_weeks_are_let_go() -> None:
    due = due_slots(LETTER, runs=[run(LETTER, MONDAY_7)], now=MONDAY_7 + 30 * WEEK + HOUR)
    assert due == tuple(MONDAY_7 + n * WEEK for n in (27, 28, 29, 30))


def test_a_gap_between_done_slots_is_still_due() -> None:
    runs = [run(LETTER, MONDAY_7), run(LETTER, MONDAY_7 + 2 * WEEK)]
    assert due_slots(LETTER, runs=runs, now=MONDAY_7 + 2 * WEEK + HOUR) == (MONDAY_7 + WEEK,)


def test_a_clock_that_once_ran_years_ahead_stops_nothing_afterwards() -> None:
    ahead = [run(job, job.cadence.latest(MONDAY_7 + 500 * WEEK)) for job in (FETCH, LETTER)]
    assert due_slots(FETCH, runs=ahead, now=MONDAY_7) == (FETCH.cadence.latest(MONDAY_7),)
    assert due_slots(LETTER, runs=ahead, now=MONDAY_7) == (MONDAY_7,)


def test_a_failed_slot_comes_back_after_growing_pauses_and_is_given_up_at_last() -> None:
    pauses = []
    for attempts in range(1, MOST_ATTEMPTS):
        failed = run(NEWEST, MONDAY_7, "failed", attempts=attempts)
        again = retry_at(NEWEST, failed)
        assert again is not None
        pauses.append(again - MONDAY_7)
        assert due_slots(NEWEST, runs=[failed], now=again - timedelta(seconds=1)) == ()
        assert due_slots(NEWEST, runs=[failed], now=again) == (MONDAY_7,)
    assert pauses == sorted(pauses)
    assert pauses[0] <= timedelta(minutes=5)
    assert pauses[-1] == LONGEST_WAIT
    spent = run(NEWEST, MONDAY_7, "failed", attempts=MOST_ATTEMPTS)
    assert due_slots(NEWEST, runs=[spent], now=MONDAY_7 + 6 * DAY) == ()


@pytest.mark.parametrize("state", ["failed", "started"])
def test_what_is_caught_up_is_tried_as_long_as_it_is_caught_up(state: str) -> None:
    now, attempts = MONDAY_7, 0
    while True:
        attempts += 1
        run_of = run(LETTER, MONDAY_7, state, attempts=attempts, started_at=now, finished_at=now)
        again = retry_at(LETTER, run_of)
        if again is None:
            break
        assert again - now <= LONGEST_WAIT
        assert MONDAY_7 in due_slots(LETTER, runs=[run_of], now=again)
        now = again
    assert now > MONDAY_7 + 28 * DAY - LONGEST_WAIT
    assert attempts > 100
    assert MONDAY_7 not in due_slots(LETTER, runs=[run_of], now=MONDAY_7 + 28 * DAY + HOUR)


def test_a_slot_whose_process_died_is_due_at_once_and_then_after_pauses() -> None:
    # A job that kills its process must not do so every second under a supervisor that restarts it.
    died = run(LETTER, MONDAY_7, "started", finished_at=None)
    assert due_slots(LETTER, runs=[died], now=MONDAY_7) == (MONDAY_7,)
    again = run(LETTER, MONDAY_7, "started", finished_at=None, attempts=4)
    assert due_slots(LETTER, runs=[again], now=MONDAY_7 + timedelta(minutes=1)) == ()
    assert due_slots(LETTER, runs=[again], now=MONDAY_7 + HOUR) == (MONDAY_7,)
    given_up = run(NEWEST, MONDAY_7, "started", finished_at=None, attempts=MOST_ATTEMPTS)
    assert due_slots(NEWEST, runs=[given_up], now=MONDAY_7 + DAY) == ()


def test_nothing_of_apscheduler_is_used_that_fires_twice_skips_or_forgets() -> None:
    """Its cron triggers count weekdays from Monday and meet daylight saving; its stores are pickled and stale."""
    import jobs

    text = "".join(path.read_text(encoding="utf-8") for path in Path(jobs.__file__).parent.glob("*.py"))
    for word in ("from_crontab", "CronTrigger", '"cron"', "jobstore", "replace_existing"):
        assert word not in text
    for setting in ('"coalesce": True', '"max_instances": 1', '"misfire_grace_time": None', "timezone=UTC"):
        assert setting in text
