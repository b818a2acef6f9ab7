"""Codings: kept in the log of decisions, held by coder and event, and never seen as decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests.store.test_events_store import MERKEL, RHODES
from tracker.model.coding import Coding
from tracker.model.event import EventEdit
from tracker.store.unit_of_work import UnitOfWork


def test_the_last_coding_of_a_coder_and_an_event_holds(engine: Engine, noon: datetime) -> None:
    codes = {"kind": "statement", "stance": "hold"}
    first = Coding(event_id=RHODES.id, coder="B", codes=codes, note="„so“", blind=True, recorded_at=noon)
    other = replace(first, coder="C", blind=False, note="")
    later = replace(first, codes={"stance": "escalate"}, recorded_at=noon + timedelta(hours=1))
    with UnitOfWork(engine, write=True) as work:
        assert work.events.codings() == ()
        work.events.code(first)
        work.events.code(other)
        assert work.events.codings() == (first, other)
        work.events.code(later)
        assert work.events.codings() == (later, other)


def test_a_coding_is_no_decision(engine: Engine, noon: datetime) -> None:
    edit = EventEdit(event_id=RHODES.id, action="reject", changes=(), reason="twice", by="A", recorded_at=noon)
    with UnitOfWork(engine, write=True) as work:
        work.events.add_candidates([RHODES, MERKEL], recorded_at=noon)
        work.events.append(edit)
        for event in (RHODES, MERKEL):
            work.events.code(
                Coding(event_id=event.id, coder="B", codes={"stance": "hold"}, blind=True, recorded_at=noon)
            )
        assert work.events.edits() == work.events.edits(event_id=RHODES.id) == (edit,)
        work.events.add_candidates([], recorded_at=noon, whole=True)
        assert work.events.candidates() == (RHODES,), "only what was decided on stays when it is proposed no more"
