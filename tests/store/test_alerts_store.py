"""Alerts in the store: once by key, with what became of them, and the memory of the last look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from tracker.model.alert import FOUND, HELD, QUEUED, Alert
from tracker.store.unit_of_work import UnitOfWork

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALERT = Alert(
    key="moves:USD/RUB@ecb:2026-11-20",
    kind="moves",
    state=FOUND,
    found_at=NOON,
    facts={"pair": "USD/RUB", "pvalue": 0.004},
)


def test_an_alert_is_stored_once_whoever_finds_it_again(engine: Engine) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.alerts.add(ALERT)
        assert not work.alerts.add(replace(ALERT, found_at=NOON + timedelta(hours=1)))
        work.commit()
    with UnitOfWork(engine, write=False) as work:
        assert work.alerts.recent() == (ALERT,)
        assert work.alerts.find(ALERT.key) == ALERT
    assert ALERT.subject == "USD/RUB@ecb"


def test_what_became_of_it_is_kept_and_found_by_state(engine: Engine) -> None:
    told = replace(
        ALERT,
        state=QUEUED,
        tellings={"jane@example.org": {"state": "queued", "at": "2026-11-20T12:00:00Z", "period": ALERT.key}},
        ended_at=NOON + timedelta(days=1),
    )
    other = replace(ALERT, key="moves:USD/RUB@ecb:2026-11-21", state=HELD, found_at=NOON + timedelta(days=1))
    with UnitOfWork(engine, write=True) as work:
        assert not work.alerts.put(ALERT), "there is none yet"
        work.alerts.add(ALERT)
        work.alerts.add(other)
        assert work.alerts.put(told)
        work.commit()
    with UnitOfWork(engine, write=False) as work:
        assert work.alerts.in_state(QUEUED) == (told,)
        assert work.alerts.in_state(QUEUED, HELD) == (told, other)
        assert work.alerts.recent(since=NOON + timedelta(hours=1)) == (other,)
        assert work.alerts.recent(limit=1) == (other,)
        assert work.alerts.recent(until=other.found_at) == (told,)


def test_the_memory_of_the_last_look_is_no_alert(engine: Engine) -> None:
    with UnitOfWork(engine, write=True) as work:
        assert work.alerts.last_pass() is None
        work.alerts.note_pass(NOON, {"open": {}})
        work.alerts.note_pass(NOON + timedelta(hours=1), {"open": {"sources:stale-ecb": "k"}})
        work.commit()
    with UnitOfWork(engine, write=False) as work:
        assert work.alerts.last_pass() == (NOON + timedelta(hours=1), {"open": {"sources:stale-ecb": "k"}})
        assert work.alerts.recent() == ()
