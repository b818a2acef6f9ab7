"""Backups of PostgreSQL through its own programs: complete, checked, and no password where others can read it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.store.everything import everything, fill_every_table
from tracker.errors import DatabaseError, ForeignDatabaseError, OutdatedDatabaseError
from tracker.store import migrate
from tracker.store.bulk import new_id
from tracker.store.differences import differences
from tracker.store.dumps import dump, restore_dump
from tracker.store.engine import open_connection, open_engine
from tracker.store.inspection import find
from tracker.store.tables import SERIES

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed"),
]
KNOWN = migrate.known_revisions()


@pytest.fixture
def filled(new_postgresql: Callable[..., str], ready_template: str) -> Iterator[Engine]:
    engine = open_engine(new_postgresql(ready_template))
    fill_every_table(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def empty(new_postgresql: Callable[..., str]) -> Iterator[Engine]:
    engine = open_engine(new_postgresql())
    yield engine
    engine.dispose()


def test_a_backup_comes_back_in_an_empty_database(filled: Engine, empty: Engine, tmp_path: Path) -> None:
    target = dump(filled, tmp_path / "kept" / "copy.dump")
    assert list(target.parent.iterdir()) == [target]
    assert target.stat().st_mode & 0o077 == 0, "for this user alone"
    assert restore_dump(empty, target, known=KNOWN).revision == migrate.head()
    assert everything(empty) == everything(filled)
    assert differences(empty) == []
    connection = open_connection(empty, write=True)
    with connection:
        assert new_id(connection, SERIES, {"key": "new"}) == 4


def test_a_database_that_holds_something_is_left_alone(filled: Engine, tmp_path: Path) -> None:
    before = everything(filled)
    target = dump(filled, tmp_path / "copy.dump")
    with pytest.raises(DatabaseError, match="is not empty"):
        restore_dump(filled, target, known=KNOWN)
    assert everything(filled) == before


def test_a_backup_that_was_cut_off_leaves_the_database_empty(filled: Engine, empty: Engine, tmp_path: Path) -> None:
    target = dump(filled, tmp_path / "copy.dump")
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) * 9 // 10])
    with pytest.raises(DatabaseError, match=r"not a usable database|could not be restored"):
        restore_dump(empty, target, known=KNOWN)
    assert find(empty).empty


def test_another_programs_backup_and_a_newer_one_are_refused(filled: Engine, empty: Engine, tmp_path: Path) -> None:
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = dump(filled, tmp_path / "newer.dump")
    with pytest.raises(OutdatedDatabaseError, match=r"newer\.dump was written by a newer version"):
        restore_dump(empty, newer, known=KNOWN)
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(ForeignDatabaseError, match="no backup of this program"):
        dump(empty, tmp_path / "theirs.dump")
    assert [path.name for path in tmp_path.glob("*.dump")] == ["newer.dump"]


def test_missing_and_too_old_programs_are_named(
    filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseError, match=r"pg_dump is not installed.*postgresql-client"):
        dump(filled, tmp_path / "copy.dump")
    program(tmp_path / "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")
    with pytest.raises(DatabaseError, match=r"pg_dump is of version 9 and the server of version 1\d"):
        dump(filled, tmp_path / "copy.dump")
    assert not (tmp_path / "copy.dump").exists()


def test_a_password_is_on_no_command_line(filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password = open_engine(filled.url.set(password="hunter2").render_as_string(hide_password=False))
    program(
        tmp_path / "pg_dump",
        'case "$1" in --version) echo "pg_dump (PostgreSQL) 99.1"; exit;; esac',
        f'echo "$@" > {tmp_path}/arguments; echo "$PGPASSWORD" > {tmp_path}/secret',
        'echo "pg_dump: error: no room left" >&2; exit 1',
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseError, match="could not be backed up: pg_dump: error: no room left") as told:
        dump(with_password, tmp_path / "copy.dump")
    assert (tmp_path / "secret").read_text() == "hunter2\n"
    assert "dbname=" in (tmp_path / "arguments").read_text()
    assert "hunter2" not in (tmp_path / "arguments").read_text() + str(told.value)
    assert not (tmp_path / "copy.dump").exists()
    with_password.dispose()


def program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
