"""Several processes at once on one database: nothing doubled, nothing lost, no letter twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.delivery.mailserver import MailServer
from tests.fakenet.fakenet import FakeNet, clean_environment
from tests.surroundings.conftest import DATABASE, known
from tests.torture import content, world
from tracker.model.instants import format_instant
from tracker.sources.catalog import sources
from tracker.store.engine import open_engine

NOW = format_instant(datetime(2026, 1, 5, 18, tzinfo=UTC))

pytestmark = [pytest.mark.watches_processes, pytest.mark.timeout(600)]


def at_once(root: Path, home: Path, environment: dict[str, str], *commands: tuple[str, ...]) -> list[int]:
    """Start all of them, then wait for all; their exit codes. On a busy machine one may wait long for another."""
    database = f"sqlite:///{home / DATABASE}?timeout=200"
    ours = {"PYTHONPATH": str(root), "TRACKER_HOME": str(home), "TRACKER_DATABASE_URL": database}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=home.parent,
            env={**clean_environment(), **ours, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for words in commands
    ]
    return [process.wait(280) for process in running]


def test_two_first_starts_make_one_home(root: Path, tmp_path: Path, ready_home: Path) -> None:
    home = tmp_path / "new"
    report = ("tracker", "report", "--week", "2014-W46", "--offline")
    assert at_once(root, home, {}, report, report) == [0, 0]
    assert known(home) == known(ready_home)


def test_fetches_and_ticks_at_once_double_nothing(root: Path, ready_home: Path, net: FakeNet) -> None:
    net.routes(world.upstreams(lambda: 0))
    fetch = ("tracker", "fetch", "us_federal_register", "--now", NOW)
    tick = ("jobs", "tick", "--now", NOW)
    with MailServer() as mail:
        environment = {
            **net.env,
            "TRACKER_SMTP_HOST": "127.0.0.1",
            "TRACKER_SMTP_PORT": str(mail.port),
            "TRACKER_SMTP_SECURITY": "none",
            "TRACKER_EMAIL_FROM": "letters@example.net",
            "TRACKER_EMAIL_TO": "jane@example.org, joe@example.org",
            "TRACKER_SOURCES_DISABLED": ",".join(sorted(set(sources()) - {"ecb", "us_federal_register", "un_sc"})),
        }
        send = ("tracker", "email", "send", "--week", "2026-W01", "--now", NOW)
        codes = at_once(root, ready_home, environment, fetch, fetch, tick, send)
        assert (codes[:2], codes[3]) == ([0, 0], 0)
        assert codes[2] in {0, 4}  # 4: the sources that are not in this world
        assert Counter(letter.recipient for letter in mail.received) == {"jane@example.org": 1, "joe@example.org": 1}
    known(ready_home)
    engine = open_engine(f"sqlite:///{ready_home / DATABASE}")
    assert content.torn(engine) == []
    assert content.doubled(engine) == []
    engine.dispose()
