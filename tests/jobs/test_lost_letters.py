"""A tick under cron is heard when a letter is refused for good, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobs.schedule import Cadence, Job
from jobs.tick import tick
from tests.delivery.mailserver import MailServer
from tests.services.test_outbox import JANE, JOE, NOW, opened, put
from tracker.errors import DatabaseError
from tracker.services.context import Context


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def context(server: MailServer, ready_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    yield from opened(server, tmp_path, **{**ready_environ, "TRACKER_OFFLINE": ""})


def ticked(context: Context, minutes: int, *jobs: Job) -> tuple[int, list[str]]:
    """Exit code, and what cron would mail."""
    heard: list[str] = []
    now = NOW + timedelta(minutes=minutes)
    code = tick(context.rehearsal(lambda: now), clock=lambda: now, say=str, complain=heard.append, jobs=jobs)
    return code, heard


def test_a_refusal_for_good_is_complained_of_with_what_to_do_and_once(context: Context, server: MailServer) -> None:
    put(context)
    put(context, recipient=JOE)
    server.rcpt_replies[JANE] = ["550 5.1.1 no such user"]
    code, heard = ticked(context, 0)
    assert [received.recipient for received in server.received] == [JOE]
    (line,) = heard
    assert code == 4
    assert JANE in line
    assert "550 5.1.1 no such user" in line
    assert f"tracker email resend --week 2014-W46 --to {JANE}" in line
    assert ticked(context, 5) == (0, []), "once is enough"


def test_a_letter_that_may_have_arrived_is_complained_of(context: Context, server: MailServer) -> None:
    put(context)
    server.data_replies[JANE] = ["drop"]
    code, heard = ticked(context, 0)
    assert code == 4
    assert len(heard) == 1
    assert "may or may not have arrived" in heard[0]


def test_a_letter_that_is_tried_again_is_no_matter_for_anybody(context: Context, server: MailServer) -> None:
    put(context)
    server.rcpt_replies[JANE] = ["451 4.7.1 come back"]
    assert ticked(context, 0) == (0, [])
    assert ticked(context, 10) == (0, [])
    assert len(server.received) == 1


def test_what_all_jobs_fail_for_is_said_once(context: Context) -> None:
    def full(_context: Context, _slot: datetime) -> str:
        raise DatabaseError("the disk is full")

    def other(_context: Context, _slot: datetime) -> str:
        raise DatabaseError("something else")

    hourly = Cadence(every=timedelta(hours=1))
    runs = {"one": full, "two": full, "three": full, "four": other, "five": full}
    code, heard = ticked(context, 0, *(Job(key=key, cadence=hourly, run=run) for key, run in runs.items()))
    assert code == 4
    assert [line.partition(": ")[2] for line in heard] == [
        "the disk is full", "two, three.", "something else", "the disk is full",
    ]  # fmt: skip
    assert heard[1] == "For the same reason failed: two, three."
