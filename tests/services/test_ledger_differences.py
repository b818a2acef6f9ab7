"""What changed in the ledger between two instants, and where the reader and the shipped log disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tracker.data.loader import shipped_events
from tracker.errors import NoDataError, UsageError
from tracker.services import decisions, ledger
from tracker.services.clock import utc_now
from tracker.services.context import Context
from tracker.services.ledger_quality import difference
from tracker.store.unit_of_work import UnitOfWork

MERKEL = "2014-11-11-merkel-no-new-sanctions"
OWN = {
    "id": "2014-11-13-own",
    "date": "2014-11-13",
    "zone": "Europe/Berlin",
    "title": "A statement",
    "kind": "statement",
    "action": "neutral",
    "stance": "hold",
    "issuer": "German Chancellor",
    "jurisdiction": "DE",
    "source_urls": "https://example.org/own",
}


@pytest.fixture
def start() -> datetime:
    return utc_now()


def at(context: Context, start: datetime, hours: int) -> Context:
    return context.rehearsal(lambda: start + timedelta(hours=hours))


def changed(
    context: Context, start: datetime, since: int, until: int | None = None
) -> list[tuple[str, str, tuple[str, ...]]]:
    found = difference(
        context,
        since=start + timedelta(hours=since),
        until=None if until is None else start + timedelta(hours=until),
    )
    return [(one.event_id, one.change, tuple(name for name, _, _ in one.columns)) for one in found.changes]


def test_what_was_added_changed_and_removed_in_which_hours(own_context: Context, start: datetime) -> None:
    decisions.add(at(own_context, start, 1), OWN)
    decisions.edit(at(own_context, start, 3), MERKEL, {"title": "Another title"}, reason="shorter")
    decisions.decide(at(own_context, start, 5), OWN["id"], accept=False, reason="no event")
    added, edited, removed = (OWN["id"], "added", ()), (MERKEL, "changed", ("title",)), (OWN["id"], "removed", ())
    assert changed(own_context, start, 0, 2) == [added]
    assert changed(own_context, start, 0, 4) == [edited, added]
    assert changed(own_context, start, 2, 6) == [edited, removed]
    assert changed(own_context, start, 4, 6) == [removed]
    assert changed(own_context, start, 0, 6) == [edited], "what came and went is no difference"
    assert changed(own_context, start, 6) == changed(own_context, start, 4, 4) == []


def test_a_change_says_what_was_and_what_is(own_context: Context, start: datetime) -> None:
    before = ledger.get(own_context, MERKEL)
    decisions.edit(at(own_context, start, 1), MERKEL, {"title": "Another title"}, reason="shorter")
    (one,) = difference(own_context, since=start, until=start + timedelta(hours=2)).changes
    assert one.columns == (("title", before.title, "Another title"),)


def test_what_waits_or_is_rejected_on_both_sides_is_no_change(own_context: Context, start: datetime) -> None:
    told = ledger.get(own_context, MERKEL)
    waiting = replace(told, id="2014-11-11-waits", jurisdiction="JP", status="review", provenance="source")
    with UnitOfWork(own_context.engine, write=True) as work:
        work.events.add_candidates([waiting], recorded_at=start + timedelta(hours=1))
        work.commit()
    assert changed(own_context, start, 0, 2) == []
    decisions.decide(at(own_context, start, 3), waiting.id, accept=True)
    assert changed(own_context, start, 2, 4) == [(waiting.id, "added", ())]


def test_a_decision_that_a_new_log_contradicts_is_a_conflict_and_one_it_agrees_with_is_none(
    own_context: Context, start: datetime
) -> None:
    decisions.edit(at(own_context, start, 1), MERKEL, {"title": "Mine"}, reason="shorter")
    assert difference(own_context).conflicts == ()
    for hours, title, kinds in ((2, "Theirs", ["changed"]), (3, "Mine", [])):
        newer = [replace(one, title=title) if one.id == MERKEL else one for one in shipped_events()]
        with UnitOfWork(own_context.engine, write=True) as work:
            work.events.sync_shipped(newer, ledger_version=title, recorded_at=start + timedelta(hours=hours))
            work.commit()
        assert [one.kind for one in difference(own_context).conflicts] == kinds
    assert changed(own_context, start, 2, 4) == [], "the reader's own text stood all the time"


def test_ends_that_are_none(own_context: Context, start: datetime) -> None:
    with pytest.raises(UsageError, match="without a beginning"):
        difference(own_context, until=start)
    with pytest.raises(UsageError, match="before the beginning"):
        difference(own_context, since=start, until=start - timedelta(hours=1))


def test_before_the_first_record_the_advice_names_nothing_this_command_lacks(own_context: Context) -> None:
    with pytest.raises(NoDataError) as refused:
        difference(own_context, since=datetime.fromisoformat("2014-11-12T12:00:00Z"))
    assert "its first record is of" in str(refused.value)
    assert refused.value.remedy
    assert "tracker events list --public-by" in refused.value.remedy
