"""Installations ask at instants of their own, and nothing is doubled by that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.runner import run_due
from jobs.schedule import Cadence, Job, due_slots
from jobs.spreading import offset
from jobs.upcoming import upcoming
from tracker import config
from tracker.model.work import JobRun
from tracker.services import work
from tracker.services.context import Context, open_context
from tracker.store.copying import copy
from tracker.store.engine import open_engine
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
TEN = timedelta(minutes=10)
HALF_HOUR = timedelta(minutes=30)


def spread(run: Callable[[Context, datetime], str] = lambda _context, _slot: "", **more: timedelta) -> Job:
    return Job(
        key="fetch", cadence=Cadence(every=HALF_HOUR, at=timedelta(minutes=5)), run=run, **{"spread": TEN} | more
    )


@pytest.fixture
def context(ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    opened = open_context(config.load(ready_environ, cwd=tmp_path), now=NOW, load=False)
    yield opened
    opened.engine.dispose()


@given(st.text(max_size=40), st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_an_offset_is_bounded_whole_and_always_the_same(key: str, bound: timedelta) -> None:
    found = offset(key, bound)
    assert timedelta(0) <= found < max(bound, timedelta(seconds=1))
    assert found.microseconds == 0
    assert found == offset(key, bound)


def test_ten_thousand_installations_do_not_ask_in_one_second() -> None:
    seconds = Counter(offset(f"{number:032x}", TEN) for number in range(10_000))
    assert len(seconds) == 600, "every second of the ten minutes"
    assert max(seconds.values()) < 50
    assert offset("", TEN) == timedelta(0), "who has no key yet asks at the slot itself"


@pytest.mark.parametrize("bound", [timedelta(seconds=-1), HALF_HOUR / 2 + timedelta(seconds=1)])
def test_a_spread_beyond_half_a_cadence_is_refused(bound: timedelta) -> None:
    with pytest.raises(ValueError, match="half a cadence"):
        spread(spread=bound)


shifts = st.timedeltas(timedelta(0), HALF_HOUR / 2)


@given(st.lists(st.tuples(st.integers(1, 90), shifts), max_size=60))
def test_no_slot_is_worked_twice_and_none_is_passed_over_however_the_shift_changes(
    steps: list[tuple[int, timedelta]],
) -> None:
    job, now, runs = spread(), NOW, dict[datetime, JobRun]()
    for minutes, shift in steps:
        now += timedelta(minutes=minutes)
        for slot in due_slots(job, runs=runs.values(), now=now, shift=shift):
            assert slot not in runs
            assert slot + shift <= now, "not before its time"
            runs[slot] = JobRun(job="fetch", slot=slot, state="done", started_at=now, finished_at=now)
        assert max(runs) >= job.cadence.latest(now - shift), "the newest is done"


def test_a_failed_slot_comes_back_although_the_shift_grew_past_it() -> None:
    slot = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
    failed = JobRun(job="fetch", slot=slot, state="failed", started_at=slot, finished_at=slot)
    before = JobRun(job="fetch", slot=slot - HALF_HOUR, state="failed", started_at=slot, finished_at=slot)
    now = slot + timedelta(minutes=3)
    assert due_slots(spread(), runs=[failed, before], now=now, shift=TEN) == (slot,), "and the older one does not"


def test_a_slot_is_worked_after_the_offset_and_recorded_under_its_own_instant(context: Context) -> None:
    asked: list[datetime] = []

    def run(context: Context, _slot: datetime) -> str:
        asked.append(context.now)
        return ""

    job, slot = spread(run), datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
    run_due(context, clock=lambda: slot - timedelta(minutes=10), jobs=[job])
    shift = offset(work.known_installation_key(context), TEN)
    asked.clear()
    for seconds in range(-60, int(TEN.total_seconds()) + 60, 30):
        run_due(context, clock=lambda at=slot + timedelta(seconds=seconds): at, jobs=[job])  # type: ignore[misc]
    (at,) = asked
    assert timedelta(0) <= at - (slot + shift) < timedelta(seconds=30)
    assert slot in {run.slot for run in work.runs(context, "fetch")}


def test_the_key_is_made_once_and_a_copy_of_the_database_keeps_it(context: Context, tmp_path: Path) -> None:
    assert work.known_installation_key(context) == ""
    made = work.installation_key(context)
    assert len(made) == 32
    assert work.installation_key(context) == work.known_installation_key(context) == made
    with UnitOfWork(context.engine, write=True) as unit:
        assert unit.installation_key.keep("another", NOW) == made
        unit.commit()
    target = open_engine(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    copy(context.engine, target)
    with UnitOfWork(target, write=False) as unit:
        assert unit.installation_key.read() == made
    target.dispose()


def test_two_databases_have_two_keys(context: Context, tmp_path: Path, ready_environ: dict[str, str]) -> None:
    other = open_context(config.load({"TRACKER_HOME": str(tmp_path / "other")}, cwd=tmp_path), now=NOW, load=False)
    ensure_ready(other.engine)
    assert work.installation_key(other) != work.installation_key(context)
    other.engine.dispose()


def test_status_shows_the_instants_of_this_installation(context: Context) -> None:
    before = {one.job: one.slot for one in upcoming(context)}
    shift = offset(work.installation_key(context), TEN)
    run_due(context, clock=lambda: NOW, jobs=[], say=print)
    after = {one.job: one.slot for one in upcoming(context)}
    assert after["weekly_letter"] == before["weekly_letter"]
    assert (after["fetch_lists"] - before["fetch_lists"]) % timedelta(hours=2) == shift
    assert (after["fetch_rates"] - before["fetch_rates"]) % HALF_HOUR == shift
