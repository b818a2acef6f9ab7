"""An interrupted back-fill goes on with what is missing: a real process, real signals."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.bank_of_russia import bank_of_russia
from tests.fakenet.fakenet import Ask, FakeNet, Handler, Reply
from tracker.config import load
from tracker.model.source import Span
from tracker.services.context import open_context
from tracker.store.unit_of_work import UnitOfWork

BANK = "www.cbr.ru"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMMAND = ("fetch", "cbr", "--since", "2014-01-01", "--until", "2016-01-01", "--currency", "USD", "--currency", "HKD")
ALL = [("R01235", "2014"), ("R01235", "2015"), ("R01200", "2014"), ("R01200", "2015")]

pytestmark = pytest.mark.watches_processes


@pytest.fixture
def net() -> Iterator[FakeNet]:
    with FakeNet() as network:
        network.route(BANK, bank_of_russia(lambda: NOW))
        yield network


@pytest.fixture
def home(ready_home: Path) -> Path:
    return ready_home


@pytest.fixture
def start(net: FakeNet, home: Path) -> Callable[..., subprocess.Popen[str]]:
    def run(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            env={**os.environ, **net.env, "TRACKER_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def asked(net: FakeNet) -> list[tuple[str, str]]:
    """Currency and year of each request."""
    return [(ask.query["VAL_NM_RQ"][0], ask.query["date_req1"][0][-4:]) for ask in net.asked]


def known(home: Path) -> tuple[dict[str, list[tuple[str, str]]], set[Span]]:
    """Every value with its label, and what is recorded as finished."""
    context = open_context(load({"TRACKER_HOME": str(home)}, cwd=home))
    try:
        with UnitOfWork(context.engine, write=False) as work:
            series = ("USD/RUB@cbr", "HKD/RUB@cbr")
            values = {key: [(one.label, str(one.value)) for one in work.observations.read(key)] for key in series}
            return values, set(work.parts.finished("cbr"))
    finally:
        context.engine.dispose()


def how_it_ended(home: Path) -> str:
    """The state of the newest conversation: one that was interrupted is closed, one that was killed stays open."""
    context = open_context(load({"TRACKER_HOME": str(home)}, cwd=home))
    try:
        with UnitOfWork(context.engine, write=False) as work:
            return work.runs.recent_fetches("cbr", limit=1)[0].state
    finally:
        context.engine.dispose()


def at_the_third(does: Callable[[], None]) -> Handler:
    """The bank, and what happens before it answers the third request."""
    bank, count = bank_of_russia(lambda: NOW), iter(range(1, 100))

    def answer(ask: Ask) -> Reply:
        if next(count) == 3:
            does()
        return bank(ask)

    return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_killed_back_fill_goes_on_with_exactly_what_is_missing(
    net: FakeNet,
    start: Callable[..., subprocess.Popen[str]],
    tracker: Callable[..., Any],
    home: Path,
    prepared_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    running: list[subprocess.Popen[str]] = []

    def kill() -> None:
        running[0].send_signal(number)
        running[0].wait()

    net.route(BANK, at_the_third(kill))
    running.append(start(*COMMAND))
    _, said = running[0].communicate()
    assert asked(net) == ALL[:3]
    if number is signal.SIGINT:
        assert running[0].returncode == 130
        assert "cbr: 2 of 4 parts are stored; the same command asks for the 2 that are missing." in said
        assert said.rstrip().endswith("Interrupted.")
    else:
        assert running[0].returncode == -signal.SIGKILL

    assert how_it_ended(home) == ("failed" if number is signal.SIGINT else "started")

    # No signal comes any more: what follows needs no process of its own.
    for name, value in net.env.items():
        monkeypatch.setenv(name, value)
    net.asked.clear()
    net.route(BANK, bank_of_russia(lambda: NOW))
    resumed = tracker(*COMMAND)
    assert resumed.code == 0, resumed.err
    assert asked(net) == ALL[2:]
    assert "cbr: 2 documents, about 72 kB; 2 documents are here already." in resumed.err

    net.asked.clear()
    third = tracker(*COMMAND)
    assert (third.code, net.asked) == (0, [])
    assert "cbr: nothing to ask for, 4 documents are here already; --again asks once more." in third.err

    elsewhere = Path(shutil.copytree(prepared_home, tmp_path / "undisturbed"))
    monkeypatch.setenv("TRACKER_HOME", str(elsewhere))
    assert tracker(*COMMAND).code == 0
    values, finished = known(home)
    assert (values, finished) == known(elsewhere)
    assert len(values["HKD/RUB@cbr"]) > 500
    assert len(finished) == 4


def test_a_network_lost_in_the_middle_keeps_what_came_before_and_says_so(
    net: FakeNet, tracker: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in net.env.items():
        monkeypatch.setenv(name, value)

    def cut() -> None:
        net.unplug()
        raise OSError("the cable is out")

    net.route(BANK, at_the_third(cut))
    cut_off = tracker(*COMMAND)
    assert cut_off.code == 4, "a part of it was reachable"
    assert "cbr: 2 of 4 parts are stored; the same command asks for the 2 that are missing." in cut_off.err

    assert tracker(*COMMAND).code == 5

    net.plug_in()
    net.asked.clear()
    net.route(BANK, bank_of_russia(lambda: NOW))
    assert tracker(*COMMAND).code == 0
    assert asked(net) == ALL[2:]
