"""Accounts of one act in the stored ledger: one event after any number of runs, parted and joined by decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.errors import UsageError
from tracker.model.announcement import Announcement
from tracker.services import decisions, ledger, ledger_quality
from tracker.services.context import Context
from tracker.services.cycle import group_announcements
from tracker.services.ledger import Selection
from tracker.store.unit_of_work import UnitOfWork

NOTICE, CURATED = "2022-03-02-us-us-ofac", "2022-02-24-us-second-tranche"


@pytest.fixture
def grouped(own_context: Context) -> Context:
    notice = Announcement(
        source="us_federal_register",
        external_id="2022-04300",
        published_on=date(2022, 3, 2),
        adopted_on=date(2022, 2, 24),
        title="Notice of OFAC Sanctions Actions, Russia",
        summary="Blocking Sberbank, VTB and Otkritie under Executive Order 14024.",
        url="https://www.federalregister.gov/d/2022-04300",
        issuer="US OFAC",
        jurisdiction="US",
    )
    with UnitOfWork(own_context.engine, write=True) as work:
        work.announcements.add([notice], recorded_at=datetime(2026, 11, 20, tzinfo=UTC), sha256=None)
        work.commit()
    assert (group_announcements(own_context), group_announcements(own_context)) == (1, 0)
    return own_context


def test_a_merged_account_is_parted_and_the_parting_undone(grouped: Context) -> None:
    merged = ledger.get(grouped, NOTICE)
    assert merged.id == CURATED
    assert ledger.list_events(grouped, Selection(statuses=("review",))) == ()
    decisions.undo(grouped, NOTICE, reason="another act")
    assert [event.id for event in ledger.list_events(grouped, Selection(statuses=("review",)))] == [NOTICE]
    assert len(ledger.get(grouped, CURATED).sources) == len(merged.sources) - 1
    decisions.undo(grouped, NOTICE, reason="the same after all")
    assert ledger.get(grouped, NOTICE) == merged
    assert [edit.action for edit in ledger.entry(grouped, NOTICE).edits] == ["separate", "undo"]


def test_a_decision_needs_its_reason_and_something_to_take_back(grouped: Context) -> None:
    with pytest.raises(UsageError, match="reason"):
        decisions.merge(grouped, NOTICE, CURATED, reason=" ")
    with pytest.raises(UsageError, match="No decision about"):
        decisions.undo(grouped, CURATED, reason="nothing was decided")
    with pytest.raises(UsageError, match="is not in the ledger"):
        decisions.correct(grouped, NOTICE, {"title": "Another"}, reason="wrong")


def test_an_audit_counts_every_check_and_knows_no_other(grouped: Context) -> None:
    found = ledger_quality.audit(grouped, check="waiting")
    assert (found.accepted, found.findings) == (357, ())
    decisions.separate(grouped, NOTICE, CURATED, reason="another act")
    assert [one.event_id for one in ledger_quality.audit(grouped, check="waiting").findings] == [NOTICE]
    with pytest.raises(UsageError, match="no check"):
        ledger_quality.audit(grouped, check="unheard_of")
