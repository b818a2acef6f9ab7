"""``tracker run`` without network: a report all the same, quickly, and nothing changed by running it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakenet.fakenet import closed_port_env
from tracker.sources.catalog import sources

Tracker = Callable[..., Any]
NOW = ("--now", "2026-11-22T12:00Z")


def test_every_source_that_cannot_be_reached_is_one_line(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in closed_port_env().items():
        monkeypatch.setenv(name, value)
    answer = tracker("run", *NOW)
    assert answer.code == 4
    assert "2022-W09" in answer.out
    assert "asked for the week of 9–15 November 2026 (2026-W46)" in answer.out
    asked = [key for key, source in sources().items() if source.info.enabled]
    for source in asked:
        assert len([line for line in answer.err.splitlines() if line.startswith(f"{source}: ")]) == 1
    again = tracker("run", *NOW)
    assert again.code == 4
    assert again.out == answer.out
    assert again.err.count("not asked again yet") == len(asked)


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
