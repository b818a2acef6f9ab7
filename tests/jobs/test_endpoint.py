"""Health and numbers for a monitor: a real server on loopback, real databases, and those who should get nothing."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from jobs.listening import Unit
from jobs.schedule import Idle
from jobs.watching import endpoint, monitor
from jobs.watching.monitor import Monitor
from jobs.watching.pulse import Pulse
from tests.jobs.watched import ask, free_port, raw
from tracker.config import load
from tracker.model.work import Delivery
from tracker.services.context import Context, open_context
from tracker.services.watching import Observer
from tracker.store.engine import open_connection, open_engine
from tracker.store.tables import ALERT
from tracker.store.unit_of_work import UnitOfWork

FRESH, STALE = datetime(2026, 11, 2, 12, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Hands:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def opened(environ: dict[str, str], folder: Path, now: datetime, **more: str) -> Context:
    settings = load({**environ, "TRACKER_WATCH_PORT": str(free_port()), "TRACKER_PAIRS": "EUR/USD", **more}, cwd=folder)
    return open_context(replace(settings, offline=False), load=False).rehearsal(lambda: now)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "LOOK_UP", 0.02)


@pytest.fixture
def context(ready_home: Path, tmp_path: Path) -> Iterator[Context]:
    """EUR/USD is followed, and the embedded rates end a working day ago."""
    found = opened({"TRACKER_HOME": str(ready_home)}, tmp_path, FRESH)
    yield found
    found.engine.dispose()


@pytest.fixture
def either(prepared_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    """The same on either database."""
    found = opened(prepared_environ, tmp_path, FRESH)
    yield found
    found.engine.dispose()


@contextmanager
def watched(context: Context, pulse: Pulse | None = None) -> Iterator[Monitor]:
    said: list[str] = []
    found = Monitor(pulse or Pulse(), say=said.append, complain=said.append, patience=60)
    found.on_start(context)
    assert found.port == context.settings.watch_port, said
    try:
        yield found
    finally:
        found.on_end()


def checks(port: int | None) -> tuple[int, dict[str, tuple[bool, str]]]:
    answer = ask(port or 0, "/readyz")
    return answer.status, {one["name"]: (one["ok"], one["detail"]) for one in json.loads(answer.body)["checks"]}


def numbers(port: int | None, accept: str = "") -> dict[tuple[str, ...], float]:
    answer = ask(port or 0, "/metrics", Accept=accept)
    assert answer.status == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.body)
        for sample in family.samples
    }


def test_it_is_healthy_while_the_scheduler_gives_signs_and_ready_once_it_leads(context: Context) -> None:
    hands = Hands()
    pulse = Pulse(bound=180, monotonic=hands)
    with watched(context, pulse) as found:
        pulse.on_start(context)
        assert ask(found.port or 0, "/healthz").status == 200
        status, said = checks(found.port)
        assert (status, said["leadership"]) == (503, (False, "not decided yet"))
        pulse.on_standby("another process works on this database; standing by")
        assert checks(found.port)[0] == 200, "who stands by is ready to take over"
        pulse.on_lead(leading=True)
        status, said = checks(found.port)
        assert (status, said["leadership"], said["data"][0]) == (200, (True, "leads"), True)
        hands.at += 181
        answer = ask(found.port or 0, "/healthz")
        assert (answer.status, "181 s ago" in answer.body) == (503, True)
        assert checks(found.port)[0] == 503
        pulse.on_pulse(FRESH)
        assert ask(found.port or 0, "/healthz").status == 200
        pulse.on_trouble(FRESH, "the database is away")
        assert checks(found.port)[1]["work"] == (False, "the database is away")
        pulse.on_looked(FRESH, ())
        assert checks(found.port)[0] == 200


def test_data_older_than_their_calendar_promises_are_not_ready_however_lately_they_were_asked_for(
    context: Context,
) -> None:
    with UnitOfWork(context.engine, write=True) as work:
        work.runs.note_success("ecb", STALE - timedelta(minutes=1))
        work.commit()
    pulse = Pulse()
    pulse.on_lead(leading=True)
    with watched(context.rehearsal(lambda: STALE), pulse) as found:
        status, said = checks(found.port)
        assert status == 503
        assert [name for name, (fine, _) in said.items() if not fine] == ["data"]
        assert "the newest EUR/USD@ecb is of 2026-10-30; 15 later ones should be out" in said["data"][1]
        told = numbers(found.port)
        assert told["tracker_source_observations_missing", "ecb"] == 15
        made = datetime(2026, 10, 30, 13, 10, tzinfo=UTC).timestamp()
        assert told["tracker_source_latest_observation_timestamp_seconds", "ecb"] == made


def test_a_pair_that_only_ended_series_have_is_too_old_and_offline_nothing_is_expected(context: Context) -> None:
    settings = replace(context.settings, pairs=("USD/RUB",))
    with Observer_of(replace(context, settings=settings)) as observer:
        known = observer.latest().observed
        assert known is not None
        assert known.too_old == ("nothing is stored of USD/RUB at a source that is asked and goes on",)
    with Observer_of(replace(context, settings=replace(settings, offline=True))) as observer:
        known = observer.latest().observed
        assert known is not None
        assert known.too_old == ()


@contextmanager
def Observer_of(context: Context, **given: float) -> Iterator[Observer]:  # noqa: N802  # reads as what it makes
    observer = Observer(context, **{"patience": 60, **given})
    try:
        yield observer
    finally:
        observer.close()


def test_a_database_at_another_schema_is_not_ready(context: Context) -> None:
    connection = open_connection(context.engine, write=True)
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    pulse = Pulse()
    pulse.on_lead(leading=True)
    with watched(context, pulse) as found:
        status, said = checks(found.port)
        assert status == 503
        assert said["schema"][0] is False
        assert "tracker db upgrade" in said["schema"][1]
        assert numbers(found.port)["tracker_schema_at_head",] == 0


def seed(context: Context) -> None:
    letter = Delivery(
        report="weekly", period="2026-W44", recipient="a@example.org", state="pending", message_id="<1@x>",
        message=b"x", created_at=FRESH,
    )  # fmt: skip
    with UnitOfWork(context.engine, write=True) as work:
        for number, state in enumerate(("sent", "uncertain", "uncertain")):
            one = replace(letter, period=f"2026-W{40 + number}", message_id=f"<{number}@y>", created_at=FRESH - HOUR)
            work.deliveries.add(one)
            claimed = work.deliveries.claim(FRESH)
            assert claimed is not None
            work.deliveries.mark(claimed, state, at=FRESH)
        work.deliveries.add(letter)
        for _ in range(6):
            work.runs.note_failure("yahoo", FRESH - HOUR, "no way", FRESH + HOUR)
        work.runs.note_failure("fred", FRESH - HOUR, "no way", FRESH + HOUR)
        work.runs.claim("fetch_rates", FRESH - HOUR, at=FRESH - HOUR)
        work.runs.finish("fetch_rates", FRESH - HOUR, at=FRESH - HOUR / 2, state="done")
        work.runs.claim("grouping", FRESH - HOUR, at=FRESH - HOUR)
        work.runs.finish("grouping", FRESH - HOUR, at=FRESH - HOUR / 4, state="failed")
        for key, kind, state in (("a:b:1", "move", "held"), ("look", "look", "done")):
            row = {"key": key, "kind": kind, "state": state, "found_at": FRESH, "document": {}, "detail": ""}
            assert work._connection is not None
            work._connection.execute(ALERT.insert().values(**row))
        work.commit()


def test_the_numbers_are_those_of_the_database_and_those_counted_here(either: Context) -> None:
    seed(either)
    pulse = Pulse()
    pulse.on_lead(leading=True)
    with watched(either, pulse) as found:
        found.on_unit(Unit(job="fetch_rates", slot=FRESH, state="done", detail="ecb: 1 new", took=2.0))
        found.on_unit(Unit(job="fetch_rates", slot=FRESH, state="failed", detail="no way", took=0.2))
        found.on_unit(Unit(job="weekly_letter", slot=FRESH, state="done", detail=Idle("not set up")))
        found.pinged(arrived=False)
        told = numbers(found.port)
        with_exemplars = ask(found.port or 0, "/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert (
        told.items()
        >= {
            ("tracker_leader",): 1,
            ("tracker_database_up",): 1,
            ("tracker_scrape_errors_total",): 0,
            ("tracker_job_runs_total", "fetch_rates", "done"): 1,
            ("tracker_job_runs_total", "fetch_rates", "failed"): 1,
            ("tracker_job_runs_total", "weekly_letter", "idle"): 1,
            ("tracker_job_duration_seconds_sum", "fetch_rates"): 2.2,
            ("tracker_pings_total", "lost"): 1,
            ("tracker_outbox_pending",): 1,
            ("tracker_outbox_sending",): 0,
            ("tracker_outbox_sent",): 1,
            ("tracker_outbox_failed",): 0,
            ("tracker_outbox_uncertain",): 2,
            ("tracker_alerts", "held"): 1,
            ("tracker_source_consecutive_failures", "yahoo"): 6,
            ("tracker_source_circuit_open", "yahoo"): 1,
            ("tracker_source_consecutive_failures", "fred"): 1,
            ("tracker_source_circuit_open", "fred"): 0,
            ("tracker_job_last_success_timestamp_seconds", "fetch_rates"): (FRESH - HOUR / 2).timestamp(),
            ("tracker_job_last_failure_timestamp_seconds", "grouping"): (FRESH - HOUR / 4).timestamp(),
            ("tracker_pairs_too_old",): 0,
        }.items()
    )
    assert ("tracker_alerts", "done") not in told, "the row that remembers the last look is no alert"
    assert {name for name, *_ in told} >= {"tracker_build_info", "tracker_heartbeat_age_seconds"}
    assert with_exemplars.headers["content-type"].startswith("application/openmetrics-text")
    assert with_exemplars.body.endswith("# EOF\n")


@contextmanager
def held(context: Context) -> Iterator[None]:
    """Another process has the whole database, and nobody else can read it."""
    context.engine.dispose()
    if context.engine.dialect.name == "sqlite":
        path = context.settings.home / "tracker.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode = DELETE")
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    engine = open_engine(context.settings.database_url)
    with engine.connect() as other:
        other.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        yield
    engine.dispose()


def test_a_locked_database_costs_a_scrape_a_bounded_wait_and_the_last_values_are_told(either: Context) -> None:
    seed(either)
    with Observer_of(either, fresh_for=0.0) as observer:
        before = observer.latest()
        assert (before.problem, before.errors) == ("", 0)
        observer.close()
        with held(either):
            during = observer.latest()
            assert during.problem
            assert during.errors == 1
            assert during.observed == before.observed
        after = observer.latest()
        assert (after.problem, after.errors) == ("", 1)


def test_whoever_waits_for_a_reading_that_hangs_is_let_go(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr("tracker.services.watching.observe", lambda *_: go_on.wait(60))
    with Observer_of(context, patience=0.01) as observer:
        found = observer.latest()
        assert (found.observed, found.errors) == (None, 1)
        assert "did not answer within 0.01 s" in found.problem
        assert observer.latest().errors == 2, "and no second reading is begun beside it"
        assert sum(thread.name == "watching" for thread in threading.enumerate()) == 1
        go_on.set()


def test_only_this_machine_by_its_own_name_gets_an_answer(context: Context) -> None:
    with watched(context) as found:
        port = found.port or 0
        assert found._server is not None
        assert found._server.server_address[0] == "127.0.0.1"
        for name in ("127.0.0.1", f"localhost:{port}", "LOCALHOST", "[::1]:80"):
            assert ask(port, "/healthz", Host=name).status == 200
        for name in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "", "[::1", "127.0.0.1:80:80"):
            assert ask(port, "/metrics", Host=name).status == 421, name
        assert raw(port, b"GET /metrics HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 421")
        two = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n"
        assert raw(port, two).startswith(b"HTTP/1.0 421")


def test_nothing_but_reading_is_answered_and_what_is_too_long_is_refused(context: Context) -> None:
    with watched(context) as found:
        port = found.port or 0
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = ask(port, "/healthz", method=method)
            assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        head = ask(port, "/healthz", method="HEAD")
        assert (head.status, head.body) == (200, "")
        assert int(head.headers["content-length"]) > 0
        assert ask(port, "/healthz?x=1").status == 200
        assert ask(port, "/../etc/passwd").status == 404
        assert raw(port, b"GET /" + b"a" * 70_000 + b" HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 414")
        flood = b"GET /healthz HTTP/1.0\r\n" + b"X: y\r\n" * 200 + b"\r\n"
        assert raw(port, flood).startswith(b"HTTP/1.0 431")
        assert raw(port, b"nonsense\r\n\r\n").startswith(b"400 ")
        assert ask(port, "/healthz").status == 200


def test_too_many_at_once_are_hung_up_on_and_whoever_drips_is_cut_off(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(context) as found:
        port = found.port or 0
        idle = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(endpoint.MOST_AT_ONCE)]
        for one in idle:
            one.sendall(b"GET /hea")
        assert raw(port, b"GET /healthz HTTP/1.0\r\n") == b""
        monkeypatch.setattr(endpoint, "LONGEST", -1.0)
        assert [one.recv(100) for one in idle] == [b""] * len(idle), "the server hangs up on all of them"
        for one in idle:
            one.close()
        monkeypatch.undo()
        assert ask(port, "/healthz").status == 200


def test_a_port_in_use_is_said_once_and_taken_when_it_is_free(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(monitor, "TRY_AGAIN", 0.0)
    found = Monitor(Pulse(), say=said.append, complain=said.append)
    with socket.create_server(("127.0.0.1", context.settings.watch_port or 0)):
        found.on_start(context)
        found.on_pulse(FRESH)
        assert found.port is None
        assert len(said) == 1
        assert "another program has it" in said[0]
        assert "TRACKER_WATCH_PORT" in said[0]
    found.on_pulse(FRESH)
    try:
        assert ask(found.port or 0, "/healthz").status == 200
    finally:
        found.on_end()


def test_read_again_the_settings_move_it_to_another_port_or_end_it(context: Context) -> None:
    with watched(context) as found:
        found.on_unit(Unit(job="grouping", slot=FRESH, state="done", detail="x"))
        first, second = found.port, free_port()
        found.on_reload(replace(context, settings=replace(context.settings, watch_port=second)))
        assert found.port == second
        assert numbers(second)["tracker_job_runs_total", "grouping", "done"] == 1, "what was counted stays"
        with pytest.raises(ConnectionRefusedError):
            ask(first or 0, "/healthz")
        found.on_reload(replace(context, settings=replace(context.settings, watch_port=None)))
        with pytest.raises(ConnectionRefusedError):
            ask(second, "/healthz")
