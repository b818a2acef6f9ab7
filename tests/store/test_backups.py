"""Backups of a SQLite file: whole or not there, also under a kill, and put back without losing what stood there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.store.everything import everything, fill_every_table
from tracker.errors import BusyDatabaseError, DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.store import migrate
from tracker.store.backups import backup_file, restore_file
from tracker.store.engine import open_engine, use_wal
from tracker.store.unit_of_work import UnitOfWork

KNOWN = migrate.known_revisions()


@pytest.fixture
def filled(sqlite_file: Path) -> Path:
    engine = at(sqlite_file)
    fill_every_table(engine)
    engine.dispose()
    return sqlite_file


def at(path: Path) -> Engine:
    return open_engine(f"sqlite:///{path}")


def inside(path: Path) -> object:
    engine = at(path)
    found = everything(engine)
    engine.dispose()
    return found


def claim(path: Path, slot: datetime) -> None:
    engine = at(path)
    with UnitOfWork(engine, write=True) as work:
        work.runs.claim("letter", slot, at=slot)
        work.commit()
    engine.dispose()


def test_a_backup_holds_everything_and_leaves_nothing_else(filled: Path, tmp_path: Path) -> None:
    target = backup_file(at(filled), tmp_path / "kept" / "copy.db")
    assert list(target.parent.iterdir()) == [target]
    assert inside(target) == inside(filled)


def test_a_backup_never_overwrites(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("mine")
    with pytest.raises(DatabaseError, match="exists already"):
        backup_file(at(filled), target)
    assert target.read_text() == "mine"


@pytest.mark.watches_processes
def test_a_backup_is_one_moment_of_a_database_at_work(filled: Path, tmp_path: Path, noon: datetime) -> None:
    """Two rows are always written together; every backup holds both or none."""
    use_wal(at(filled))
    stop = threading.Event()

    def write() -> None:
        engine, number = at(filled), 0
        while not stop.is_set():
            number += 1
            with UnitOfWork(engine, write=True) as work:
                for job in ("left", "right"):
                    work.runs.claim(job, noon + timedelta(hours=number), at=noon)
                work.commit()
        engine.dispose()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [backup_file(at(filled), tmp_path / f"copy{number}.db") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for path in copies:
        engine = at(path)
        with UnitOfWork(engine, write=False) as work:
            left, right = (work.runs.recent(job, limit=100_000) for job in ("left", "right"))
        engine.dispose()
        assert [run.slot for run in left] == [run.slot for run in right]


def test_a_damaged_database_makes_no_backup(filled: Path, tmp_path: Path) -> None:
    damage(filled)
    with pytest.raises(ForeignDatabaseError, match="not a usable database"):
        backup_file(at(filled), tmp_path / "copies" / "copy.db")
    assert list((tmp_path / "copies").iterdir()) == []


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 60_000)


def test_a_backup_comes_back_and_the_present_database_is_kept(filled: Path, tmp_path: Path, noon: datetime) -> None:
    backup = backup_file(at(filled), tmp_path / "copy.db")
    then = inside(filled)
    claim(filled, noon)
    now = inside(filled)
    engine = at(filled)
    restore_file(engine, backup, known=KNOWN, aside=tmp_path / "aside.db")
    assert inside(filled) == then == everything(engine)
    assert inside(tmp_path / "aside.db") == now
    assert inside(backup) == then
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    engine.dispose()


def test_where_no_database_is_the_backup_becomes_it(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "new.db"
    restore_file(at(path), filled, known=KNOWN, aside=path)
    assert inside(path) == inside(filled)


def test_a_damaged_database_is_replaced_and_kept(filled: Path, tmp_path: Path) -> None:
    backup = backup_file(at(filled), tmp_path / "copy.db")
    damage(filled)
    broken = filled.read_bytes()
    restore_file(at(filled), backup, known=KNOWN, aside=tmp_path / "aside.db")
    assert inside(filled) == inside(backup)
    assert (tmp_path / "aside.db").read_bytes()[100:] == broken[100:], "but for the header, as it was"


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def strange(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE invoices (id INTEGER)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")


def unversioned(path: Path) -> None:
    """What a torn page of the version table may read as."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TABLE alembic_version")
        raw.execute("CREATE TABLE alembic_version (version_num)")
        raw.execute("INSERT INTO alembic_version VALUES (NULL)")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (nothing, ForeignDatabaseError, "holds nothing"),
        (strange, ForeignDatabaseError, "belongs to another program"),
        (newer, OutdatedDatabaseError, "newer version"),
        (unversioned, ForeignDatabaseError, "not a usable database"),
        (cut, ForeignDatabaseError, "not a usable database"),
        (damage, ForeignDatabaseError, "not a usable database"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused(
    filled: Path, tmp_path: Path, spoil: Callable[[Path], None], error: type[DatabaseError], words: str
) -> None:
    backup = backup_file(at(filled), tmp_path / "copy.db")
    spoil(backup)
    before = filled.read_bytes()
    with pytest.raises(error, match=words):
        restore_file(at(filled), backup, known=KNOWN, aside=tmp_path / "aside.db")
    assert filled.read_bytes() == before
    assert not (tmp_path / "aside.db").exists()


def test_a_database_is_not_restored_from_itself(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is the database itself"):
        restore_file(at(filled), filled, known=KNOWN, aside=tmp_path / "aside.db")


def test_a_database_somebody_has_open_is_not_replaced(
    filled: Path, tmp_path: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.backups._PATIENCE", 0.1)
    use_wal(at(filled))
    backup = backup_file(at(filled), tmp_path / "copy.db")
    claim(filled, noon)
    before = inside(filled)
    with closing(sqlite3.connect(filled)) as other:
        other.execute("SELECT count(*) FROM series").fetchone()
        with pytest.raises(BusyDatabaseError):
            restore_file(at(filled), backup, known=KNOWN, aside=tmp_path / "aside.db")
    assert inside(filled) == before
    assert not (tmp_path / "aside.db").exists()


KILLED = '''
"""Restores again and again, each time killed one step later; prints what stood there after each death."""
import os, shutil, sys
from pathlib import Path
from tests.store.everything import everything
from tracker.store import migrate
from tracker.store.backups import restore_file
from tracker.store.engine import open_engine

folder = Path(sys.argv[1])
known = migrate.known_revisions()
STEPS = ("open", "os.", "sqlite3.", "shutil.", "tempfile.", "pathlib.")

def inside(path):
    engine = open_engine(f"sqlite:///{path}")
    content = everything(engine)
    engine.dispose()
    return content

def restore_until(step, path, backup):
    left = [step]
    def count(name, _arguments):
        if name.startswith(STEPS):
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
    sys.addaudithook(count)
    restore_file(open_engine(f"sqlite:///{path}"), backup, known=known, aside=path.with_name("aside.db"))
    os._exit(0)

old, new = inside(folder / "old.db"), inside(folder / "new.db")
assert old != new
told, step, died = [], 0, True
while died:
    step += 1
    place = folder / f"step{step}"
    place.mkdir()
    path = Path(shutil.copy(folder / "old.db", place / "tracker.db"))
    child = os.fork()
    if child == 0:
        restore_until(step, path, folder / "new.db")
    died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    content = inside(path)
    told.append("old" if content == old else "new" if content == new else "broken")
print(*told)
'''


@pytest.mark.watches_processes
@pytest.mark.skipif(os.name == "nt", reason="fork")
def test_killed_at_any_step_the_old_or_the_new_database_stands_there_whole(
    filled: Path, tmp_path: Path, noon: datetime, root: Path
) -> None:
    backup_file(at(filled), tmp_path / "new.db")
    claim(filled, noon)
    backup_file(at(filled), tmp_path / "old.db")
    use_wal(at(tmp_path / "old.db"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.split()
    assert told == sorted(told, key=["old", "new"].index), "first the old one, from one step on the new one"
    assert told[0] == "old"
    assert told[-1] == "new"
    assert len(told) > 10
