"""The daily backup: looked through, the newest few kept, nobody else's file touched, and nothing removed on failure."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from jobs.backup import JOB
from jobs.listening import Listener
from jobs.runner import run_due
from jobs.schedule import Idle
from tracker import config
from tracker.errors import DatabaseError
from tracker.services import daily_backups
from tracker.services.context import Context, open_context
from tracker.services.doctor.checks.backups import CHECK
from tracker.services.doctor.lines import Line, Subject, Terminal
from tracker.services.findings_of_keeping import about_backups
from tracker.store import dumps
from tracker.store.migrate import ensure_ready

SLOT = datetime(2026, 11, 27, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def opened(environ: dict[str, str], folder: Path) -> Iterator[Context]:
    context = open_context(config.load({**environ, "TRACKER_BACKUPS_KEPT": "3"}, cwd=folder), load=False)
    ensure_ready(context.engine)
    yield context.rehearsal(lambda: SLOT + timedelta(minutes=1))
    context.engine.dispose()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Context]:
    """A database with a schema and nothing else: quick to back up."""
    yield from opened({"TRACKER_HOME": str(tmp_path / "home")}, tmp_path)


def on(context: Context, day: int) -> Context:
    """So many days later, a minute after the job's slot."""
    return context.rehearsal(lambda: SLOT + day * DAY + timedelta(minutes=1))


def run(context: Context, day: int = 0) -> str:
    return JOB.run(on(context, day), SLOT + day * DAY)


def names(context: Context) -> list[str]:
    return sorted(path.name for path in daily_backups.folder_of(context.settings).iterdir())


def lines(context: Context, day: int) -> list[Line]:
    terminal = Terminal(encoding="utf-8", width=None)
    now = SLOT + day * DAY
    return list(CHECK.run(Subject(settings=context.settings, environ={}, now=now, network=True, terminal=terminal)))


def test_each_day_one_is_made_and_the_newest_are_kept(small: Context) -> None:
    assert "looked through" in run(small)
    assert names(small) == ["tracker-daily-20261127T041100Z.sqlite3"]
    (kept,) = daily_backups.daily_backups(small.settings)
    assert kept.file.stat().st_mode & 0o077 == 0, "readers' addresses are in it"
    with closing(sqlite3.connect(kept.file)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone()
    again = run(small)
    assert isinstance(again, Idle), "the same slot again makes none"
    assert "is there already" in again
    said = [run(small, day) for day in range(1, 5)]
    assert "removed (tracker-daily-20261127T041100Z.sqlite3)" in said[2]
    assert names(small) == [f"tracker-daily-{day}T041100Z.sqlite3" for day in (20261129, 20261130, 20261201)]
    newest = daily_backups.newest(small.settings, SLOT + 4 * DAY)
    assert newest is not None
    assert newest.at == SLOT + 3 * DAY + timedelta(minutes=1)


def test_it_shows_that_it_lives_around_the_copy(small: Context) -> None:
    told = list[str]()

    class Ear(Listener):
        def on_progress(self, words: str) -> None:
            told.append(words)

    run_due(on(small, 0), clock=on(small, 0).clock, jobs=[JOB], listener=Ear())
    assert told == ["backup"] * 2
    assert names(small) == ["tracker-daily-20261127T041100Z.sqlite3"]


def test_only_files_of_exactly_its_own_names_ever_go(small: Context) -> None:
    folder = daily_backups.folder_of(small.settings)
    folder.mkdir()
    others = [
        "tracker-20200101T000000Z.sqlite3",
        "tracker-daily-20200101T000000Z.sqlite3.old",
        "tracker-daily-20200101T000000Z.dump",
        "tracker-daily-20200101.sqlite3",
        "my tracker-daily-20200101T000000Z.sqlite3",
        ".tracker-daily-20200101T000000Z.sqlite3.swp",
    ]
    for name in others:
        (folder / name).write_bytes(b"a person's")
    (folder / "tracker-daily-20200102T000000Z.sqlite3").mkdir()
    (folder / "tracker-daily-20200103T000000Z.sqlite3").symlink_to(folder / others[0])
    left = folder / ".tracker-daily-20261126T041100Z.sqlite3.abcd_123"
    for side in ("", "-journal"):
        left.with_name(left.name + side).write_bytes(b"half")
    before = names(small)
    for day in range(5):
        run(small, day)
    mine = [f"tracker-daily-{day}T041100Z.sqlite3" for day in (20261129, 20261130, 20261201)]
    assert names(small) == sorted([*(set(before) - {left.name, f"{left.name}-journal"}), *mine])


def test_a_disk_nearly_full_is_said_and_keeps_the_old_ones(small: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(3):
        run(small, day)
    before = names(small)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, daily_backups.LEAVE_FREE[0]))
        with pytest.raises(DatabaseError, match=r"No backup was made: .* The older 3 stay, the newest of 2026-11-29"):
            run(small, 3)
    assert names(small) == before
    assert "looked through" in run(small, 3)


