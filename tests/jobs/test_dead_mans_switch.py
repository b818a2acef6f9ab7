"""The dead man's switch: a real server on loopback is called when it should be, and never when that would be a lie."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs.listening import OUTBOX, Unit
from jobs.schedule import Cadence, Idle, Job
from jobs.tick import tick as one_tick
from jobs.watching.switch import MOST, QUIET, WITHIN, Switch
from tests.jobs.watched import Switchboard, free_port
from tracker.config import load
from tracker.config.settings import Secret
from tracker.errors import TrackerError
from tracker.model.work import Delivery
from tracker.services.context import Context, open_context
from tracker.services.leadership import leadership
from tracker.services.pinging import is_set, ping
from tracker.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 12, 1, 0, 10, tzinfo=UTC)
TOKEN = "/ping/0b1e5a4c-c0ff-ee00"


class Hands:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Called:
    """A switch on a real installation, and the server it calls."""

    def __init__(self, context: Context, board: Switchboard) -> None:
        self.board = board
        self.hands = Hands()
        self.said: list[str] = []
        self.arrived: list[bool] = []
        self.context = replace(context, settings=replace(context.settings, ping_url=Secret(board.url(TOKEN))))
        self.switch = Switch(
            say=self.said.append,
            complain=self.said.append,
            counted=self.arrived.append,
            attempt=lambda _job, _slot: 2,
            monotonic=self.hands,
        )
        self.switch.on_start(self.context)
        self.switch.on_lead(leading=True)

    def a_pass(self, *units: Unit) -> list[str]:
        """What is called for a pass of these units, whole minutes after the last."""
        self.hands.at += 2 * WITHIN
        before = len(self.board.calls)
        for unit in units:
            if not isinstance(unit.detail, Idle):
                self.switch.on_begin(unit.job, unit.slot)
        self.switch.on_looked(NOW, units)
        assert self.switch.caller.idle(60)
        return self.board.kinds[before:]


def done(job: str = "fetch_rates", detail: str = "ecb: 3 new") -> Unit:
    return Unit(job=job, slot=NOW, state="done", detail=detail, took=1.25)


def failed(job: str = "fetch_rates", detail: str = "ecb: no answer") -> Unit:
    return Unit(job=job, slot=NOW, state="failed", detail=detail, took=0.5)


@pytest.fixture
def context(ready_home: Path, tmp_path: Path) -> Iterator[Context]:
    found = open_context(load({"TRACKER_HOME": str(ready_home)}, cwd=tmp_path), now=NOW, load=False)
    yield found
    found.engine.dispose()


@pytest.fixture
def called(context: Context) -> Iterator[Called]:
    with Switchboard() as board:
        yield (found := Called(context, board))
        found.switch.on_end()


SUCCESS = TOKEN.rpartition("/")[2]


def test_a_pass_that_went_well_begins_and_succeeds_with_its_runs_in_the_body(called: Called) -> None:
    assert called.a_pass(done(), done("grouping", "0 new")) == ["start", SUCCESS]
    start, success = called.board.calls
    assert start.body == "begun: fetch_rates@2026-12-01T00:10:00Z"
    assert (success.method, success.path) == ("POST", TOKEN)
    assert success.body.splitlines() == [
        "fetch_rates@2026-12-01T00:10:00Z#2 done in 1.2 s: ecb: 3 new",
        "grouping@2026-12-01T00:10:00Z#2 done in 1.2 s: 0 new",
    ]
    assert called.arrived == [True, True]


def test_a_job_that_failed_keeps_raising_the_alarm_until_it_succeeds(called: Called) -> None:
    assert called.a_pass(failed(), done("grouping")) == ["start", "fail"]
    assert called.board.calls[-1].body.startswith("fetch_rates@2026-12-01T00:10:00Z#2 failed in 0.5 s: ecb: no answer")
    assert called.a_pass(done("grouping")) == ["start", "fail"], "another job's success does not hide it"
    assert called.a_pass() == []
    called.hands.at += QUIET
    assert called.a_pass() == ["fail"], "nor does a quiet scheduler"
    assert called.a_pass(done()) == ["start", SUCCESS]


def test_letters_that_could_not_be_sent_raise_the_alarm_only_as_long_as_any_waits(called: Called) -> None:
    outbox = Unit(job=OUTBOX, slot=None, state="failed", detail="The letter cannot be sent: no sender.")
    assert called.a_pass(done(), outbox) == ["start", "fail"]
    assert called.a_pass(outbox)[-1:] == ["fail"]
    assert called.a_pass(done()) == ["start", SUCCESS]


def test_a_quiet_scheduler_says_now_and_then_that_it_lives(called: Called) -> None:
    idle = Unit(job="weekly_letter", slot=NOW, state="done", detail=Idle("e-mail is not set up"))
    assert called.a_pass(done()) == ["start", SUCCESS]
    assert [called.a_pass() for _ in range(int(QUIET / WITHIN / 2))][:-1] == [[]] * (int(QUIET / WITHIN / 2) - 1)
    called.hands.at += QUIET
    assert called.a_pass(idle) == [SUCCESS]
    assert "nothing done: e-mail is not set up" in called.board.calls[-1].body


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_pass_in_which_a_letter_was_lost_is_no_success(called: Called, state: str) -> None:
    letter = Delivery(
        report="weekly", period="2026-W48", recipient="a@example.org", state="pending", message_id="<1@x>",
        message=b"x", created_at=NOW, next_attempt_at=NOW,
    )  # fmt: skip
    with UnitOfWork(called.context.engine, write=True) as work:
        work.deliveries.add(letter)
        claimed = work.deliveries.claim(NOW)
        assert claimed is not None
        work.deliveries.mark(claimed, state, at=NOW, detail="no such user")
        work.commit()
    assert called.a_pass(done("weekly_letter", f"letter of 2026-W48: 1 {state}")) == ["start", "fail"]
    assert called.board.calls[-1].body.startswith("letters: 1 lost; see tracker status")
    assert called.a_pass(done()) == ["start", SUCCESS], "it is said once; tracker status keeps saying it"


def test_what_cannot_be_worked_at_all_raises_the_alarm_at_once_and_not_every_half_minute(called: Called) -> None:
    for _ in range(3):
        called.switch.on_trouble(NOW, "cannot work now: the database is away")
        called.hands.at += 30
    assert called.switch.caller.idle(60)
    assert called.board.kinds == ["fail"]
    called.hands.at += QUIET
    called.switch.on_trouble(NOW, "cannot work now: the database is away")
    assert called.switch.caller.idle(60)
    assert called.board.kinds == ["fail", "fail"]
    assert called.a_pass() == [], "the scheduler is well again, and says so at its next call"
    assert called.a_pass(done()) == ["start", SUCCESS]


def test_it_calls_at_most_five_times_a_minute_and_the_newest_outcome_in_the_end(called: Called) -> None:
    switch = called.switch
    for number in range(20):
        switch.on_begin("fetch_rates", NOW)
        switch.on_looked(NOW, (done(detail=f"pass {number}"),))
        called.board.wait_for(min(2 * number + 2, MOST))
    assert len(called.board.calls) <= MOST
    called.hands.at += WITHIN
    switch.on_looked(NOW, (failed(detail="the last pass"),))
    assert switch.caller.idle(60)
    assert "the last pass" in called.board.calls[-1].body
    assert called.board.kinds[-1] == "fail"
    starts = called.board.kinds.count("start")
    assert called.board.kinds.count(SUCCESS) + called.board.kinds.count("fail") >= starts


def test_a_server_that_is_slow_or_away_costs_the_work_nothing_and_is_said_once(called: Called) -> None:
    called.board.hold = threading.Event()
    for _ in range(3):
        called.switch.on_looked(NOW, (done(),))  # returns while the server has not answered
    called.board.hold.set()
    assert called.switch.caller.idle(60)
    called.board.status = 500
    assert called.a_pass(done()) == ["start", SUCCESS]
    assert called.a_pass(done()) == ["start", SUCCESS]
    assert len(called.said) == 1
    assert "refused the call (HTTP 500)" in called.said[0]
    assert TOKEN not in called.said[0]
    called.board.status = 200
    called.a_pass(done())
    assert called.said[1:] == ["the dead man's switch is told again"]
    assert called.arrived.count(False) == 4


@contextmanager
def at(context: Context, url: str) -> Iterator[Context]:
    yield replace(context, settings=replace(context.settings, ping_url=Secret(url)))


def test_a_redirect_is_followed_nowhere(context: Context) -> None:
    with Switchboard() as other, Switchboard() as board:
        board.status, board.headers = 302, {"Location": other.url("/elsewhere")}
        with at(context, board.url(TOKEN)) as settled:
            said = ping(settled.settings, "", "done")
        assert "sends us elsewhere (HTTP 302)" in said
        assert "elsewhere" not in said.replace("sends us elsewhere", "")
        assert other.calls == []


@pytest.mark.parametrize("kind", ["", "start", "fail"])
def test_the_query_of_an_address_is_kept(context: Context, kind: str) -> None:
    with Switchboard() as board, at(context, board.url(f"{TOKEN}/?create=1")) as settled:
        assert ping(settled.settings, kind, "done") == ""
        assert board.calls[0].path == (f"{TOKEN}/{kind}?create=1" if kind else f"{TOKEN}/?create=1")


def test_no_answer_within_the_time_is_given_up_and_told_without_the_address(context: Context) -> None:
    with Switchboard() as board, at(context, board.url(TOKEN)) as settled:
        board.hold = threading.Event()
        said = ping(settled.settings, "", "done", seconds=0.05)
        assert said.startswith("127.0.0.1 did not answer within 0.05 s.")
    with at(context, f"http://127.0.0.1:{free_port()}{TOKEN}") as settled:
        said = ping(settled.settings, "", "done")
        assert said.startswith("127.0.0.1 refused the connection.")
    assert TOKEN not in said


@pytest.mark.parametrize("url", ["not an address", "ftp://example.org/x", "https:///nowhere", "http://a:99999/x"])
def test_an_address_that_is_none_is_said_without_repeating_it(context: Context, url: str) -> None:
    with at(context, url) as settled:
        said = ping(settled.settings, "", "done")
    assert said.startswith("TRACKER_PING_URL is no address that can be called.")
    assert url not in said


def test_secrets_are_taken_out_of_what_is_told(context: Context) -> None:
    secret = replace(context.settings, smtp_password=Secret("hunter2"))
    with Switchboard() as board, at(replace(context, settings=secret), board.url(TOKEN)) as settled:
        body = f"535 login hunter2 refused; {board.url(TOKEN)} {TOKEN.rpartition('/')[2]}"
        assert ping(settled.settings, "", body) == ""
        assert board.calls[0].body == "535 login *** refused; *** ***"


def test_set_offline_nobody_is_called_and_no_proxy_is_asked_for_this_machine(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Switchboard() as board, at(context, board.url(TOKEN)) as settled:
        offline = replace(settled.settings, offline=True)
        assert not is_set(offline)
        assert ping(offline, "", "done") == ""
        assert board.calls == []
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
        assert ping(settled.settings, "", "done") == ""
        assert len(board.calls) == 1


def test_what_still_waits_at_the_end_goes_out_within_its_time(called: Called) -> None:
    called.switch.on_looked(NOW, (done(),))
    called.switch.on_end()
    assert called.board.kinds == [SUCCESS]
    called.switch.on_looked(NOW + timedelta(hours=1), (done(),))
    assert called.board.kinds == [SUCCESS], "after the end nobody is called"


def test_a_tick_calls_once_and_does_not_hide_what_the_last_one_failed_at(context: Context) -> None:
    def run(_context: Context, _slot: datetime) -> str:
        if failing:
            raise TrackerError("no answer", retryable=True)
        return "ecb: 3 new"

    rates = Job(key="fetch_rates", cadence=Cadence(every=timedelta(hours=1)), run=run)
    others = Job(key="grouping", cadence=Cadence(every=timedelta(minutes=1)), run=lambda *_: "0 new")
    with Switchboard() as board, at(context, board.url(TOKEN)) as settled:

        def tick(minutes: int) -> list[str]:
            before, now = len(board.calls), NOW + timedelta(minutes=minutes)
            listeners = [Switch(say=str, complain=str)]
            one_tick(
                settled.rehearsal(lambda: now), clock=lambda: now, say=str, jobs=[rates, others], listeners=listeners
            )
            return board.kinds[before:]

        failing = True
        assert tick(0) == ["start", "fail"]
        assert tick(1) == ["start", "fail"], "another process, in which only the other job was due and did well"
        assert "fetch_rates failed at 2026-12-01T00:10:00Z" in board.calls[-1].body
        failing = False
        assert tick(5) == ["start", SUCCESS]
        assert tick(5) == [SUCCESS], "nothing was due, and it says that it came by"
        lead = leadership(settled)
        assert lead.acquire()
        assert tick(6) == [], "another process works, and speaks for itself"
        lead.release()


def test_no_reader_is_named_to_the_server_and_every_run_is(context: Context) -> None:
    with Switchboard() as board:
        called = Called(context, board)
        told = '2026-W48 to jane@example.org: sent; 2026-W48 to "Joe" <joe@localhost>: failed 550 <joe@localhost>: no'
        called.a_pass(done(), done("outbox", told))
        body = board.calls[-1].body
        assert "fetch_rates@2026-12-01T00:10:00Z#2" in body
        assert "2026-W48 to (address): sent" in body
        assert not any(word in body for word in ("jane", "example.org", "Joe", "joe@", "localhost"))
