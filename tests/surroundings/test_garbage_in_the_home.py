"""What people leave in the place of a database: named, left as it is, and out of the way when it is moved."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Answer
from tests.surroundings.conftest import DATABASE

Tracker = Callable[..., Answer]


def folder(home: Path, _: Path) -> None:
    (home / DATABASE).mkdir()


def dangling(home: Path, _: Path) -> None:
    (home / DATABASE).symlink_to("/nowhere/at/all.sqlite3")


def half_copied(home: Path, ready: Path) -> None:
    whole = (ready / DATABASE).read_bytes()
    (home / DATABASE).write_bytes(whole[: len(whole) // 2])


def log_of_another(home: Path, ready: Path) -> None:
    """A database of ours, and the log of one that held less and was packed."""
    shutil.copy(ready / DATABASE, home / DATABASE)
    other = Path(shutil.copy(ready / DATABASE, home.parent / "other.sqlite3"))
    with closing(sqlite3.connect(other, isolation_level=None)) as raw:
        raw.execute("DELETE FROM observation WHERE series_id > 3")
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("UPDATE observation SET quality = 'x' WHERE label < '2001'")
        shutil.copy(f"{other}-wal", home / f"{DATABASE}-wal")


def state(home: Path) -> dict[str, object]:
    return {path.name: path.read_bytes() if path.is_file() else "no file" for path in home.iterdir()}


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (folder, "it is a folder"),
        (dangling, "it is a link to /nowhere/at/all.sqlite3, which is not there"),
        (half_copied, "is not a usable database"),
        (log_of_another, f"{DATABASE}-wal does not belong to {DATABASE}"),
    ],
)
def test_it_is_named_and_left_alone(
    leave: Callable[[Path, Path], None], said: str, tracker: Tracker, ready_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "odd"
    home.mkdir()
    leave(home, ready_home)
    before = state(home)
    for words in (("report", "--week", "2014-W46"), ("run",), ("tick",), ("db", "upgrade")):
        refused = tracker("--home", str(home), "--offline", *words)
        assert (refused.code, refused.out) == (6, ""), words
        assert said in refused.err
        assert str(home / DATABASE) in refused.err
    assert state(home) == before
    for path in list(home.iterdir()):
        path.rename(tmp_path / f"moved-{path.name}")
    shutil.copy(ready_home / DATABASE, home / DATABASE)
    assert tracker("--home", str(home), "--offline", "report", "--week", "2014-W46").code == 0


def test_a_database_moved_together_with_its_log_is_taken_in(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "moved"
    home.mkdir()
    with closing(sqlite3.connect(ready_home / DATABASE)) as raw:
        raw.execute("INSERT INTO series (key) VALUES ('X@y')")
        raw.commit()
        for name in (DATABASE, f"{DATABASE}-wal"):
            shutil.copy(ready_home / name, home / name)
    assert tracker("--home", str(home), "--offline", "report", "--week", "2014-W46").code == 0
    with closing(sqlite3.connect(home / DATABASE)) as raw:
        assert raw.execute("SELECT count(*) FROM series WHERE key = 'X@y'").fetchone() == (1,)
