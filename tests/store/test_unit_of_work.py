"""Transactions: what is kept, who waits, and which words a person reads when it goes wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from tracker.errors import BusyDatabaseError, ConfigError, DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.model.observation import Quote
from tracker.store.engine import describe, open_engine, parse_url
from tracker.store.unit_of_work import UnitOfWork

QUOTE = Quote(series="USD/RUB@ecb", label="2014-11-11", value=Decimal("46.673"))


def test_nothing_is_kept_without_commit(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.observations.add([QUOTE], vintage=noon, sha256=None)
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == []


def test_an_error_in_the_block_keeps_nothing_and_passes(engine: Engine, noon: datetime) -> None:
    with pytest.raises(ValueError, match="sent"), UnitOfWork(engine, write=True) as work:  # noqa: PT012 - one raise
        work.observations.add([QUOTE], vintage=noon, sha256=None)
        work.runs.finish("letter", noon, at=noon, state="sent")  # a state no run can end in
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == []


def test_what_was_committed_stays_and_what_follows_does_not(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.observations.add([QUOTE], vintage=noon, sha256=None)
        work.commit()
        work.runs.claim("letter", noon, at=noon)
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == [QUOTE.series]
        assert work.runs.recent() == ()


def test_commit_outside_of_the_block_is_a_mistake(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="outside"):
        UnitOfWork(engine, write=True).commit()


def test_a_reader_sees_one_snapshot(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=False) as reader:
        assert reader.observations.series() == []
        with UnitOfWork(engine, write=True) as writer:
            writer.observations.add([QUOTE], vintage=noon, sha256=None)
            writer.commit()
        assert reader.observations.series() == []
    with UnitOfWork(engine, write=False) as reader:
        assert reader.observations.series() == [QUOTE.series]


def test_a_reader_cannot_write(engine: Engine, noon: datetime) -> None:
    with pytest.raises(DatabaseError), UnitOfWork(engine, write=False) as work:
        work.observations.add([QUOTE], vintage=noon, sha256=None)


def test_a_reader_leaves_its_connection_fit_for_a_writer(engine: Engine, noon: datetime) -> None:
    for _ in range(3):
        with UnitOfWork(engine, write=False) as work:
            work.observations.series()
        with UnitOfWork(engine, write=True) as work:
            work.observations.add([QUOTE], vintage=noon, sha256=None)
            work.commit()
    with UnitOfWork(engine, write=False) as work:
        assert work.observations.series() == [QUOTE.series]


def test_the_second_writer_waits_and_then_says_who_is_in_the_way(engine: Engine) -> None:
    impatient = open_engine(engine.url.render_as_string(hide_password=False), timeout=0.05)
    with UnitOfWork(engine, write=True), pytest.raises(BusyDatabaseError, match="another process") as caught:
        UnitOfWork(impatient, write=True).__enter__()
    impatient.dispose()
    assert caught.value.retryable
    assert caught.value.exit_code == 6
    with UnitOfWork(engine, write=True) as work:
        work.commit()


def test_threads_of_one_process_wait_for_each_other_however_short_the_patience_for_others_is(engine: Engine) -> None:
    shared = open_engine(engine.url.render_as_string(hide_password=False), timeout=0.05)
    written: list[str] = []

    def write() -> None:
        with UnitOfWork(shared, write=True) as work:
            work.commit()
        written.append("second")

    second = threading.Thread(target=write)
    with UnitOfWork(shared, write=True) as work:
        second.start()
        second.join(0.5)  # many times as long as it would wait for another process
        written.append("first")
        work.commit()
    second.join()
    assert written == ["first", "second"]
    with pytest.raises(RuntimeError, match="on purpose"), UnitOfWork(shared, write=True):
        raise RuntimeError("on purpose")
    with UnitOfWork(shared, write=True) as work:  # whatever became of the one before, its turn is over
        work.commit()
    shared.dispose()


def test_a_reference_to_bytes_that_are_not_stored_is_refused(engine: Engine, noon: datetime) -> None:
    with pytest.raises(DatabaseError), UnitOfWork(engine, write=True) as work:
        work.observations.add([QUOTE], vintage=noon, sha256="0" * 64)


def test_missing_tables_are_an_outdated_database(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE observation"))
    with pytest.raises(OutdatedDatabaseError, match="tracker db upgrade"), UnitOfWork(engine, write=False) as work:
        work.observations.series()


def test_a_full_disk_is_said_in_plain_words_and_loses_nothing(sqlite_file: Path, noon: datetime) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    many = [Quote(series="S@x", label=f"{number:06}", value=Decimal(number)) for number in range(5000)]
    with UnitOfWork(engine, write=True) as work:
        work.runs.claim("letter", noon, at=noon)
        work.commit()
    with pytest.raises(DatabaseError, match=r"is full.*everything before it was kept"):  # noqa: SIM117 - one raise
        with UnitOfWork(engine, write=True) as work:
            work.observations.add(many, vintage=noon, sha256=None)
    with UnitOfWork(engine, write=False) as work:
        assert len(work.runs.recent()) == 1
        assert work.observations.series() == []
    engine.dispose()


def test_a_read_only_database_says_what_to_correct(sqlite_file: Path, noon: datetime) -> None:
    engine = open_engine(f"sqlite:///file:{sqlite_file}?mode=ro&uri=true")
    with pytest.raises(DatabaseError, match=r"write access to the file and to its folder"):  # noqa: SIM117 - one raise
        with UnitOfWork(engine, write=True) as work:
            work.runs.claim("letter", noon, at=noon)
    engine.dispose()


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Permissions do not bind root: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_says_what_to_correct(sqlite_file: Path, noon: datetime) -> None:
    with tempfile.TemporaryDirectory() as name:  # not tmp_path: others may not enter root's
        folder = Path(name)
        copy = Path(shutil.copy(sqlite_file, folder / "tracker.db"))
        copy.chmod(0o444)
        folder.chmod(0o555)
        engine = open_engine(f"sqlite:///{copy}")
        try:
            with (
                bound_by_permissions(),
                pytest.raises(DatabaseError, match="permissions"),
                UnitOfWork(engine, write=True) as work,
            ):
                work.runs.claim("letter", noon, at=noon)
        finally:
            folder.chmod(0o700)
            engine.dispose()


def test_damage_found_while_working_names_the_file(sqlite_file: Path, noon: datetime) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    with UnitOfWork(engine, write=True) as work:
        quotes = [Quote(series="S@x", label=f"{number:06}", value=Decimal(number)) for number in range(20000)]
        work.observations.add(quotes, vintage=noon, sha256=None)
        work.commit()
    engine.dispose()
    content = bytearray(sqlite_file.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    sqlite_file.write_bytes(content)
    engine = open_engine(f"sqlite:///{sqlite_file}")
    with pytest.raises(ForeignDatabaseError, match=str(sqlite_file)), UnitOfWork(engine, write=False) as work:
        work.observations.read("S@x")
    engine.dispose()


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    engine = open_engine("postgresql://tracker:hunter2@127.0.0.1:1/tracker")
    with pytest.raises(DatabaseError, match="cannot be reached") as caught:
        UnitOfWork(engine, write=True).__enter__()
    engine.dispose()
    assert caught.value.retryable
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in describe(engine)


@pytest.mark.parametrize("url", ["mysql://host/tracker", "not a url", "sqlite+aiosqlite:///x.db", ""])
def test_other_databases_are_refused_with_the_setting_to_change(url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_DATABASE_URL"):
        open_engine(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg_however_it_is_spelled(scheme: str) -> None:
    assert parse_url(f"{scheme}://me@host/tracker").drivername == "postgresql+psycopg"


def test_a_password_in_an_unreadable_url_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        open_engine("postgres//me:hunter2@host")
    assert "hunter2" not in str(caught.value)


def test_an_interruption_in_the_middle_of_a_statement_stays_one(engine: Engine, noon: datetime) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def work_until_interrupted() -> None:
        with UnitOfWork(engine, write=True) as work:
            event.listen(engine, "do_execute", interrupt)
            work.runs.fetch_started("ecb", noon)

    try:
        with pytest.raises(KeyboardInterrupt):
            work_until_interrupted()
    finally:
        event.remove(engine, "do_execute", interrupt)
    with UnitOfWork(engine, write=True) as work:
        assert work.runs.recent_fetches() == ()
