"""Creating, upgrading and taking back the schema, on files that hold data."""

from __future__ import annotations

import ast
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from tracker.errors import DatabaseError, OutdatedDatabaseError
from tracker.model.observation import Quote
from tracker.store import migrate, tables
from tracker.store.backups import backup_file
from tracker.store.differences import differences
from tracker.store.engine import open_engine
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

ROOT = Path(__file__).parents[2]

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def rebuild():
    # what SQLite does to change a table; PostgreSQL alters it in place
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def upgrade():
    with op.batch_alter_table("series", recreate=rebuild()) as batch:
        batch.add_column(sa.Column("unit", sa.Text()))
    {also}


def downgrade():
    with op.batch_alter_table("series", recreate=rebuild()) as batch:
        batch.drop_column("unit")
"""


@pytest.fixture
def fresh(empty_url: str):
    engine = open_engine(empty_url)
    migrate.ensure_ready(engine)
    yield engine
    engine.dispose()


def next_version(folder: Path, also: str = "pass") -> Path:
    """The migrations as a later version of the program would ship them."""
    shutil.copytree(migrate.scripts(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "99999999_next.py").write_text(NEXT.format(also=also))
    return folder


def fill(engine: Engine, at: datetime) -> dict[str, str]:
    quotes = [
        Quote(series=f"EUR/{currency}@ecb", label=f"2014-11-{day:02}", value=Decimal(day))
        for currency in ("USD", "RUB")
        for day in range(1, 29)
    ]
    with UnitOfWork(engine, write=True) as work:
        work.observations.add(quotes, vintage=at, sha256=None)
        work.runs.claim("letter", at, at=at)
        work.commit()
    return table_hashes(engine)


def test_a_missing_database_is_created_folder_and_all(fresh: Engine) -> None:
    assert migrate.current(fresh) == migrate.head()
    assert set(inspect(fresh).get_table_names()) == {*tables.METADATA.tables, "alembic_version"}


def test_the_tables_declared_are_the_tables_migrated(fresh: Engine) -> None:
    assert differences(fresh) == []


def test_a_difference_is_reported(fresh: Engine) -> None:
    with fresh.begin() as connection:
        connection.execute(text("ALTER TABLE delivery RENAME COLUMN detail TO details"))
    assert any("detail" in line for line in differences(fresh))


def test_the_head_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.scripts()))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.head()]


def test_being_ready_twice_changes_nothing(fresh: Engine, noon: datetime) -> None:
    before = fill(fresh, noon)
    migrate.ensure_ready(fresh)
    assert migrate.upgrade(fresh).backup is None
    assert table_hashes(fresh) == before


def test_down_and_up_on_a_populated_database(fresh: Engine, noon: datetime) -> None:
    fill(fresh, noon)
    taken_back = migrate.downgrade(fresh, to="base")
    assert set(inspect(fresh).get_table_names()) == {"alembic_version"}
    assert (taken_back.before, taken_back.after) == (migrate.head(), None)
    migrate.ensure_ready(fresh)
    assert differences(fresh) == []
    with UnitOfWork(fresh, write=False) as work:
        assert work.observations.series() == []


def test_rebuilding_a_parent_table_keeps_every_child(fresh: Engine, noon: datetime, tmp_path: Path) -> None:
    before = fill(fresh, noon)
    folder = next_version(tmp_path / "later")
    done = migrate.upgrade(fresh, folder=folder)
    assert (done.before, done.after) == ("0005", "0006")
    with UnitOfWork(fresh, write=False) as work:
        assert len(work.observations.read("EUR/RUB@ecb")) == 28
    migrate.downgrade(fresh, to="0005", folder=folder)
    assert table_hashes(fresh) == before
    assert differences(fresh) == []


def test_an_older_database_is_refused_with_the_command_that_helps(
    fresh: Engine, noon: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = fill(fresh, noon)
    folder = next_version(tmp_path / "later")
    with monkeypatch.context() as later:  # the same program, one version on
        later.setattr(migrate, "HEAD", "0006")
        later.setattr(migrate, "scripts", lambda: folder)
        with pytest.raises(OutdatedDatabaseError, match=r"schema 0005 of an older version.*tracker db upgrade"):
            migrate.ensure_ready(fresh)
        assert table_hashes(fresh) == before
        migrate.upgrade(fresh)
        migrate.ensure_ready(fresh)


def test_a_populated_file_is_copied_before_it_is_upgraded(sqlite_file: Path, noon: datetime, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    before = fill(engine, noon)
    folder = next_version(tmp_path / "later")
    first = migrate.upgrade(engine, folder=folder).backup
    assert first is not None
    copy = open_engine(f"sqlite:///{first}")
    assert migrate.current(copy) == "0005"
    assert table_hashes(copy) == before
    copy.dispose()
    second = migrate.downgrade(engine, to="0005", folder=folder).backup
    assert second not in (None, first)
    engine.dispose()


@pytest.mark.parametrize(
    ("also", "words"),
    [
        ('op.execute("DELETE FROM job_run")', "job_run had 1 rows and would have 0"),
        ('op.execute("SELECT no_such_function()")', "refused|expects"),
        ('op.execute("DELETE FROM series WHERE id = 1")', "refers to missing rows of series|refused"),
    ],
)
def test_a_migration_that_loses_or_fails_is_taken_back_whole(
    fresh: Engine, noon: datetime, tmp_path: Path, also: str, words: str
) -> None:
    before = fill(fresh, noon)
    with pytest.raises(DatabaseError, match=words):
        migrate.upgrade(fresh, folder=next_version(tmp_path / "later", also))
    assert migrate.current(fresh) == "0005"
    assert table_hashes(fresh) == before
    assert differences(fresh) == []


def test_foreign_keys_hold_again_after_a_migration(fresh: Engine, noon: datetime) -> None:
    with pytest.raises(DatabaseError), UnitOfWork(fresh, write=True) as work:
        work.observations.add(
            [Quote(series="S@x", label="2014-11-11", value=Decimal(1))], vintage=noon, sha256="0" * 64
        )


FIRST_START = """
import sys
from tracker.store import migrate
from tracker.store.differences import differences
from tracker.store.engine import open_engine
engine = open_engine(sys.argv[1], timeout=120)
print("ready", flush=True)
sys.stdin.readline()
migrate.ensure_ready(engine)
print(migrate.current(engine), differences(engine))
"""


@pytest.mark.watches_processes
def test_several_processes_may_start_first_at_once(empty_url: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_START, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120) for process in processes]
    assert [(out.strip(), err) for out, err in answers] == [(f"{migrate.head()} []", "")] * 4


def test_a_created_file_is_in_wal_mode(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'tracker.db'}")
    migrate.ensure_ready(engine)
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_backup_never_overwrites(sqlite_file: Path, tmp_path: Path, noon: datetime) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    before = fill(engine, noon)
    target = backup_file(engine, tmp_path / "copy.db")
    with pytest.raises(DatabaseError, match="exists already"):
        backup_file(engine, target)
    engine.dispose()
    copy = open_engine(f"sqlite:///{target}")
    migrate.ensure_ready(copy)
    assert table_hashes(copy) == before
    copy.dispose()


def test_the_folder_of_migrations_does_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_migrations_import_nothing_of_the_program() -> None:
    for path in (migrate.scripts() / "versions").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))
        imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        imported |= {item.name for node in nodes if isinstance(node, ast.Import) for item in node.names}
        assert {name.partition(".")[0] for name in imported} <= {"__future__", "alembic", "sqlalchemy"}, path


def test_a_database_from_before_back_fills_had_parts_keeps_all_it_knows(fresh: Engine, noon: datetime) -> None:
    before = fill(fresh, noon)
    migrate.downgrade(fresh, to="0001")
    assert "finished_part" not in inspect(fresh).get_table_names()
    with pytest.raises(OutdatedDatabaseError, match="tracker db upgrade"):
        migrate.ensure_ready(fresh)
    migrate.upgrade(fresh)
    assert table_hashes(fresh) == before
    with UnitOfWork(fresh, write=False) as work:
        assert work.parts.finished("cbr") == ()
