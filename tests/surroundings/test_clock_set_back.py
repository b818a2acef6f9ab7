"""A clock that was a year ahead and is right again: nothing is done twice, and nothing waits for that year to pass."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jobs.runner import run_due
from jobs.schedule import Cadence, Job
from tests.delivery.mailserver import MailServer
from tests.fakenet import scenarios
from tests.fakenet.european_central_bank import ecb_daily
from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.services.fetched import ECB, history
from tests.torture.work import READERS, letters, opened
from tracker.model.instants import format_instant, parse_instant
from tracker.model.observation import Quote
from tracker.services import outbox
from tracker.services.context import Context
from tracker.services.fetching import fetch
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
AHEAD = NOW + timedelta(days=365)

pytestmark = pytest.mark.watches_processes


def at(context: Context, instant: datetime) -> Context:
    """The same house with its clock at another instant."""
    return context.rehearsal(lambda: instant)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def context(tmp_path: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    (tmp_path / "home").mkdir()
    with opened(f"sqlite:///{tmp_path / 'home' / 'x.sqlite3'}", format_instant(NOW), mail.port) as surroundings:
        ensure_ready(surroundings.engine)
        yield surroundings


def test_the_value_recorded_last_holds_whatever_the_clock_said(context: Context) -> None:
    for now, value in ((AHEAD, "1.1"), (NOW, "1.3")):
        with UnitOfWork(context.engine, write=True) as work:
            quote = Quote(series="EUR/USD@ecb", label="2026-11-19", value=Decimal(value))
            work.observations.add([quote], vintage=now, sha256=None)
            work.commit()
    with UnitOfWork(context.engine, write=False) as work:
        assert [str(one.value) for one in work.observations.vintages("EUR/USD@ecb", "2026-11-19")] == ["1.1", "1.3"]
        assert str(work.observations.read("EUR/USD@ecb")[0].value) == "1.3"


def test_a_source_is_asked_again_at_once_and_it_is_said(net: FakeNet, context: Context) -> None:
    net.route(ECB, scenarios.ok(history(last=date(2027, 11, 18))))
    (ahead,) = fetch(at(context, AHEAD), ["ecb"])
    assert ahead.state == "ok"
    net.route(ECB, scenarios.ok(ecb_daily(NOW)))
    said: list[str] = []
    (back,) = fetch(dataclasses.replace(context, say=said.append), ["ecb"])
    assert back.state == "ok", back.error
    (line,) = said
    assert line.startswith("The clock was set back: it shows 2026-11-20T12:00:00Z")
    assert "2027-11-20T12:00:00Z" in line
    with UnitOfWork(context.engine, write=False) as work:
        assert work.runs.state("ecb").last_success_at == NOW
    said.clear()
    (again,) = fetch(dataclasses.replace(at(context, NOW + timedelta(hours=1)), say=said.append), ["ecb"])
    assert (again.state, said) == ("skipped", []), "the usual cadence, and nothing more to say"


def test_a_pause_written_ahead_is_not_waited_for(net: FakeNet, context: Context) -> None:
    net.route(ECB, scenarios.not_found())
    (ahead,) = fetch(at(context, AHEAD), ["ecb"])
    assert ahead.next_attempt_at is not None
    (back,) = fetch(context, ["ecb"])
    assert back.state == "failed"
    assert back.next_attempt_at is not None
    assert back.next_attempt_at <= NOW + timedelta(hours=6)


def test_a_letter_put_off_ahead_is_sent_now_and_once(context: Context, mail: MailServer) -> None:
    queued = [one for one in letters(1, AHEAD) if one.recipient == READERS[0]][:1]
    with UnitOfWork(context.engine, write=True) as work:
        assert work.deliveries.add(queued[0])
        work.commit()
    mail.rcpt_replies[READERS[0]] = ["451 4.7.1 later"]
    (put_off,) = outbox.send_due(at(context, AHEAD))
    assert put_off.state == "pending"
    (sent,) = outbox.send_due(context)
    assert sent.state == "sent"
    assert outbox.send_due(at(context, AHEAD + timedelta(days=1))) == ()
    assert len(mail.received) == 1


def test_a_sender_that_died_ahead_is_not_waited_for(context: Context, mail: MailServer) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.deliveries.add(letters(1, AHEAD)[0])
        work.commit()
    with UnitOfWork(context.engine, write=True) as work:
        assert work.deliveries.claim(AHEAD) is not None
        work.commit()
    assert outbox.send_due(context) == ()
    with UnitOfWork(context.engine, write=False) as work:
        (left,) = work.deliveries.all()
    assert left.state == "uncertain"
    assert mail.received == []


def test_slots_are_worked_once_whatever_the_clock_did(context: Context) -> None:
    worked: list[datetime] = []

    def work_once(_: Context, slot: datetime) -> str:
        worked.append(slot)
        if len(worked) == 1:
            raise OSError("the first attempt fails")
        return "done"

    weekly = Job(key="weekly", cadence=Cadence(every=timedelta(weeks=1)), run=work_once, catch_up=timedelta(days=28))
    for now in (NOW, NOW - timedelta(hours=5), AHEAD, NOW, NOW + timedelta(minutes=30), AHEAD):
        run_due(context, clock=lambda now=now: now, jobs=[weekly])  # type: ignore[misc]
    here, there = weekly.cadence.latest(NOW), weekly.cadence.latest(AHEAD)
    assert worked.count(here) == 2, "failed, and then done"
    assert worked.count(there) == 1
    assert len(set(worked)) == len(worked) - 1


SHIFTED = """
import datetime as real, signal, sys
import apscheduler.executors.base, apscheduler.schedulers.base, apscheduler.triggers.interval
import tracker.services.clock
class Shifted(real.datetime):
    by = real.timedelta(0)
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + cls.by
modules = apscheduler.executors.base, apscheduler.schedulers.base, apscheduler.triggers.interval, tracker.services.clock
for module in modules:
    module.datetime = Shifted
def set_back(*_):
    Shifted.by = real.timedelta(days=-365)
signal.signal(signal.SIGUSR1, set_back)
from jobs.cli import daemon
from tracker.cli._main import ROOT, main
ROOT.add_command(daemon)
sys.exit(main(["daemon", "--heartbeat", "0.2", "--offline"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_daemon_goes_on_when_the_machines_clock_is_set_back(root: Path, ready_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(ready_home, tmp_path / "daemon"))
    process = subprocess.Popen(
        [sys.executable, "-c", SHIFTED],
        cwd=home,
        env={**clean_environment(), "PYTHONPATH": str(root), "TRACKER_HOME": str(home)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    first = next(line for line in process.stderr if "weekly_letter" in line)
    process.send_signal(signal.SIGUSR1)
    assert any("the clock was set back" in line for line in process.stderr)
    then = next(line for line in process.stderr if "weekly_letter" in line)
    said = [parse_instant(line.split(" ", 1)[0]) for line in (first, then)]
    assert said[0] - said[1] > timedelta(days=300)
    process.send_signal(signal.SIGTERM)
    process.stderr.read()
    process.stderr.close()
    assert process.wait(200) == 0
