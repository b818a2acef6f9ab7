"""Migrations of tables that others refer to with ON DELETE CASCADE, on databases that hold rows: up, down, halted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from tests.store.everything import everything, fill_every_table
from tracker.errors import BusyDatabaseError, DatabaseError
from tracker.store import migrate
from tracker.store.differences import differences
from tracker.store.engine import open_connection, open_engine

HEAD = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = {revision!r}, {before!r}
branch_labels = depends_on = None


def rebuild():
    # what SQLite does to change a table; PostgreSQL alters it in place
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"

"""

FAMILY = """
def upgrade():
    op.create_table(
        "parent", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text(), nullable=False)
    )
    op.create_table(
        "child",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "parent_id", sa.Integer(), sa.ForeignKey("parent.id", name="fk_child", ondelete="CASCADE"), nullable=False
        ),
    )
    for number in (1, 2, 3):
        op.execute(f"INSERT INTO parent (name) VALUES ('a-{number}')")
        op.execute(f"INSERT INTO child (parent_id) VALUES ({number}), ({number})")


def downgrade():
    op.drop_table("child")
    op.drop_table("parent")
"""

REBUILT = """
def upgrade():
    with op.batch_alter_table("parent", recreate=rebuild()) as batch:
        batch.alter_column("name", existing_type=sa.Text(), new_column_name="title")
        batch.add_column(sa.Column("number", sa.Integer()))
    # data move with the table
    op.execute("UPDATE parent SET number = CAST(substr(title, 3) AS INTEGER), title = substr(title, 1, 1)")
    with op.batch_alter_table("parent", recreate=rebuild()) as batch:
        batch.alter_column("number", existing_type=sa.Integer(), nullable=False)


def downgrade():
    op.execute("UPDATE parent SET title = title || '-' || number")
    with op.batch_alter_table("parent", recreate=rebuild()) as batch:
        batch.drop_column("number")
        batch.alter_column("title", existing_type=sa.Text(), new_column_name="name")
"""

HALTED = """
def upgrade():
    op.execute("DELETE FROM child WHERE id = 1")
    with op.batch_alter_table("parent", recreate=rebuild()) as batch:
        batch.add_column(sa.Column("more", sa.Text()))
    raise RuntimeError("out of wits")


def downgrade():
    pass
"""

LOSSY = """
def upgrade():
    op.execute("DELETE FROM parent WHERE id = 2")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations as later versions of the program would ship them."""
    made = tmp_path / "later"
    shutil.copytree(migrate.scripts(), made, ignore=shutil.ignore_patterns("__pycache__"))
    before = migrate.head()
    for revision, body in (("t1", FAMILY), ("t2", REBUILT), ("t3", HALTED)):
        head = HEAD.format(revision=revision, before=before)
        (made / "versions" / f"99999999_{revision}.py").write_text(head + body)
        before = revision
    return made


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill_every_table(engine)
    return engine


def family(engine: Engine) -> tuple[list[tuple[object, ...]], int]:
    with open_connection(engine, write=False) as connection:
        parents = connection.execute(text("SELECT * FROM parent ORDER BY id")).all()
        return [tuple(row) for row in parents], int(connection.scalar(text("SELECT count(*) FROM child")) or 0)


AS_BORN = ([(1, "a-1"), (2, "a-2"), (3, "a-3")], 6)


def test_a_rebuilt_parent_keeps_its_children_up_and_down(filled: Engine, folder: Path) -> None:
    before = everything(filled)
    migrate.upgrade(filled, to="t1", folder=folder)
    assert family(filled) == AS_BORN
    done = migrate.upgrade(filled, to="t2", folder=folder)
    assert (done.before, done.after) == ("t1", "t2")
    assert family(filled) == ([(1, "a", 1), (2, "a", 2), (3, "a", 3)], 6)
    migrate.downgrade(filled, to="t1", folder=folder)
    assert family(filled) == AS_BORN
    (reference,) = inspect(filled).get_foreign_keys("child")
    assert (reference["referred_table"], reference["options"]["ondelete"]) == ("parent", "CASCADE")
    with open_connection(filled, write=True) as connection:  # and the reference still works
        connection.execute(text("DELETE FROM parent WHERE id = 1"))
        connection.commit()
    assert family(filled)[1] == 4
    migrate.downgrade(filled, to=migrate.head(), folder=folder)
    assert everything(filled) == before
    assert differences(filled) == []


def test_several_steps_of_which_the_last_fails_change_nothing(filled: Engine, folder: Path) -> None:
    before = everything(filled)
    with pytest.raises(RuntimeError, match="out of wits"):
        migrate.upgrade(filled, folder=folder)
    assert migrate.current(filled) == migrate.head()
    assert everything(filled) == before
    assert differences(filled) == []


def test_a_failing_step_leaves_the_earlier_ones_rows(filled: Engine, folder: Path) -> None:
    migrate.upgrade(filled, to="t2", folder=folder)
    before = family(filled), everything(filled)
    with pytest.raises(RuntimeError, match="out of wits"):
        migrate.upgrade(filled, folder=folder)
    assert (family(filled), everything(filled)) == before
    assert migrate.current(filled) == "t2"


def test_waiting_for_a_writer_ends_and_is_said(filled: Engine, folder: Path) -> None:
    other = open_engine(filled.url.render_as_string(hide_password=False))
    writer = open_connection(other, write=True)
    with pytest.raises(BusyDatabaseError, match=r"written to by another process; waited 0\.2 s") as told:
        migrate.upgrade(filled, to="t1", folder=folder, patience=0.2)
    assert told.value.exit_code == 6
    writer.close()
    assert migrate.upgrade(filled, to="t1", folder=folder, patience=0.2).after == "t1"
    other.dispose()


UPGRADE = """
import sys
from pathlib import Path
from tracker.store import migrate
from tracker.store.engine import open_engine
engine = open_engine(sys.argv[1], timeout=120)
print("ready", flush=True)
sys.stdin.readline()
done = migrate.upgrade(engine, to="t2", folder=Path(sys.argv[2]))
print(done.before, done.after)
"""


@pytest.mark.watches_processes
def test_of_two_processes_that_upgrade_at_once_one_does_it(filled: Engine, folder: Path, root: Path) -> None:
    url = filled.url.render_as_string(hide_password=False)
    filled.dispose()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, url, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120) for process in processes]
    assert sorted(out.strip() for out, _ in answers) == [f"{migrate.head()} t2", "t2 t2"], answers
    assert family(filled)[1] == 6


def test_a_migration_that_would_lose_rows_is_refused_before_it_is_kept(filled: Engine, folder: Path) -> None:
    migrate.upgrade(filled, to="t1", folder=folder)
    lossy = HEAD.format(revision="t2", before="t1") + LOSSY
    (folder / "versions" / "99999999_t2.py").write_text(lossy)
    with pytest.raises(DatabaseError, match=r"parent had 3 rows and would have 2|refers to missing rows"):
        migrate.upgrade(filled, to="t2", folder=folder)
    assert family(filled) == AS_BORN
