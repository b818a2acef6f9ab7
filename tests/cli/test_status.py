"""``tracker status`` where the database cannot be used, and how little it needs to start."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]


@contextmanager
def foreign(path: Path) -> Iterator[None]:
    path.write_text("no database, but long enough to look at\n" * 20)
    yield


@contextmanager
def newer(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    yield


@contextmanager
def corrupt(path: Path) -> Iterator[None]:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4096 * 8)
    yield


@contextmanager
def held(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("BEGIN EXCLUSIVE")
        yield
        raw.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("harm", "words", "remedy"),
    [
        (foreign, "not a usable database", "TRACKER_HOME"),
        (newer, "newer version", "Install that version"),
        (corrupt, "not a usable database", "restore a backup"),
        (held, "held by another process", "Try again"),
    ],
)
def test_a_database_that_cannot_be_used_is_an_answer_with_its_remedy(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch, harm: Any, words: str, remedy: str
) -> None:
    monkeypatch.setattr("tracker.cli.status._PATIENCE", 0.1)
    with harm(ready_home / "tracker.sqlite3"):
        answer = tracker("status", "--format", "json")
    assert answer.code == 6
    found = json.loads(answer.out)
    assert (found["usable"], found["home"]) == (False, str(ready_home))
    assert found["disk_free_bytes"] > 0
    (finding,) = found["findings"]
    assert finding["what"] in answer.err
    assert words in finding["what"]
    assert remedy in finding["remedy"]


def test_a_missing_database_is_made_and_told_of(tracker: Tracker, tmp_path: Path) -> None:
    answer = tracker("status", "--offline")
    assert answer.code == 0
    assert (tmp_path / "home" / "tracker.sqlite3").is_file()
    assert "SQLite, schema" in answer.out
    assert "never fetched" in answer.out


@pytest.mark.parametrize("words", [("--help",), ("status",)])
def test_no_table_library_is_loaded_for_it(ready_home: Path, words: tuple[str, ...]) -> None:
    program = (
        "import sys; from tracker.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'pandas', 'numpy', 'scipy', 'yfinance', 'httpx', 'alembic', 'holidays'} & sys.modules.keys();"
        "print(sorted(heavy), file=sys.stderr); sys.exit(code or len(heavy - {'holidays'}))"
    )
    environment = {**os.environ, "TRACKER_HOME": str(ready_home)}
    answer = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_the_scheduler_contributes_its_slots(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ((_, target),) = project["entry-points"]["tracker.schedules"].items()
    module, _, attribute = target.partition(":")
    assert callable(getattr(import_module(module), attribute))


def test_who_watches_is_shown_without_the_address_that_is_a_secret(
    tracker: Tracker, ready_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "watched" not in tracker("status", "--offline").out
    monkeypatch.setenv("TRACKER_WATCH_PORT", "9464")
    monkeypatch.setenv("TRACKER_PING_URL", "https://hc.example/ping/6c4a7c0e-aaaa")
    said = tracker("status", "--offline").out
    assert "watched   http://127.0.0.1:9464/healthz, /readyz, /metrics; a dead man's switch is called\n" in said
    found = tracker("status", "--offline", "--format", "json").out
    assert json.loads(found)["watched"] == {"port": 9464, "switch": True}
    assert "6c4a7c0e" not in said + found
