"""Weeks that nobody got a letter of are named where nothing makes up for them any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.weekly_letter import JOB
from tests.delivery.mailserver import MailServer
from tests.services.test_outbox import opened
from tracker.model.period import iso_week
from tracker.model.work import Delivery
from tracker.services.context import Context
from tracker.services.findings_of_weeks import CATCH_UP, about_weeks
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def context(ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    with MailServer() as server:
        for one in opened(server, tmp_path, **ready_environ):
            yield one.at(NOW)


def put(context: Context, label: str, made: datetime | None = None) -> None:
    at = made or iso_week(label, zone="UTC", now=NOW).end + timedelta(hours=7)
    delivery = Delivery(
        report="weekly", period=label, recipient="a@example.org", state="sent", message_id=f"<{label}>",
        message=b"x", created_at=at, sent_at=at,
    )  # fmt: skip
    with UnitOfWork(context.engine, write=True) as work:
        work.deliveries.add(delivery)
        work.commit()


def whats(context: Context) -> list[str]:
    return [f"{one.what} {one.remedy}" for one in about_weeks(context)]


def test_the_schedule_makes_up_for_as_long_as_is_said() -> None:
    assert JOB.catch_up == CATCH_UP


def test_old_weeks_without_letter_are_one_finding_with_its_remedy(context: Context) -> None:
    assert whats(context) == [], "nothing began"
    put(context, "2014-W46", made=NOW)
    assert whats(context) == [], "somebody wanted to see an old one"
    for label in ("2026-W35", "2026-W37", "2026-W40", "2026-W41", "2026-W42"):
        put(context, label)
    (what,) = whats(context)
    # 2026-W43 ended more than four weeks ago; 2026-W44, whose letter was due on 2 November, is made up for
    assert what.startswith("nobody got a letter of 4 weeks, 2026-W36 to 2026-W43:")
    assert "tracker email send --week 2026-W36" in what
    for label in ("2026-W36", "2026-W38", "2026-W39"):
        put(context, label, made=NOW)
    assert "of 2026-W43:" in whats(context)[0]
    put(context, "2026-W43", made=NOW)
    assert whats(context) == []


def test_of_years_the_last_is_looked_at_and_without_mail_nothing(context: Context) -> None:
    put(context, "2024-W10")
    (what,) = whats(context)
    assert "2025-W48 to 2026-W43" in what
    bare = replace(context.settings, smtp_host="", email_to=())
    assert list(about_weeks(replace(context, settings=bare))) == []
