"""``tracker run`` without network: a report all the same, quickly, and nothing changed by running it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import FakeNet, closed_port_env
from tests.fakenet.upstreams import world
from tracker.model.instants import parse_instant
from tracker.sources.catalog import sources

Tracker = Callable[..., Any]
NOW = ("--now", "2026-11-22T12:00Z")


def test_where_no_source_can_be_reached_it_is_said_once_and_each_is_told_by_status(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    answer = tracker("run", *NOW)
    assert answer.code == 4
    assert "2022-W09" in answer.out
    assert "asked for the week of 9–15 November 2026 (2026-W46)" in answer.out
    asked = [key for key, source in sources().items() if source.info.enabled]
    assert f"None of the {len(asked)} sources could be reached: is this machine connected?" in answer.err
    assert answer.err.count("cannot be reached") == 1
    told = tracker("status", *NOW).out
    assert not [source for source in asked if source not in told]
    again = tracker("run", *NOW)
    assert again.code == 4
    assert again.out == answer.out
    assert f"None of the {len(asked)} sources is asked again yet" in again.err


def test_a_source_that_fails_beside_others_is_one_line(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SOURCES_DISABLED", ",".join(set(sources()) - {"ecb", "cbr", "bank_of_canada"}))
    with FakeNet() as net:
        for name, value in net.env.items():
            monkeypatch.setenv(name, value)
        hosts = world(lambda: parse_instant("2026-11-20T12:00Z"))
        net.routes({host: handler for host, handler in hosts.items() if host != "www.bankofcanada.ca"})
        answer = tracker("run", "--now", "2026-11-20T12:00Z")
    assert len([line for line in answer.err.splitlines() if line.startswith("bank_of_canada: ")]) == 1
    assert "None of the" not in answer.err


def test_offline_asks_nobody_and_says_so(tracker: Tracker, ready_home: Path) -> None:
    answer = tracker("run", "--offline", *NOW)
    assert answer.code == 4
    assert "no source was asked" in answer.err
    assert "Traceback" not in answer.err


def test_a_first_run_in_an_empty_house_makes_everything_ready(tracker: Tracker, tmp_path: Path) -> None:
    answer = tracker("run", "--offline", *NOW)
    assert answer.code == 4
    assert "2022-W09" in answer.out
    assert str(tmp_path / "home") in answer.err
    quiet = tracker("run", "--offline", *NOW, "--quiet")
    assert quiet.err == ""
    assert quiet.out == answer.out
