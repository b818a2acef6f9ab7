"""Copying a whole database: everything arrives, or the other one stays empty."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from tests.databases import BOTH
from tests.store.everything import ROWS, everything, fill_every_table
from tracker.errors import DatabaseError
from tracker.store.bulk import new_id
from tracker.store.copying import copy
from tracker.store.differences import differences
from tracker.store.engine import describe, open_connection, open_engine
from tracker.store.inspection import find
from tracker.store.tables import METADATA, SERIES, SHIPPED_EVENT
from tracker.store.unit_of_work import UnitOfWork


@pytest.fixture(params=BOTH)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind, beside the one of ``engine``."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'target' / 'copy.db'}")
    else:
        opened = open_engine(request.getfixturevalue("new_postgresql")())
    yield opened
    opened.dispose()


def test_everything_arrives_whatever_the_databases(engine: Engine, target: Engine) -> None:
    fill_every_table(engine)
    copied = copy(engine, target)
    assert {table.name: table.content for table in copied} == everything(engine) == everything(target)
    assert {table.name for table in copied} == set(METADATA.tables)
    assert {table.content.rows for table in copied} == {ROWS}
    assert differences(target) == []


@pytest.mark.postgresql
def test_there_and_back_again_is_the_same(sqlite_file: Path, new_postgresql: Callable[[], str], tmp_path: Path) -> None:
    first, second = open_engine(f"sqlite:///{sqlite_file}"), open_engine(new_postgresql())
    third = open_engine(f"sqlite:///{tmp_path / 'third.db'}")
    fill_every_table(first)
    there, back = copy(first, second), copy(second, third)
    assert there == back
    assert everything(third) == everything(first)
    for one in (first, second, third):
        one.dispose()


def test_numbering_goes_on_after_what_was_copied(engine: Engine, target: Engine) -> None:
    fill_every_table(engine)
    copy(engine, target)
    connection = open_connection(target, write=True)
    with connection:
        assert new_id(connection, SERIES, {"key": "new"}) == ROWS + 1


def test_what_is_written_meanwhile_is_not_half_copied(engine: Engine, target: Engine, noon: datetime) -> None:
    fill_every_table(engine)
    before = everything(engine)
    other = open_engine(engine.url.render_as_string(hide_password=False))

    @event.listens_for(engine, "after_cursor_execute")
    def write_once(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM series" in statement and not find_run(other, noon):
            with UnitOfWork(other, write=True) as work:
                work.runs.claim("letter", noon, at=noon)
                work.commit()

    copied = {table.name: table.content for table in copy(engine, target)}
    assert find_run(other, noon), "it was written while the copy ran"
    assert copied == before
    assert everything(engine) != before
    other.dispose()


def find_run(engine: Engine, slot: datetime) -> bool:
    with UnitOfWork(engine, write=False) as work:
        return work.runs.find("letter", slot) is not None


def test_a_database_that_holds_something_is_refused(engine: Engine, target: Engine) -> None:
    fill_every_table(engine)
    copy(engine, target)
    before = everything(target)
    with pytest.raises(DatabaseError, match=r"is not empty .* 19 more"):
        copy(engine, target)
    assert everything(target) == before


def test_a_strangers_database_is_refused(engine: Engine, target: Engine) -> None:
    if target.dialect.name == "sqlite":
        Path(str(target.url.database)).parent.mkdir()
    with target.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(DatabaseError, match=r"not empty \(tables: invoices\)"):
        copy(engine, target)
    assert find(target).tables == {"invoices"}


def test_a_database_is_not_copied_onto_itself(engine: Engine) -> None:
    again = open_engine(engine.url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseError, match="is the database to copy from"):
        copy(engine, again)
    again.dispose()


def test_nothing_is_not_copied(empty_url: str, tmp_path: Path) -> None:
    engine, target = open_engine(empty_url), open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(DatabaseError, match="nothing to copy"):
        copy(engine, target)
    assert not (tmp_path / "x.db").exists()
    engine.dispose()


@pytest.mark.postgresql
def test_a_row_the_other_database_refuses_takes_everything_back(
    sqlite_file: Path, new_postgresql: Callable[[], str]
) -> None:
    source, target = open_engine(f"sqlite:///{sqlite_file}"), open_engine(new_postgresql())
    fill_every_table(source)
    with source.begin() as connection:
        connection.execute(SHIPPED_EVENT.update().values(event_id="nul \x00 sign").where(SHIPPED_EVENT.c.id == 2))
    with pytest.raises(DatabaseError, match="NUL"):
        copy(source, target)
    assert find(target).empty
    source.dispose()
    target.dispose()


def test_no_password_is_told() -> None:
    for url in ("postgresql://me:hunter2@localhost/x", "postgresql://me@localhost/x?password=hunter2"):
        assert "hunter2" not in describe(open_engine(url))


HALF = """
import sys
from tracker.store import migrate
from tracker.store.bulk import insert_columns
from tracker.store.engine import open_engine
from tracker.store.tables import BLOB
with migrate.creating(open_engine(sys.argv[1])) as connection:
    for number in range(40):  # more than any cache of pages holds
        insert_columns(connection, BLOB, {"sha256": [str(number)], "size": [1], "content": [b"x" * 200_000]})
    print("half", flush=True)
    sys.stdin.read()
"""


@pytest.mark.watches_processes
def test_a_copy_killed_half_way_leaves_the_other_empty(sqlite_file: Path, target: Engine, root: Path) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    fill_every_table(engine)
    url = target.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", HALF, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == "half\n"
        process.kill()
        assert process.wait(60) == -signal.SIGKILL
    assert find(target).empty
    copy(engine, target)
    assert everything(target) == everything(engine)
    engine.dispose()
