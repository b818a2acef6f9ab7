"""A whole cycle without network: said, answered, and nothing changed by doing it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tracker.model.announcement import Announcement
from tracker.services import ledger
from tracker.services.context import Context
from tracker.services.cycle import group_announcements, run_cycle
from tracker.services.ledger import Selection
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def announced(number: int, day: date) -> Announcement:
    return Announcement(
        source="us_federal_register",
        external_id=f"2026-{number}",
        published_on=day,
        title=f"Notice of OFAC sanctions action {number}, Russia",
        url=f"https://www.federalregister.gov/d/2026-{number}",
        issuer="US Treasury OFAC",
        jurisdiction="US",
    )


def test_an_offline_cycle_says_so_and_reports_the_newest_week(own_context: Context) -> None:
    said: list[str] = []
    briefing = run_cycle(replace(own_context, say=said.append))
    assert briefing.period.label == "2022-W09"
    assert briefing.stale is not None
    assert briefing.stale.asked_for == "2026-W46"
    assert said == ["Offline: no source was asked; the report rests on what is stored."]


def test_a_second_cycle_changes_no_row(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        work.announcements.add([announced(1, AT.date())], recorded_at=AT, sha256=None)
        work.commit()
    first = run_cycle(own_context)
    before = table_hashes(own_context.engine)
    second = run_cycle(own_context)
    assert table_hashes(own_context.engine) == before
    assert first == second


def test_announcements_of_one_day_become_one_proposal_once(own_context: Context) -> None:
    with UnitOfWork(own_context.engine, write=True) as work:
        found = [announced(1, AT.date()), announced(2, AT.date()), announced(3, date(2026, 11, 19))]
        work.announcements.add(found, recorded_at=AT, sha256=None)
        work.commit()
    assert group_announcements(own_context) == 2
    assert group_announcements(own_context) == 0
    waiting = ledger.list_events(own_context, Selection(statuses=("review",)))
    assert sorted(len(event.sources) for event in waiting) == [1, 2]
    assert not {event.id for event in waiting} & {event.id for event in ledger.list_events(own_context)}
