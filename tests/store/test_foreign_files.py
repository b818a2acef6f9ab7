"""Databases that are not ours: said clearly, with the file and the way out, and never touched."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tracker.errors import DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.store import migrate
from tracker.store.engine import open_engine
from tracker.store.hashes import table_hashes


def foreign(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def refusal(path: Path, kind: type[DatabaseError]) -> DatabaseError:
    """What ``ensure_ready`` and ``upgrade`` both say, after checking that no byte and no neighbour changed."""
    before = path.read_bytes()
    neighbours = sorted(item.name for item in path.parent.iterdir())
    messages = set()
    for attempt in (migrate.ensure_ready, migrate.upgrade):
        engine = open_engine(f"sqlite:///{path}")
        with pytest.raises(DatabaseError) as caught:
            attempt(engine)
        engine.dispose()
        assert type(caught.value) is kind
        messages.add(str(caught.value))
    assert path.read_bytes() == before
    assert sorted(item.name for item in path.parent.iterdir()) == neighbours
    assert len(messages) == 1
    error = caught.value
    assert str(path) in str(error)
    assert error.exit_code == 6
    return error


@pytest.mark.parametrize(
    "content", [b"garbage", b"\x00" * 4096, b"<!doctype html><title>Sign in</title>" * 100, b"SQLite format 2\x00"]
)
def test_bytes_that_are_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(content)
    error = refusal(path, ForeignDatabaseError)
    assert "tracker db upgrade" in str(error)
    assert "TRACKER_HOME" in str(error)


def test_a_header_followed_by_garbage(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(b"SQLite format 3\x00" + b"garbage" * 700)
    refusal(path, ForeignDatabaseError)


def test_a_truncated_database(sqlite_file: Path) -> None:
    sqlite_file.write_bytes(sqlite_file.read_bytes()[:5000])
    for neighbour in sqlite_file.parent.glob("tracker.db-*"):
        neighbour.unlink()
    refusal(sqlite_file, ForeignDatabaseError)


def test_the_database_of_another_program(tmp_path: Path) -> None:
    path = foreign(tmp_path / "places.sqlite", "CREATE TABLE moz_places (id INTEGER)")
    error = refusal(path, ForeignDatabaseError)
    assert "moz_places" in str(error)
    assert "TRACKER_DATABASE_URL" in str(error)


def test_another_program_with_a_table_named_like_ours(tmp_path: Path) -> None:
    refusal(foreign(tmp_path / "x.db", "CREATE TABLE observation (id INTEGER)"), ForeignDatabaseError)


def test_another_program_that_uses_alembic_too(tmp_path: Path) -> None:
    path = foreign(
        tmp_path / "x.db",
        "CREATE TABLE users (id INTEGER)",
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
    )
    refusal(path, ForeignDatabaseError)


def test_a_newer_version_of_this_program(sqlite_file: Path) -> None:
    foreign(sqlite_file, "PRAGMA journal_mode = DELETE", "UPDATE alembic_version SET version_num = '9999'")
    error = refusal(sqlite_file, OutdatedDatabaseError)
    assert "newer version" in str(error)
    assert "9999" in str(error)


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}")
    with pytest.raises(DatabaseError, match="it is a folder"):
        migrate.ensure_ready(engine)
    engine.dispose()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'tracker.db'}")
    with pytest.raises(DatabaseError, match=r"tracker\.db cannot be opened"):
        migrate.ensure_ready(engine)
    engine.dispose()
    assert (tmp_path / "home").read_text() == "a file"


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.touch()
    engine = open_engine(f"sqlite:///{path}")
    migrate.ensure_ready(engine)
    assert migrate.current(engine) == migrate.head()
    engine.dispose()


KILLED = """
import os, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA journal_mode = DELETE")
raw.execute("PRAGMA cache_size = 5")  # pages reach the file long before the commit that never comes
raw.execute("BEGIN IMMEDIATE")
for number in range(1000):
    raw.execute(sys.argv[2], (str(number), os.urandom(500)))
os._exit(9)
"""


def killed_while_writing(path: Path, statement: str) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, path, statement], check=False).returncode == 9
    assert path.with_name(path.name + "-journal").stat().st_size > 0


def test_what_a_killed_process_left_in_a_database_of_ours_is_taken_back(sqlite_file: Path) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    before = table_hashes(engine)
    engine.dispose()
    killed_while_writing(sqlite_file, "INSERT INTO blob VALUES (?, 1, ?)")
    migrate.ensure_ready(engine)
    assert table_hashes(engine) == before
    engine.dispose()


def test_what_a_killed_process_left_in_a_strangers_database_is_not_ours_to_touch(tmp_path: Path) -> None:
    path = foreign(tmp_path / "places.sqlite", "CREATE TABLE place (name, more)")
    killed_while_writing(path, "INSERT INTO place VALUES (?, ?)")
    refusal(path, ForeignDatabaseError)


@pytest.mark.postgresql
def test_a_postgresql_database_of_another_program(new_postgresql) -> None:
    engine = open_engine(new_postgresql())
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE orders (id integer)"))
    with pytest.raises(ForeignDatabaseError, match="orders"):
        migrate.ensure_ready(engine)
    engine.dispose()
