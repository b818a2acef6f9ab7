"""``tracker alerts``: the list, its document, and a test to every channel."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.hookserver import HookServer
from tests.delivery.mailserver import MailServer
from tracker.config import load
from tracker.model.alert import HELD, QUEUED, Alert
from tracker.model.work import Delivery
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = ("--offline", "--now", "2026-11-21T12:00Z")
FACTS = {
    "pair": "USD/RUB", "series": "USD/RUB@ecb", "source": "European Central Bank", "link": "",
    "value": "103.12", "value_before": "82.53", "made_on": "2022-02-28", "pair_change": 0.249,
    "value_change": -0.2, "pvalue": 0.0026, "at_floor": True, "allowing": True, "verdict": "unusual",
}  # fmt: skip


@pytest.fixture
def found(ready_home: Path) -> None:
    """Two alerts: one sent, one held back."""
    context = open_context(load({"TRACKER_HOME": str(ready_home), "TRACKER_OFFLINE": "true"}, cwd=ready_home))
    at, jane, key = "2026-11-20T12:00:00Z", "jane@example.org", "moves:USD/RUB@ecb:1"
    sent = {jane: {"state": "queued", "at": at, "period": key}}
    held = {jane: {"state": "held", "at": at, "period": "", "because": "6 alerts in 24 hours are the most"}}
    with UnitOfWork(context.engine, write=True) as work:
        first = Alert(key=key, kind="moves", state=QUEUED, found_at=NOON, facts=FACTS, tellings=sent)
        work.alerts.add(first)
        later = NOON + timedelta(hours=1)
        because = "6 alerts in 24 hours are the most"
        work.alerts.add(
            Alert(key="moves:x:2", kind="moves", state=HELD, found_at=later, facts=FACTS, tellings=held, detail=because)
        )
        work.deliveries.add(
            Delivery(
                report="alert",
                period=key,
                recipient=jane,
                state="sent",
                message_id="<x@example.net>",
                message=b"x",
                created_at=NOON,
                sent_at=NOON,
            )
        )
        work.commit()
    context.engine.dispose()


@pytest.mark.usefixtures("found")
def test_the_list_says_when_what_to_whom_and_why_it_waits(tracker: Tracker) -> None:
    answer = tracker(*NOW, "alerts")
    assert answer.code == 0
    words = " ".join(answer.out.split())
    assert "2026-11-20T12:00:00Z jane@example.org sent" in words
    assert "6 alerts in 24 hours are the most" in words
    assert "20.0 % weaker" in words.replace("\u202f", " ")


@pytest.mark.usefixtures("found")
def test_the_document_has_the_facts_and_each_telling(tracker: Tracker) -> None:
    document = json.loads(tracker(*NOW, "alerts", "--format", "json").out)
    held, sent = document["alerts"]
    assert (sent["key"], sent["state"], sent["facts"]["pvalue"]) == ("moves:USD/RUB@ecb:1", "queued", 0.0026)
    assert sent["told"] == [
        {"recipient": "jane@example.org", "channel": "email", "state": "sent", "at": "2026-11-20T12:00:00Z",
         "detail": None}
    ]  # fmt: skip
    assert (held["state"], held["told"][0]["state"]) == ("held", "held")


@pytest.mark.usefixtures("found")
def test_the_status_shows_the_newest(tracker: Tracker) -> None:
    assert "20.0 % weaker" in tracker(*NOW, "status").out.replace("\u202f", " ")
    document = json.loads(tracker(*NOW, "status", "--format", "json").out)
    assert [one["key"] for one in document["alerts"]] == ["moves:x:2", "moves:USD/RUB@ecb:1"]


@pytest.mark.usefixtures("ready_home")
def test_a_test_goes_to_every_channel_and_says_what_came_of_each(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HookServer() as hook, MailServer() as server:
        for name, value in {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_SECURITY": "none",
            "EMAIL_FROM": "letters@example.net",
            "EMAIL_TO": "jane@example.org, joe@example.org",
            "EMAIL_OPTIONS": "jane@example.org language=de alerts",
            "ALERT_WEBHOOK": hook.url,
            "ALERT_QUIET": "0-12",
        }.items():
            monkeypatch.setenv(f"TRACKER_{name}", value)
        answer = tracker("alerts", "test")
        assert answer.code == 0, answer.err
        assert [one.recipient for one in server.received] == ["jane@example.org"]
        assert server.received[0].message["Subject"] == "Ein Test: So sieht eine Meldung aus"
        assert json.loads(hook.posted[0].body)["alerts"][0]["kind"] == "test"
        hook.answers = [404]
        answer = tracker("alerts", "test")
    assert answer.code == 4
    assert "HTTP 404" in " ".join(answer.out.split())
    assert "s3cret" not in answer.out


@pytest.mark.usefixtures("ready_home")
def test_a_slip_in_the_wishes_of_readers_keeps_no_channel_from_its_test(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HookServer() as hook:
        monkeypatch.setenv("TRACKER_EMAIL_TO", "jane@example.org")
        monkeypatch.setenv("TRACKER_EMAIL_OPTIONS", "jo@example.org alerts")
        monkeypatch.setenv("TRACKER_ALERT_WEBHOOK", hook.url)
        answer = tracker("alerts", "test")
        assert len(hook.posted) == 1
    assert answer.code == 4
    assert "speaks of jo@example.org" in " ".join(answer.out.split())


@pytest.mark.usefixtures("ready_home")
def test_where_nobody_is_told_a_test_says_how_to_change_that(tracker: Tracker) -> None:
    answer = tracker("alerts", "test")
    assert answer.code == 2
    assert "TRACKER_EMAIL_OPTIONS" in answer.err