def test_a_backup_that_fails_removes_nothing(small: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(3):
        run(small, day)
    before = names(small)

    def fails(*_: object, **__: object) -> None:
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr("tracker.store.backups._require_sound", fails)
    with pytest.raises(DatabaseError, match="full"):
        run(small, 3)
    assert names(small) == before


def test_kept_0_makes_none_and_removes_none(small: Context) -> None:
    run(small)
    off = replace(small, settings=replace(small.settings, backups_kept=0))
    assert isinstance(run(off, 1), Idle)
    assert len(names(small)) == 1
    assert list(about_backups(off, SLOT + 9 * DAY)) == []
    assert lines(off, 1)[0].what == "no daily backups are made: TRACKER_BACKUPS_KEPT is 0"


def test_an_old_newest_backup_is_a_finding(small: Context) -> None:
    assert lines(small, 0)[0].what == "no daily backup is there; the daemon makes one each day"
    assert list(about_backups(small, SLOT)) == []
    run(small)
    assert list(about_backups(small, SLOT + 2 * DAY)) == []
    assert [line.level for line in lines(small, 2)] == ["ok"]
    (finding,) = about_backups(small, SLOT + 4 * DAY)
    assert "is 3 days old" in finding.what
    (line,) = lines(small, 4)
    assert line.level == "warn"
    assert "the newest is 3 days old" in line.what


def test_a_clock_that_was_ahead_makes_no_backup_the_newest_for_ever(small: Context) -> None:
    run(small, 400)
    assert "looked through" in run(small)
    assert len(names(small)) == 2
    newest = daily_backups.newest(small.settings, SLOT + DAY)
    assert newest is not None
    assert newest.at < SLOT + DAY
    one = replace(small, settings=replace(small.settings, backups_kept=1))
    run(one, 1)
    assert names(small) == ["tracker-daily-20261128T041100Z.sqlite3"], "what was just made is never what goes"


@pytest.mark.postgresql
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed")
def test_a_server_is_dumped_and_without_its_programs_that_is_a_finding(
    new_postgresql: Callable[..., str], ready_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_DATABASE_URL": new_postgresql(ready_template)}
    for context in opened(environ, tmp_path):
        assert "looked through" in run(context)
        assert names(context) == ["tracker-daily-20261127T041100Z.dump"]
        assert [line.level for line in lines(context, 0)] == ["ok"]
        monkeypatch.setattr(dumps.shutil, "which", lambda _: None)
        said = run(context, 1)
        assert isinstance(said, Idle), "no failure each day: nothing about it will change by itself"
        assert "pg_dump is not installed" in said
        (finding,) = about_backups(context, SLOT)
        assert "no daily backup is made: pg_dump is not installed" in finding.what
        assert "postgresql-client" in finding.remedy
        assert [line.level for line in lines(context, 0)] == ["warn", "ok"]
