"""One pass over what is due, on a real database: each slot once, whatever fails or dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from jobs.runner import run_due
from jobs.schedule import MOST_ATTEMPTS, Cadence, Job
from jobs.tick import tick as one_tick
from jobs.weekly_letter import JOB as WEEKLY_LETTER
from tracker import config
from tracker.errors import TrackerError
from tracker.model.work import JobRun
from tracker.services import work
from tracker.services.context import Context, open_context
from tracker.services.leadership import leadership
from tracker.store.engine import open_connection, open_engine
from tracker.store.migrate import ensure_ready

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MONDAY_7 = datetime(2014, 11, 17, 7, tzinfo=UTC)


@pytest.fixture
def context(ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    settings = config.load({**ready_environ, "TRACKER_SMTP_PASSWORD": "hunter2"}, cwd=tmp_path)
    opened = open_context(settings, now=MONDAY_7, load=False)
    ensure_ready(opened.engine)
    yield opened
    opened.engine.dispose()


class Work:
    """A job that notes its slots, and first lets ``before`` do something."""

    def __init__(self, key: str = "letter", *, catch_up: timedelta | None = 28 * DAY, order: int = 50) -> None:
        self.slots: list[datetime] = []
        self.nows: list[datetime] = []
        self.before: Callable[[datetime], None] = lambda _slot: None
        self.job = Job(key=key, cadence=Cadence(every=WEEK, at=7 * HOUR), run=self._run, catch_up=catch_up, order=order)

    def _run(self, context: Context, slot: datetime) -> str:
        self.nows.append(context.now)
        self.before(slot)
        self.slots.append(slot)
        return "well done"


def passes(context: Context, now: datetime, *works: Work, **more: object) -> list[tuple[str, str]]:
    units = run_due(context, clock=lambda: now, jobs=[one.job for one in works], **more)  # type: ignore[arg-type]
    return [(unit.job, unit.state) for unit in units]


def recorded(context: Context, key: str = "letter") -> list[JobRun]:
    return sorted(work.runs(context, key), key=lambda run: run.slot)


def raising(error: BaseException) -> Callable[[datetime], None]:
    def fail(_slot: datetime) -> None:
        raise error

    return fail


def test_a_slot_is_done_once_and_recorded(context: Context) -> None:
    letter = Work()
    assert passes(context, MONDAY_7 + HOUR, letter) == [("letter", "done")]
    assert passes(context, MONDAY_7 + 2 * HOUR, letter) == []
    (run,) = recorded(context)
    assert (run.slot, run.state, run.detail, run.attempts) == (MONDAY_7, "done", "well done", 1)
    assert letter.nows == [MONDAY_7 + HOUR], "a job works with the instant at which it runs, not with its slot"


def test_what_was_missed_is_caught_up_oldest_first(context: Context) -> None:
    letter, fetch = Work(), Work("fetch", catch_up=None)
    passes(context, MONDAY_7, letter, fetch)
    passes(context, MONDAY_7 + 3 * WEEK + DAY, letter, fetch)
    assert letter.slots == [MONDAY_7 + n * WEEK for n in range(4)]
    assert fetch.slots == [MONDAY_7, MONDAY_7 + 3 * WEEK]


def test_a_failing_job_stops_no_other_and_is_tried_again(context: Context) -> None:
    bad, good = Work("bad"), Work("good")
    bad.before = raising(TrackerError("The mail server is away.", remedy="Wait."))
    assert passes(context, MONDAY_7, bad, good) == [("bad", "failed"), ("good", "done")]
    assert recorded(context, "bad")[0].detail == "The mail server is away. Wait."
    assert passes(context, MONDAY_7 + timedelta(seconds=30), bad, good) == [], "not at once"
    bad.before = lambda _slot: None
    assert passes(context, MONDAY_7 + HOUR, bad, good) == [("bad", "done")]
    (run,) = recorded(context, "bad")
    assert (run.state, run.attempts) == ("done", 2)


def test_a_slot_that_always_fails_is_given_up(context: Context) -> None:
    bad = Work("bad", catch_up=None)
    bad.before = raising(ValueError("surprise"))
    now, tried = MONDAY_7, 0
    while now < MONDAY_7 + 6 * DAY:
        tried += len(passes(context, now, bad))
        now += timedelta(minutes=30)
    assert tried == MOST_ATTEMPTS
    assert "unexpected ValueError: surprise" in recorded(context, "bad")[0].detail


def test_a_failed_week_does_not_hold_up_the_next(context: Context) -> None:
    letter = Work()
    letter.before = raising(ValueError("no data"))
    passes(context, MONDAY_7, letter)
    letter.before = lambda slot: raising(ValueError("no data"))(slot) if slot == MONDAY_7 else None
    assert passes(context, MONDAY_7 + WEEK, letter) == [("letter", "failed"), ("letter", "done")]
    assert [run.state for run in recorded(context)] == ["failed", "done"]


def test_a_killed_run_is_taken_over_by_the_next_process(context: Context) -> None:
    letter = Work()
    letter.before = raising(KeyboardInterrupt())  # nothing but the claim reaches the database, as with kill -9
    with pytest.raises(KeyboardInterrupt):
        passes(context, MONDAY_7, letter)
    assert [run.state for run in recorded(context)] == ["started"]
    letter.before = lambda _slot: None
    assert passes(context, MONDAY_7 + timedelta(seconds=5), letter) == [("letter", "done")]
    (run,) = recorded(context)
    assert (run.state, run.attempts) == ("done", 2)


def test_nothing_new_begins_once_asked_to_stop(context: Context) -> None:
    letter = Work()
    passes(context, MONDAY_7, letter)
    assert passes(context, MONDAY_7 + 3 * WEEK, letter, should_stop=lambda: len(letter.slots) == 2) == [
        ("letter", "done")
    ]
    assert len(letter.slots) == 2


def test_a_slot_held_back_waits_for_its_instant(context: Context) -> None:
    letter = Work()
    letter.job = replace(letter.job, not_before=lambda _context, slot: slot + 3 * HOUR)
    assert passes(context, MONDAY_7 + 2 * HOUR, letter) == []
    assert recorded(context) == []
    assert passes(context, MONDAY_7 + 3 * HOUR, letter) == [("letter", "done")]


def test_one_line_is_said_per_unit_and_no_secret_in_it(context: Context) -> None:
    bad, said = Work("bad"), list[str]()
    bad.before = raising(ValueError("login failed for me:hunter2\nat line 2"))
    passes(context, MONDAY_7, bad, say=said.append)
    (line,) = said
    assert line.startswith("2014-11-17T07:00:00Z bad 2014-11-17T07:00:00Z failed")
    assert "hunter2" not in line
    assert "\n" not in line
    assert "hunter2" not in recorded(context, "bad")[0].detail


def test_a_letter_nobody_set_up_is_not_said_to_be_done(context: Context) -> None:
    said = list[str]()
    run_due(context, clock=lambda: MONDAY_7, jobs=[WEEKLY_LETTER], say=said.append)
    assert said
    assert all(" nothing done: no letter of 2014-W" in line for line in said)
    assert {run.state for run in recorded(context, "weekly_letter")} == {"done"}  # its slot is over


def test_failures_are_told_apart_for_quiet_ears(context: Context) -> None:
    good, bad = Work("good"), Work("bad")
    bad.before = raising(ValueError("x"))
    said, complained = list[str](), list[str]()
    passes(context, MONDAY_7, good, bad, say=said.append, complain=complained.append)
    assert [" good " in line for line in said] == [True]
    assert [" bad " in line for line in complained] == [True]


def test_a_database_held_by_somebody_else_is_asked_again_and_no_slot_is_lost(context: Context) -> None:
    impatient = open_engine(context.settings.database_url, timeout=0.05)
    letter = Work()
    with open_connection(context.engine, write=True):
        assert passes(replace(context, engine=impatient), MONDAY_7, letter) == [("letter", "failed")]
    impatient.dispose()
    assert letter.slots == []
    assert passes(context, MONDAY_7 + timedelta(seconds=30), letter) == [("letter", "done")]
    assert letter.slots == [MONDAY_7]


def test_a_tick_does_what_is_due_and_nothing_beside_a_leader(context: Context) -> None:
    letter, said = Work(), list[str]()
    tick = partial(one_tick, jobs=[letter.job])
    lead = leadership(context)
    assert lead.acquire()
    assert tick(context, clock=lambda: MONDAY_7, say=said.append) == 0
    assert letter.slots == []
    assert "at work" in said[-1]
    lead.release()
    assert tick(context, clock=lambda: MONDAY_7, say=said.append) == 0
    assert letter.slots == [MONDAY_7]
    assert tick(context, clock=lambda: MONDAY_7, say=said.append) == 0
    assert said[-1] == "Nothing is due."
    assert lead.acquire(), "the tick gave it back"
    lead.release()
    letter.before = raising(ValueError("x"))
    assert tick(context, clock=lambda: MONDAY_7 + WEEK, say=said.append) == 4
