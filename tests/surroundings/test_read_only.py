"""A place that cannot be written: reading works, everything else says what is missing, and no byte changes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Answer
from tests.store.test_unit_of_work import bound_by_permissions
from tests.surroundings.conftest import DATABASE, Disk
from tracker.errors import BusyDatabaseError, DatabaseError
from tracker.store.engine import open_engine
from tracker.store.migrate import ensure_ready
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Answer]
REPORT = ("--offline", "report", "--week", "2014-W46")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_from_a_read_only_disk_and_nothing_else(
    disk: Callable[[str], Disk], tracker: Tracker, ready_home: Path
) -> None:
    place = disk("64m")
    home = Path(shutil.copytree(ready_home, place.folder / "home"))
    place.remount("ro")
    before = files(home)
    writable, here = tracker(*REPORT), tracker("--home", str(home), *REPORT)
    assert (here.code, here.out) == (writable.code, writable.out)
    fetched = tracker("--home", str(home), "fetch", "ecb")
    assert fetched.code == 6
    assert "SQLite needs write access to the file and to its folder" in fetched.err
    ticked = tracker("--home", str(home), "--offline", "tick")
    assert ticked.code == 6
    assert "must be writable" in ticked.err
    assert files(home) == before
    place.remount("rw")
    assert tracker("--home", str(home), "--offline", "tick").code == 0


def test_changes_that_wait_in_a_log_are_not_passed_over(
    disk: Callable[[str], Disk], tracker: Tracker, ready_home: Path
) -> None:
    place = disk("64m")
    home = place.folder / "home"
    home.mkdir()
    with closing(sqlite3.connect(ready_home / DATABASE)) as raw:  # copied while somebody has it open: the log is full
        raw.execute("INSERT INTO series (key) VALUES ('X@y')")
        raw.commit()
        for name in (DATABASE, f"{DATABASE}-wal"):
            shutil.copy(ready_home / name, home / name)
    place.remount("ro")
    refused = tracker("--home", str(home), *REPORT)
    assert (refused.code, refused.out) == (6, "")
    assert f"its newest changes are still in {DATABASE}-wal" in refused.err
    place.remount("rw")
    assert tracker("--home", str(home), *REPORT).code == 0


@pytest.fixture
def locked_home(ready_home: Path) -> Iterator[Path]:
    """A home in a folder, with a file, that a user may read only; outside of root's own folders."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        shutil.copy(ready_home / DATABASE, home / DATABASE)
        (home / DATABASE).chmod(0o444)
        home.chmod(0o555)
        yield home
        home.chmod(0o755)


def test_without_permission_to_write_a_report_is_the_same(
    tracker: Tracker, locked_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = tracker(*REPORT)  # everything is imported now: the other user may not enter the checkout
    monkeypatch.chdir("/")
    monkeypatch.setenv("TRACKER_HOME", str(locked_home))
    before = files(locked_home)
    from tracker.cli import main

    with bound_by_permissions():
        assert os.access(locked_home, os.W_OK, effective_ids=True) is False
        engine = open_engine(f"sqlite:///{locked_home / DATABASE}")
        ensure_ready(engine)
        engine.dispose()
        code = main(REPORT)
    assert code == usual.code
    assert files(locked_home) == before


def test_what_another_user_wrote_while_it_was_read_is_not_told(locked_home: Path) -> None:
    path = locked_home / DATABASE
    engine = open_engine(f"sqlite:///{path}")
    with bound_by_permissions():
        with pytest.raises(BusyDatabaseError), UnitOfWork(engine, write=False) as work:  # noqa: PT012 - at its end
            assert work.observations.series()
            user = os.geteuid()
            os.seteuid(os.getuid())
            path.chmod(0o644)
            locked_home.chmod(0o755)
            with closing(sqlite3.connect(path)) as other:  # writes its log back at its end
                other.execute("INSERT INTO series (key) VALUES ('X@y')")
                other.commit()
            path.chmod(0o444)
            locked_home.chmod(0o555)
            os.seteuid(user)
        with UnitOfWork(engine, write=False) as work:
            assert work.observations.series(), "asked again, it answers"
    engine.dispose()


def test_an_empty_folder_without_permission_says_so(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        engine = open_engine(f"sqlite:///{folder / DATABASE}")
        with bound_by_permissions(), pytest.raises(DatabaseError, match="write access to the file and to its folder"):
            ensure_ready(engine)
        engine.dispose()
        assert list(folder.iterdir()) == []
        folder.chmod(0o755)
