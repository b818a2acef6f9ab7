"""The commands on PostgreSQL: the same answers as on SQLite, the same work, and clear words when it cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet
from tests.fakenet.upstreams import world
from tracker.model.instants import parse_instant

Tracker = Callable[..., Any]
MERKEL = "2014-11-11-merkel-no-new-sanctions"
NOW = "2026-11-22T12:00Z"
WEEK = ("--week", "2014-W46")


def surroundings(monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str]) -> None:
    for name in ("TRACKER_HOME", "TRACKER_DATABASE_URL", "TRACKER_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def on_postgresql(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, prepared_homes: tuple[dict[str, str], dict[str, str]]
) -> Tracker:
    surroundings(monkeypatch, prepared_homes[1])
    return tracker


@pytest.mark.postgresql
def test_the_same_question_has_the_same_answer_from_either_database(
    tracker: Tracker,
    monkeypatch: pytest.MonkeyPatch,
    prepared_homes: tuple[dict[str, str], dict[str, str]],
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("date,rate\n" + "".join(f"2014-11-{day},4{day - 4}.5\n" for day in range(10, 15)), encoding="utf-8")
    questions = (
        ("report", *WEEK),
        ("report", *WEEK, "--format", "json"),
        ("align", MERKEL, "--format", "json"),
        ("rates", "USD/RUB@ecb", *WEEK, "--format", "json"),
        ("events", "list", "--since", "2014-11-01", "--until", "2014-12-01", "--format", "csv"),
        ("events", "show", MERKEL, "--format", "json"),
        ("explain", "2014-W46"),
        ("explain", "2014-11-11", "--format", "json"),
        ("study", "--since", "2014-11-01", "--until", "2014-12-01", "--format", "json"),
        ("rates", "import", str(mine), "--series", "USD/RUB@mine", "--made-at", "18:00", "--zone", "Europe/Moscow"),
        ("rates", "compare", "USD/RUB", *WEEK),
        ("rates", "timing", "USD/RUB@ecb", "USD/RUB@mine", "--since", "2013-01-01", "--until", "2015-01-01"),
        ("now",),
        ("run",),
    )
    on_sqlite, on_postgresql = prepared_homes
    for question in questions:
        surroundings(monkeypatch, on_sqlite)
        one = tracker(*question, "--now", NOW)
        surroundings(monkeypatch, on_postgresql)
        other = tracker(*question, "--now", NOW)
        assert (other.code, other.out, other.err) == (one.code, one.out, one.err), question
        assert one.code in {0, 4}, one.err
        assert len(one.out + one.err) > 200 or "import" in question


@pytest.mark.postgresql
def test_decisions_about_the_ledger_are_kept(on_postgresql: Tracker) -> None:
    added = on_postgresql(
        *("events", "add", "--date", "2026-11-20", "--zone", "Europe/Brussels", "--kind", "designation"),
        *("--title", "Twenty-first package", "--issuer", "Council of the EU", "--jurisdiction", "EU"),
    )
    assert added.code == 0, added.err
    edited = on_postgresql("events", "edit", MERKEL, "--title", "Mine", "--reason", "better")
    assert edited.code == 0, edited.err
    listed = on_postgresql("events", "list", "--format", "json")
    titles = {event["title"] for event in json.loads(listed.out)["events"]}
    assert {"Twenty-first package", "Mine"} <= titles


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        network.routes(world(now=lambda: parse_instant(NOW)))
        yield network


@pytest.mark.postgresql
def test_what_is_fetched_is_kept_and_status_tells_of_it(
    on_postgresql: Tracker, net: FakeNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKER_OFFLINE")
    fetched = on_postgresql("fetch", "us_federal_register", "--now", NOW)
    assert fetched.code == 0, fetched.err
    assert {ask.host for ask in net.asked} == {"www.federalregister.gov"}
    told = json.loads(on_postgresql("status", "--format", "json", "--now", NOW).out)
    (source,) = [one for one in told["sources"] if one["key"] == "us_federal_register"]
    assert source["last_success_at"] is not None
    assert on_postgresql("db", "check").code == 0


def test_a_missing_library_for_postgresql_is_named(root: Path, tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['psycopg'] = None; from tracker.cli import main; sys.exit(main(['status']))"
    environ = {**os.environ, "TRACKER_DATABASE_URL": "postgresql://me:hunter2@127.0.0.1/x", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", blocked], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 6, done.stderr
    assert "sanctions-pressure-tracker[postgresql]" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.postgresql
def test_a_server_that_does_not_answer_is_said_without_the_password(tracker: Tracker) -> None:
    answer = tracker("status", "--database-url", "postgresql://me:hunter2@127.0.0.1:1/x")
    assert answer.code == 6
    assert "cannot be reached" in answer.err
    assert "hunter2" not in answer.err
