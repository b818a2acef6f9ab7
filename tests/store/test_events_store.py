"""Events: the shipped ledger with its history, edits that are only ever appended, candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker.model.event import EventEdit, EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval
from tracker.store.records import from_document, to_document
from tracker.store.unit_of_work import UnitOfWork

DAY = timedelta(days=1)


def event(name: str, day: int = 11, **fields: object) -> PolicyEvent:
    start = datetime(2014, 11, day, 2, 56, tzinfo=UTC)
    base = PolicyEvent(
        id=f"2014-11-{day:02}-{name}",
        title=f"Title of {name}",
        summary="„Summary“ with a comma, and a second line\nhere",
        kind="statement",
        action="threaten",
        stance="escalate",
        issuer="White House",
        jurisdiction="US",
        time=EventTime(
            interval=Interval(start=start, end=start + timedelta(minutes=30)),
            zone="Asia/Shanghai",
            precision="interval",
            basis="report",
        ),
        published_on=date(2014, 11, day),
        sources=(
            EventSource(url="https://example.test/a", tier="official", retrieved_at=start),
            EventSource(url="https://example.test/b"),
        ),
        provenance="shipped",
    )
    return replace(base, **fields)


RHODES, MERKEL, FLOAT = event("rhodes"), event("merkel"), event("float", 10, effective_on=date(2014, 11, 10))


def test_events_come_back_as_they_were_by_first_instant(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.events.ledger_version() is None
        assert work.events.shipped() == ()
        assert work.events.sync_shipped([RHODES, FLOAT], ledger_version="a", recorded_at=noon) == 2
        assert work.events.shipped() == (FLOAT, RHODES)
        assert work.events.ledger_version() == "a"


def test_the_ledger_that_is_stored_already_changes_nothing(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.events.sync_shipped([RHODES], ledger_version="a", recorded_at=noon)
        assert work.events.sync_shipped([RHODES], ledger_version="a", recorded_at=noon + DAY) == 0


def test_every_ledger_can_be_read_again(engine: Engine, noon: datetime) -> None:
    later = replace(MERKEL, title="A better title")
    ledgers = {"a": (FLOAT, MERKEL, RHODES), "b": (FLOAT, later), "c": (later, RHODES), "d": (FLOAT, MERKEL, RHODES)}
    changed = []
    with UnitOfWork(engine, write=True) as work:
        for days, (version, events) in enumerate(ledgers.items()):
            at = noon + days * DAY
            changed.append(work.events.sync_shipped(events, ledger_version=version, recorded_at=at))
        for days, (version, events) in enumerate(ledgers.items()):
            as_of = noon + days * DAY
            assert work.events.shipped(as_of=as_of) == events
            assert work.events.ledger_version(as_of=as_of) == version
        assert work.events.shipped(as_of=noon - DAY) == ()
    assert changed == [3, 2, 2, 2]  # Merkel and Rhodes; Float and Rhodes; Float and Merkel


def test_edits_are_appended_and_read_in_order(engine: Engine, noon: datetime) -> None:
    first = EventEdit(
        event_id=RHODES.id,
        action="edit",
        changes=(("title", "New, with a comma"), ("note", "")),
        base=(("title", "Old"), ("note", "")),
        reason="the transcript says so",
        recorded_at=noon,
    )
    second = EventEdit(event_id=RHODES.id, action="reject", changes=(), recorded_at=noon + DAY)
    other = replace(second, event_id=MERKEL.id)
    with UnitOfWork(engine, write=True) as work:
        for edit in (first, second, other):
            work.events.append(edit)
        assert work.events.edits() == (first, second, other)
        assert work.events.edits(event_id=RHODES.id) == (first, second)
        assert work.events.edits(as_of=noon) == (first,)


def test_edits_do_not_touch_the_shipped_ledger_nor_the_other_way_round(engine: Engine, noon: datetime) -> None:
    edit = EventEdit(event_id=RHODES.id, action="edit", changes=(("title", "Mine"),), recorded_at=noon)
    with UnitOfWork(engine, write=True) as work:
        work.events.sync_shipped([RHODES], ledger_version="a", recorded_at=noon)
        work.events.append(edit)
        work.events.sync_shipped([replace(RHODES, title="Theirs")], ledger_version="b", recorded_at=noon)
        assert work.events.edits() == (edit,)
        assert [shipped.title for shipped in work.events.shipped()] == ["Theirs"]


def test_candidates_are_proposed_once_and_judged_anew(engine: Engine, noon: datetime) -> None:
    proposed = replace(RHODES, provenance="source", status="review")
    fuller = replace(proposed, sources=proposed.sources[:1])
    with UnitOfWork(engine, write=True) as work:
        assert work.events.add_candidates([proposed, FLOAT], recorded_at=noon) == 2
        assert work.events.add_candidates([proposed, FLOAT], recorded_at=noon) == 0
        assert work.events.add_candidates([fuller], recorded_at=noon) == 1
        assert work.events.candidates() == (FLOAT, fuller)


def test_a_document_leaves_defaults_out_so_that_new_fields_change_nothing() -> None:
    document = to_document(RHODES)
    assert "actor" not in document
    assert "verified" not in document
    assert from_document(PolicyEvent, document) == RHODES


def test_a_document_of_a_newer_program_is_not_read_half() -> None:
    with pytest.raises(ValueError, match="mood"):
        from_document(PolicyEvent, {**to_document(RHODES), "mood": "grim"})
