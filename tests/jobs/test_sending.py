"""What the daemon makes of slow sending: it hears that it should stop, sees that the work lives, and names nobody."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs import alerts, flash_letter, late_weeks, new_readers, weekly_letter
from jobs.listening import Listener, Unit
from jobs.runner import run_due
from jobs.schedule import Idle, Job
from jobs.tick import tick
from jobs.watching.switch import Switch
from tests.delivery.mailserver import MailServer
from tests.jobs.watched import Switchboard
from tracker import config
from tracker.config.settings import Secret
from tracker.delivery import access_token
from tracker.delivery.sendmail import SendmailTransport
from tracker.delivery.smtp import SmtpTransport
from tracker.model.period import iso_week
from tracker.model.work import LEASE
from tracker.services import letters
from tracker.services.context import Context, open_context
from tracker.services.signs_of_life import alive

MONDAY = datetime(2014, 11, 17, tzinfo=UTC)
CRASH = datetime(2014, 12, 16, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
JANE, JOE = "jane@example.org", "joe@example.org"


class Ear(Listener):
    """Notes what it hears."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.progress: list[str] = []

    def on_unit(self, unit: Unit) -> None:
        self.units.append(unit)

    def on_progress(self, words: str) -> None:
        self.progress.append(words)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def context(server: MailServer, prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = tmp_path / "sending"
    shutil.copytree(prepared_home, home)
    environ = {
        "TRACKER_HOME": str(home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(server.port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": f"{JANE}, {JOE}",
        "TRACKER_SOURCES_DISABLED": "rates,lists,announcements",  # there is no fetch that a letter could wait for
    }
    opened = open_context(config.load(environ, cwd=tmp_path))
    yield opened
    opened.engine.dispose()


def wishing(context: Context, options: str, to: str = f"{JANE}, {JOE}") -> Context:
    environ = {
        "TRACKER_HOME": str(context.settings.home),
        "TRACKER_SMTP_HOST": "127.0.0.1",
        "TRACKER_SMTP_PORT": str(context.settings.smtp_port),
        "TRACKER_SMTP_SECURITY": "none",
        "TRACKER_EMAIL_FROM": "letters@example.net",
        "TRACKER_EMAIL_TO": to,
        "TRACKER_EMAIL_OPTIONS": options,
        "TRACKER_SOURCES_DISABLED": "rates,lists,announcements",
    }
    return context.configured(config.load(environ, cwd=context.settings.home))


def put(context: Context) -> None:
    """The letter of a week waits for every reader."""
    letters.queue(context, iso_week("2014-W46", zone="UTC", now=context.now))


@pytest.mark.parametrize(
    ("job", "at", "options"),
    [
        (weekly_letter.JOB, MONDAY + 8 * HOUR, ""),
        (late_weeks.JOB, MONDAY + 11 * HOUR, f"{JANE} zone=Pacific/Honolulu; {JOE} zone=Pacific/Honolulu"),
        (new_readers.JOB, MONDAY + 37 * HOUR, ""),
        (flash_letter.JOB, CRASH, f"{JANE} flash; {JOE} flash"),
        (alerts.JOB, MONDAY + 8 * HOUR, ""),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_asked_to_stop_every_job_that_sends_ends_after_the_letter_under_way_and_each_is_a_sign_of_life(
    job: Job, at: datetime, options: str, context: Context, server: MailServer
) -> None:
    context = wishing(context, options).rehearsal(lambda: at)
    if job is alerts.JOB:
        put(context)
    if job is flash_letter.JOB:
        run_due(context, clock=lambda: at, jobs=[alerts.JOB])
    ear = Ear()
    run_due(context, clock=lambda: at, jobs=[job], should_stop=lambda: bool(server.received), listener=ear)
    assert len(server.received) == 1
    assert [unit.state for unit in ear.units if unit.job == job.key] == ["done"]
    assert len(ear.progress) == 1
    run_due(context, clock=lambda: at, jobs=[], listener=ear)
    assert sorted(one.recipient for one in server.received) == [JANE, JOE], "the next start sends the rest"


def test_who_becomes_a_reader_in_the_course_of_monday_has_the_letter_the_day_after(
    context: Context, server: MailServer
) -> None:
    declared = [weekly_letter.JOB, late_weeks.JOB, new_readers.JOB]

    def look(at: datetime, options: str, to: str) -> list[Unit]:
        here = wishing(context, options, to).rehearsal(lambda: at)
        return list(run_due(here, clock=lambda: at, jobs=declared))

    def received() -> list[str]:
        assert all("2014-W46" in one.identity for one in server.received), "and a first start sends no older letter"
        return [one.recipient for one in server.received]

    look(MONDAY + 8 * HOUR, "", JANE)
    assert received() == [JANE]
    late = f"{JOE} zone=Pacific/Honolulu"
    look(MONDAY + 15 * HOUR, late, f"{JANE}, {JOE}")
    assert received() == [JANE]
    look(MONDAY + 36 * HOUR, late, f"{JANE}, {JOE}")
    assert received() == [JANE, JOE]
    again = wishing(context, late).rehearsal(lambda: MONDAY + 37 * HOUR)
    assert isinstance(new_readers.run(again, MONDAY + 36 * HOUR), Idle)
    assert received() == [JANE, JOE]


def test_a_wrong_setting_of_two_days_costs_no_weekly_letter(context: Context, server: MailServer) -> None:
    good, now = context.settings, MONDAY + 7 * HOUR
    bad = replace(context, settings=replace(good, email_from=""))
    while now < MONDAY + 55 * HOUR:
        run_due(bad.rehearsal(lambda at=now: at), clock=lambda at=now: at, jobs=[weekly_letter.JOB])
        now += HOUR
    now += 6 * HOUR
    (unit,) = run_due(context.rehearsal(lambda: now), clock=lambda: now, jobs=[weekly_letter.JOB])
    assert (unit.slot, unit.state) == (MONDAY + 7 * HOUR, "done")
    assert sorted(one.recipient for one in server.received) == [JANE, JOE]


def test_whom_a_letter_goes_to_and_what_a_message_repeats_stays_in_the_house(
    context: Context, server: MailServer
) -> None:
    put(context.rehearsal(lambda: MONDAY + 8 * HOUR))
    wrong = Job(
        key="grouping", cadence=weekly_letter.JOB.cadence, run=lambda *_: f"{JOE} is no reader of <{JANE}>."
    )  # fmt: skip
    said = list[str]()
    with Switchboard() as board:
        here = replace(context, settings=replace(context.settings, ping_url=Secret(board.url("/ping/x"))))
        here = here.rehearsal(lambda: MONDAY + 8 * HOUR)
        switch = Switch(say=str, complain=str)
        tick(here, clock=lambda: MONDAY + 8 * HOUR, say=said.append, jobs=[wrong], listeners=[switch])
        body = board.calls[-1].body
    assert len(server.received) == 2
    assert f"2014-W46 to {JANE}: sent" in said[-1], "whoever runs it reads it in his own log"
    assert "outbox done in " in body
    assert body.endswith(": 2 sent")
    assert "(address) is no reader of (address)." in body
    assert "@example" not in body


def test_the_lease_is_longer_than_any_way_of_sending_takes() -> None:
    """A kept line that went dead, a new one with a token and a log-in, and the letter."""
    smtp = SmtpTransport(host="mail.example.org")
    dead, addresses = 2 * smtp.timeout, 8
    longest = dead + access_token.SECONDS + addresses * smtp.timeout + 2 * smtp.whole_timeout
    assert longest < LEASE.total_seconds()
    assert SendmailTransport(command="sendmail").timeout < LEASE.total_seconds()


def test_a_long_call_shows_that_it_lives_for_so_long_and_no_longer() -> None:
    told, third = list[str](), threading.Event()

    def step(words: str) -> None:
        told.append(words)
        if len(told) == 4:
            third.set()

    with alive(step, "backup", every=0.01, longest=0.031):
        assert third.wait(60)
        names = {thread.name for thread in threading.enumerate()}
        for thread in threading.enumerate():
            if thread.name == "signs of life: backup":
                thread.join(60)
        assert len(told) == 4, names
    assert told == ["backup"] * 5
    assert not any(thread.name.startswith("signs of life") for thread in threading.enumerate())
