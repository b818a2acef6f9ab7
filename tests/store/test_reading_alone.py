"""A store opened for reading: nothing is made, upgraded or written, and what others write meanwhile is seen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from tracker.errors import DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.model.observation import Quote
from tracker.store import migrate
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

NOON = datetime(2014, 11, 14, 12, tzinfo=UTC)


def quote(label: str) -> Quote:
    return Quote(series="EUR/RUB@ecb", label=label, value=Decimal("58.1"))


def write(url: str, label: str) -> None:
    engine = open_engine(url)
    with UnitOfWork(engine, write=True) as work:
        work.observations.add([quote(label)], vintage=NOON, sha256=None)
        work.commit()
    engine.dispose()


def neighbours(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_reading_changes_no_byte_and_leaves_no_file(ready_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "tracker.sqlite3"
    path.parent.mkdir()
    path.write_bytes(ready_file.read_bytes())
    before = path.read_bytes()
    engine = open_engine(f"sqlite:///{path}", reading=True)
    migrate.require_ready(engine)
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == []
        assert neighbours(path) == ["tracker.sqlite3"]
    engine.dispose()
    assert path.read_bytes() == before
    assert neighbours(path) == ["tracker.sqlite3"]


def test_a_unit_that_would_write_is_refused_by_the_database(ready_url: str) -> None:
    url = ready_url
    engine = open_engine(url, reading=True)
    with pytest.raises(DatabaseError, match="open for reading alone"), UnitOfWork(engine, write=True):
        pass
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"read.?only"):
        connection.exec_driver_sql("INSERT INTO series (key) VALUES ('EUR/RUB@ecb')")
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == []
    engine.dispose()


def test_what_others_write_meanwhile_is_seen(ready_url: str) -> None:
    url = ready_url
    engine = open_engine(url, reading=True)
    migrate.require_ready(engine)
    for day in range(10, 13):
        write(url, f"2014-11-{day}")
        with UnitOfWork(engine, write=False) as work:
            assert len(work.observations.read("EUR/RUB@ecb")) == day - 9
    engine.dispose()


def test_a_writer_at_work_is_read_beside(ready_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    path.write_bytes(ready_file.read_bytes())
    at_work = open_engine(f"sqlite:///{path}")
    with UnitOfWork(at_work, write=True) as work:
        work.observations.add([quote("2014-11-12")], vintage=NOON, sha256=None)
        work.commit()
    assert path.with_name(f"{path.name}-wal").stat().st_size, "it holds what the file does not have yet"
    engine = open_engine(f"sqlite:///{path}", reading=True)
    migrate.require_ready(engine)
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == ["EUR/RUB@ecb"]
    engine.dispose()
    at_work.dispose()


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'none' / 'tracker.sqlite3'}", reading=True)
    with pytest.raises(DatabaseError, match=r"There is no database of the tracker at .*tracker report"):
        migrate.require_ready(engine)
    with pytest.raises(DatabaseError), UnitOfWork(engine, write=False):
        pass
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_another_version_and_another_program_are_refused_untouched(ready_url: str, tmp_path: Path) -> None:
    url = ready_url
    engine = open_engine(url)
    migrate.downgrade(engine, to="0004")
    engine.dispose()
    engine = open_engine(url, reading=True)
    with pytest.raises(OutdatedDatabaseError, match="tracker db upgrade"):
        migrate.require_ready(engine)
    assert migrate.current(engine) == "0004"
    engine.dispose()
    stranger = tmp_path / "stranger.sqlite3"
    with closing(sqlite3.connect(stranger)) as raw:
        raw.execute("CREATE TABLE notes (text)")
    engine = open_engine(f"sqlite:///{stranger}", reading=True)
    with pytest.raises(ForeignDatabaseError, match="another program"):
        migrate.require_ready(engine)
    engine.dispose()


def test_what_a_killed_writer_left_is_left_to_who_may_write(ready_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    path.write_bytes(ready_file.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("CREATE TABLE half (text)")
        raw.executemany("INSERT INTO half VALUES (?)", [("x" * 4000,) for _ in range(200)])
        journal = path.with_name(f"{path.name}-journal").read_bytes()
        torn = path.read_bytes()
    path.write_bytes(torn)
    path.with_name(f"{path.name}-journal").write_bytes(journal)
    engine = open_engine(f"sqlite:///{path}", reading=True)
    with pytest.raises(DatabaseError, match="left in the middle of a change"):
        migrate.require_ready(engine)
    engine.dispose()
    assert path.read_bytes() == torn
