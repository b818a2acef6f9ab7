"""Slots of jobs, conversations with sources, and how each source fares."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker.model.source import Snapshot
from tracker.store.runs import SourceState
from tracker.store.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)


def claim(engine: Engine, slot: datetime, at: datetime, **how: timedelta) -> bool:
    with UnitOfWork(engine, write=True) as work:
        taken = work.runs.claim("letter", slot, at=at, **how)
        work.commit()
    return taken


def finish(engine: Engine, slot: datetime, at: datetime, state: str) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.runs.finish("letter", slot, at=at, state=state, detail="why")
        work.commit()


def test_a_slot_is_taken_once(engine: Engine, noon: datetime) -> None:
    assert claim(engine, noon, noon)
    assert not claim(engine, noon, noon)
    assert claim(engine, noon + HOUR, noon)
    with UnitOfWork(engine, write=True) as work:
        assert work.runs.claim("fetch", noon, at=noon)


def test_a_done_slot_is_never_taken_again(engine: Engine, noon: datetime) -> None:
    claim(engine, noon, noon)
    finish(engine, noon, noon, "done")
    assert not claim(engine, noon, noon + 1000 * HOUR, retry_after=HOUR)


def test_the_slot_of_a_dead_process_is_taken_over_when_it_is_stale(engine: Engine, noon: datetime) -> None:
    claim(engine, noon, noon)
    assert not claim(engine, noon, noon + HOUR, stale_after=2 * HOUR)
    assert claim(engine, noon, noon + 2 * HOUR, stale_after=2 * HOUR)
    assert not claim(engine, noon, noon + 3 * HOUR, stale_after=2 * HOUR)


def test_a_failed_slot_is_tried_again_only_when_asked_and_later(engine: Engine, noon: datetime) -> None:
    claim(engine, noon, noon)
    finish(engine, noon, noon, "failed")
    assert not claim(engine, noon, noon + 9 * HOUR)
    assert not claim(engine, noon, noon + HOUR / 2, retry_after=HOUR)
    assert claim(engine, noon, noon + HOUR, retry_after=HOUR)


def test_many_at_once_and_one_gets_it(engine: Engine, noon: datetime) -> None:
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda number: claim(engine, noon + number % 5 * HOUR, noon), range(40)))
    assert sum(taken) == 5


def test_runs_are_told_newest_first(engine: Engine, noon: datetime) -> None:
    for hours in range(3):
        claim(engine, noon + hours * HOUR, noon)
    finish(engine, noon, noon, "done")
    finish(engine, noon + HOUR, noon + HOUR, "failed")
    with UnitOfWork(engine, write=False) as work:
        recent = work.runs.recent("letter", limit=2)
        run = work.runs.find("letter", noon + HOUR)
        assert work.runs.find("letter", noon + 9 * HOUR) is None
    assert [(one.slot - noon) / HOUR for one in recent] == [2, 1]
    assert run == recent[1]
    assert (run.state, run.started_at, run.finished_at, run.detail) == ("failed", noon, noon + HOUR, "why")


def test_a_run_cannot_end_in_just_any_state(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        with pytest.raises(ValueError, match="done or failed"):
            work.runs.finish("letter", noon, at=noon, state="sent")
        with pytest.raises(ValueError, match="unchanged"):
            work.runs.fetch_finished(1, at=noon, state="sent")


def test_a_fetch_that_never_ended_stays_visible(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.runs.fetch_started("ecb", noon)
        number = work.runs.fetch_started("yahoo", noon)
        work.runs.fetch_finished(number, at=noon + HOUR, state="done", documents=2, records=40)
        recent = work.runs.recent_fetches()
        (ecb,) = work.runs.recent_fetches("ecb")
    assert [run.source for run in recent] == ["yahoo", "ecb"]
    assert (recent[0].state, recent[0].documents, recent[0].records) == ("done", 2, 40)
    assert (ecb.state, ecb.finished_at) == ("started", None)


def test_failures_add_up_until_a_success(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.runs.state("ecb") == SourceState(source="ecb")
        work.runs.note_failure("ecb", noon, "no answer", noon + HOUR)
        work.runs.note_failure("ecb", noon + HOUR, "status 500", noon + 3 * HOUR)
        assert work.runs.state("ecb") == SourceState(
            source="ecb", consecutive_failures=2, next_attempt_at=noon + 3 * HOUR, last_error="status 500"
        )
        work.runs.note_success("ecb", noon + 4 * HOUR)
        assert work.runs.state("ecb") == SourceState(source="ecb", last_success_at=noon + 4 * HOUR)
        work.runs.note_failure("ecb", noon + 5 * HOUR, "again")
        assert work.runs.states() == (
            SourceState(source="ecb", consecutive_failures=1, last_success_at=noon + 4 * HOUR, last_error="again"),
        )


def test_a_failure_older_than_the_last_success_says_nothing(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.runs.note_success("ecb", noon)
        work.runs.note_failure("ecb", noon - HOUR, "slow")
        assert work.runs.state("ecb").consecutive_failures == 0


def test_of_old_conversations_those_stay_that_still_answer_something(engine: Engine, noon: datetime) -> None:
    day = timedelta(days=1)

    def talk(work: UnitOfWork, source: str, age: int, state: str, documents: int = 0, url: str = "") -> None:
        began = noon - age * day
        number = work.runs.fetch_started(source, began)
        if url:
            content = f"{source} {age}".encode()
            snapshot = Snapshot(
                source=source,
                url=url,
                kind="x",
                retrieved_at=began + HOUR,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
            work.snapshots.add(snapshot)
        work.runs.fetch_finished(number, at=began + 2 * HOUR, state=state, documents=documents)

    with UnitOfWork(engine, write=True) as work:
        talk(work, "a", 900, "failed")
        talk(work, "a", 890, "done", 1, "https://a/once")  # the first to bring a document, and the newest of its bytes
        talk(work, "a", 880, "done", 1, "https://a/again")
        talk(work, "a", 870, "unchanged")
        talk(work, "a", 860, "done", 1, "https://a/again")  # the newest bytes
        talk(work, "a", 850, "unchanged")  # the newest that ended well
        talk(work, "a", 840, "failed")
        talk(work, "a", 399, "failed")  # young
        talk(work, "b", 700, "failed")
        talk(work, "b", 600, "failed")  # the newest of its source
        work.commit()

    def asked(work: UnitOfWork) -> tuple[object, ...]:
        whole = [work.runs.ended_well("a", noon - age * day + HOUR) for age in (890, 860)]
        return work.runs.last_sound_fetch("a"), work.runs.first_read("a"), whole

    with UnitOfWork(engine, write=True) as work:
        before = asked(work)
        assert work.runs.prune_fetches(noon, kept_for=400 * day) == 5
        assert asked(work) == before
        kept = [(run.source, (noon - run.started_at).days) for run in work.runs.recent_fetches()]
        assert kept == [("b", 600), ("a", 399), ("a", 850), ("a", 860), ("a", 890)]
        assert work.runs.prune_fetches(noon, kept_for=400 * day) == 0


def test_when_a_source_was_read_is_known_as_of_an_instant(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        for hours, state in ((0, "done"), (2, "failed"), (4, "unchanged")):
            at = noon + hours * HOUR
            work.runs.fetch_finished(work.runs.fetch_started("a", at), at=at, state=state)
            if state != "failed":
                work.runs.note_success("a", at)
        work.commit()
    with UnitOfWork(engine, write=False) as work:
        found = [work.runs.success_by("a", noon + hours * HOUR) for hours in (-1, 0, 3, 4, 9)]
        assert work.runs.success_by("b", noon) is None
    assert found == [None, noon, noon, noon + 4 * HOUR, noon + 4 * HOUR]
