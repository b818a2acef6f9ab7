"""The jobs as they are declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.catalog import MACHINERY, jobs
from jobs.listening import Listener
from jobs.runner import run_due
from jobs.schedule import due_slots
from jobs.weekly_letter import JOB as LETTER
from jobs.weekly_letter import week_of_slot
from tests.fakenet.fakenet import closed_port_env
from tests.services.feeds_of_tests import Entry, rss, store
from tracker import config
from tracker.registry import modules
from tracker.services import work
from tracker.services.context import Context, open_context
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

MONDAY_7 = datetime(2014, 11, 17, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)
URL = "https://www.consilium.europa.eu/en/press/extension"


def opened(tmp_path: Path, **environ: str) -> Iterator[Context]:
    settings = config.load({"TRACKER_HOME": str(tmp_path / "home"), **environ}, cwd=tmp_path)
    context = open_context(settings, now=MONDAY_7, load=False)
    ensure_ready(context.engine)
    yield context
    context.engine.dispose()


def test_every_module_that_is_no_machinery_is_found_as_a_job() -> None:
    assert {job.key for job in jobs()} == set(modules("jobs")) - MACHINERY, "a job is called like its file"


def test_what_fetches_runs_before_what_writes_letters() -> None:
    wanted = [
        "fetch_rates",
        "fetch_announcements",
        "fetch_lists",
        "grouping",
        "statements",
        "alerts",
        "flash_letter",
        "weekly_letter",
        "late_weeks",
        "new_readers",
        "housekeeping",
        "backup",
        "site",
    ]
    assert [job.key for job in jobs()] == wanted


@pytest.mark.parametrize("key", ["fetch_announcements", "fetch_lists"])
def test_what_was_fetched_is_grouped_soon_after(key: str) -> None:
    by_key = {job.key: job for job in jobs()}
    for slot in by_key[key].cadence.since(MONDAY_7 - timedelta(days=1), MONDAY_7):
        soon = slot + timedelta(minutes=15)
        assert slot < by_key["grouping"].cadence.latest(soon) <= soon


def test_feeds_are_read_soon_after_they_were_fetched_and_grouped() -> None:
    by_key = {job.key: job for job in jobs()}
    for slot in by_key["grouping"].cadence.since(MONDAY_7 - timedelta(days=1), MONDAY_7):
        soon = slot + timedelta(minutes=5)
        assert slot < by_key["statements"].cadence.latest(soon) <= soon


def test_the_job_of_statements_says_what_it_read_and_doing_it_twice_changes_nothing(tmp_path: Path) -> None:
    (job,) = (job for job in jobs() if job.key == "statements")
    for context in opened(tmp_path, TRACKER_OFFLINE="true"):
        store(context, "eu_council", rss(Entry("Council extends sanctions against Russia", URL, MONDAY_7 - WEEK)))
        assert job.run(context, MONDAY_7).startswith("1 item of feeds read: 1 statement proposed, 0 known, 0 dropped")
        assert job.run(context, MONDAY_7) == "no item of a feed to read"


def test_every_item_that_was_read_is_a_sign_of_life(tmp_path: Path) -> None:
    told = list[str]()

    class Ear(Listener):
        def on_progress(self, words: str) -> None:
            told.append(words)

    (job,) = (job for job in jobs() if job.key == "statements")
    for context in opened(tmp_path, TRACKER_OFFLINE="true"):
        entries = [Entry("Council extends sanctions against Russia", f"{URL}-{n}", MONDAY_7 - WEEK) for n in range(3)]
        store(context, "eu_council", rss(*entries))
        run_due(context, clock=lambda: MONDAY_7 + WEEK, jobs=[job], listener=Ear())
    assert told == ["eu_council"] * 3


def test_the_letter_is_due_on_monday_at_seven_utc() -> None:
    assert LETTER.cadence.latest(MONDAY_7) == MONDAY_7
    assert LETTER.cadence.latest(MONDAY_7 - timedelta(seconds=1)) == MONDAY_7 - WEEK
    assert LETTER.catch_up == timedelta(days=28)


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Moscow", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Kiritimati", "Etc/GMT+12"]
)
def test_every_slot_has_its_own_week_and_runs_when_that_is_over_wherever_the_reader_lives(
    zone: str, tmp_path: Path
) -> None:
    # "The last complete week at the slot" would name one week twice and skip one when Los Angeles changes its clocks.
    for context in opened(tmp_path, TRACKER_ZONE=zone):
        assert LETTER.not_before is not None
        labels = []
        for slot in (MONDAY_7 + n * WEEK for n in range(-60, 60)):
            week = week_of_slot(context, slot)
            labels.append(week.label)
            begins = LETTER.not_before(context, slot)
            assert begins == week.end
            assert begins - slot <= timedelta(hours=5), "the same Monday, even at the last place on earth"
        assert len(set(labels)) == 120
        assert week_of_slot(context, MONDAY_7).label == "2014-W46"
        assert week_of_slot(context, datetime(2021, 1, 4, 7, tzinfo=UTC)).label == "2020-W53"


def test_without_e_mail_the_letter_is_no_failure_and_is_not_made_up_for_later(tmp_path: Path) -> None:
    for context in opened(tmp_path):
        (unit,) = run_due(context, clock=lambda: MONDAY_7, jobs=[LETTER])
        assert unit.state == "done"
        assert "TRACKER_SMTP_HOST" in unit.detail


def test_half_made_e_mail_settings_are_a_failure_that_names_them(tmp_path: Path) -> None:
    for context in opened(tmp_path, TRACKER_EMAIL_TO="jane@example.org"):
        units = run_due(context, clock=lambda: MONDAY_7, jobs=[LETTER])
        assert [unit.state for unit in units] == ["failed"]
        assert "TRACKER_SMTP_HOST and TRACKER_EMAIL_FROM are not set" in units[0].detail


def test_offline_a_fetch_asks_nobody_and_says_so(tmp_path: Path) -> None:
    for context in opened(tmp_path, TRACKER_OFFLINE="1"):
        fetches = [job for job in jobs() if job.key.startswith("fetch_")]
        units = run_due(context, clock=lambda: MONDAY_7, jobs=fetches)
        assert {unit.job for unit in units} == {"fetch_rates", "fetch_announcements", "fetch_lists"}
        for unit in units:
            assert "offline" in unit.detail
            (run,) = work.runs(context, unit.job)
            assert run.detail == unit.detail


def test_a_fetch_in_which_nobody_answered_has_failed_and_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    for context in opened(tmp_path):
        fetches = [job for job in jobs() if job.key == "fetch_announcements"]
        (unit,) = run_due(context, clock=lambda: MONDAY_7, jobs=fetches)
        assert unit.state == "failed"
        assert "us_federal_register" in unit.detail


def test_housekeeping_forgets_old_runs_and_changes_nothing_of_what_is_due(tmp_path: Path) -> None:
    now = MONDAY_7 + timedelta(hours=1)
    for context in opened(tmp_path):
        at = context.rehearsal(lambda: now)
        with UnitOfWork(context.engine, write=True) as unit:
            for back in range(work.KEPT + 200):
                slot = MONDAY_7 - back * timedelta(hours=36)
                unit.runs.claim("grouping", slot, at=slot)
                if back:
                    unit.runs.finish("grouping", slot, at=slot, state="done")
            for back in range(work.KEPT + 100):  # more than that many, all of this year
                unit.runs.claim("fetch_rates", MONDAY_7 - back * timedelta(minutes=30), at=MONDAY_7)
            unit.runs.claim("weekly_letter", MONDAY_7 - 90 * WEEK, at=MONDAY_7 - 90 * WEEK)
            for back in range(3):
                began = MONDAY_7 - timedelta(days=401 + back)
                unit.runs.fetch_finished(unit.runs.fetch_started("ecb", began), at=began, state="failed")
            unit.commit()
        before = {job.key: due_slots(job, runs=work.runs(at, job.key), now=now) for job in jobs()}
        (unit_done,) = run_due(at, clock=lambda: now, jobs=[job for job in jobs() if job.key == "housekeeping"])
        assert (unit_done.state, unit_done.detail) == ("done", "200 old runs of jobs and 2 old fetches forgotten")
        after = {job.key: due_slots(job, runs=work.runs(at, job.key), now=now) for job in jobs()}
        assert after == before | {"housekeeping": ()}
        assert len(work.runs(at, "grouping", limit=10_000)) == work.KEPT
        assert len(work.runs(at, "fetch_rates", limit=10_000)) == work.KEPT + 100
        assert work.forget_old_runs(at) == work.Forgotten(jobs=0, fetches=0)
        assert len(work.runs(at, "weekly_letter")) == 1, "a job's newest runs stay, however old"


def test_what_is_kept_reaches_past_everything_that_is_caught_up() -> None:
    for job in jobs():
        assert work.KEPT > work.LOOKED_AT
        assert job.catch_up is None or job.catch_up < work.LOOKED_AT * job.cadence.every
