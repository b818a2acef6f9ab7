"""A letter waits a day while nothing at all was fetched since its week ended: a sent one is never made better."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs import late_weeks, weekly_letter
from jobs.runner import run_due
from jobs.schedule import Idle
from tests.delivery.mailserver import MailServer
from tracker import config
from tracker.services.context import Context, open_context
from tracker.store.unit_of_work import UnitOfWork

SLOT = datetime(2026, 11, 16, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
Opened = Callable[..., Context]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def opened(server: MailServer, prepared_home: Path, tmp_path: Path) -> Iterator[Opened]:
    home = tmp_path / "house"
    shutil.copytree(prepared_home, home)
    made = []

    def house(**more: str) -> Context:
        environ = {
            "TRACKER_HOME": str(home),
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(server.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_EMAIL_FROM": "letters@example.net",
            "TRACKER_EMAIL_TO": "jane@example.org",
            **more,
        }
        made.append(open_context(config.load(environ, cwd=tmp_path)))
        return made[-1]

    yield house
    for context in made:
        context.engine.dispose()


def begins(context: Context, at: datetime) -> datetime:
    return weekly_letter.begins(context.rehearsal(lambda: at), SLOT)


def answered(context: Context, source: str, at: datetime) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.note_success(source, at)
        work.commit()


def test_the_letter_waits_and_goes_after_a_day_saying_what_was_not_seen(opened: Opened, server: MailServer) -> None:
    context = opened()
    jobs = [weekly_letter.JOB, late_weeks.JOB]
    run_due(context.rehearsal(lambda: SLOT), clock=lambda: SLOT, jobs=jobs)
    nearly = SLOT + 24 * HOUR - timedelta(seconds=1)
    assert run_due(context.rehearsal(lambda: nearly), clock=lambda: nearly, jobs=jobs) == ()
    assert server.received == []
    late = SLOT + 24 * HOUR
    (unit,) = run_due(context.rehearsal(lambda: late), clock=lambda: late, jobs=jobs)
    assert "1 sent; nothing was fetched since its week ended" in unit.detail
    (received,) = server.received
    subject = " ".join(str(received.message["Subject"]).split())
    assert subject.endswith("announcements not seen")
    assert "no new sanctions" not in subject


def test_it_goes_as_soon_as_a_source_has_answered_since_the_week_ended(opened: Opened) -> None:
    context, ended = opened(), datetime(2026, 11, 16, tzinfo=UTC)
    answered(context, "cbr", ended - HOUR)
    assert begins(context, SLOT) == SLOT + 24 * HOUR
    held = weekly_letter.run(context.rehearsal(lambda: SLOT), SLOT)
    assert isinstance(held, Idle), "the job of later zones sends nothing either"
    answered(context, "us_ofac_sdn", SLOT)
    assert begins(context, SLOT) == SLOT + 24 * HOUR, "a list is neither a rate nor an announcement"
    answered(context, "cbr", ended)
    assert begins(context, SLOT) == ended


@pytest.mark.parametrize(
    "setting",
    [
        {"TRACKER_OFFLINE": "true"},
        {"TRACKER_SOURCES_DISABLED": "rates,announcements"},
        {"TRACKER_EMAIL_FROM": ""},
    ],
    ids=["offline", "all off", "half made"],
)
def test_where_there_is_nothing_to_wait_for_it_does_not_wait(opened: Opened, setting: dict[str, str]) -> None:
    assert begins(opened(**setting), SLOT) == datetime(2026, 11, 16, tzinfo=UTC)
