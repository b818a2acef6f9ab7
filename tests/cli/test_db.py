"""``tracker db backup``, ``restore`` and ``copy`` as they are typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tracker.model.work import Delivery
from tracker.services.leadership import leadership_of
from tracker.store.engine import open_engine
from tracker.store.hashes import table_hashes
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
NOW = ("--now", "2026-11-22T12:00Z")


@pytest.fixture
def engine(tracker: Tracker, tmp_path: Path) -> Iterator[Engine]:
    """The database of this test's home, made by the command."""
    assert tracker("db", "upgrade").code == 0
    opened = open_engine(f"sqlite:///{tmp_path / 'home' / 'tracker.sqlite3'}")
    yield opened
    opened.dispose()


def claim(engine: Engine, job: str) -> None:
    at = datetime(2026, 11, 16, 7, tzinfo=UTC)
    with UnitOfWork(engine, write=True) as work:
        work.runs.claim(job, at, at=at)
        work.commit()
    engine.dispose()


def jobs(engine: Engine) -> list[str]:
    with UnitOfWork(engine, write=False) as work:
        found = [run.job for run in work.runs.recent()]
    engine.dispose()
    return found


def test_a_backup_goes_to_the_home_and_comes_back(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    claim(engine, "before")
    made = tracker("db", "backup", *NOW)
    assert made.code == 0, made.err
    backup = Path(made.out.strip())
    assert backup == tmp_path / "home" / "backups" / "tracker-20261122T120000Z.sqlite3"
    claim(engine, "after")
    assert len(jobs(engine)) == 2
    done = tracker("db", "restore", str(backup), "--yes", *NOW)
    assert done.code == 0, done.err
    assert jobs(engine) == ["before"]
    aside = tmp_path / "home" / "tracker.sqlite3.before-restore-20261122T120000Z"
    assert str(aside) in done.err
    assert len(jobs(open_engine(f"sqlite:///{aside}"))) == 2
    assert tracker("db", "check").code == 0


def test_a_second_backup_in_the_same_second_is_refused(tracker: Tracker, engine: Engine) -> None:
    assert tracker("db", "backup", *NOW).code == 0
    again = tracker("db", "backup", *NOW)
    assert again.code == 6
    assert "exists already" in again.err


def test_letters_the_backup_does_not_know_of_are_named(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    assert tracker("db", "backup", "old.sqlite3").code == 0
    at = datetime(2026, 11, 16, 7, tzinfo=UTC)
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.add(
            Delivery(
                report="weekly",
                period="2026-W46",
                recipient="jane@example.org",
                state="sent",
                message_id="<x@example.org>",
                message=b"",
                created_at=at,
                sent_at=at + timedelta(minutes=1),
            )
        )
        work.commit()
    engine.dispose()
    done = tracker("db", "restore", "old.sqlite3", "--yes")
    assert done.code == 0, done.err
    assert "not known to it: 2026-W46 to jane@example.org" in done.err
    assert "none of them is sent again" in done.err
    with UnitOfWork(engine, write=True) as work:
        assert work.deliveries.claim(at + timedelta(days=2)) is None
        (letter,) = work.deliveries.all()
    engine.dispose()
    assert (letter.state, letter.sent_at) == ("sent", at + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("then", "since", "kept"),
    [("pending", "sent", "sent"), ("pending", "sending", "uncertain"), ("failed", "uncertain", "uncertain")],
)
def test_a_letter_that_went_out_since_the_backup_is_never_due_again(
    tracker: Tracker, engine: Engine, then: str, since: str, kept: str
) -> None:
    at = datetime(2026, 11, 16, 7, tzinfo=UTC)
    letter = Delivery(
        report="weekly",
        period="2026-W46",
        recipient="jane@example.org",
        state=then,
        message_id="<x@example.org>",
        message=b"",
        created_at=at,
    )
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.add(letter)
        work.commit()
    assert tracker("db", "backup", "old.sqlite3").code == 0
    with UnitOfWork(engine, write=True) as work:
        work.deliveries.remember(replace(letter, state=since, attempts=1))
        work.commit()
    engine.dispose()
    assert tracker("db", "restore", "old.sqlite3", "--yes").code == 0
    with UnitOfWork(engine, write=True) as work:
        assert not work.deliveries.due(at + timedelta(days=2))
        (found,) = work.deliveries.all()
    engine.dispose()
    assert found.state == kept


def test_nothing_is_restored_unasked_or_beside_a_daemon(tracker: Tracker, engine: Engine) -> None:
    assert tracker("db", "backup", "old.sqlite3").code == 0
    claim(engine, "after")
    unasked = tracker("db", "restore", "old.sqlite3")
    assert unasked.code == 2
    assert "--yes" in unasked.err
    lead = leadership_of(engine)
    assert lead.acquire()
    beside = tracker("db", "restore", "old.sqlite3", "--yes")
    lead.release()
    assert beside.code == 6
    assert "A daemon works on" in beside.err
    assert jobs(engine) == ["after"]


def test_an_older_backup_is_restored_and_the_next_step_named(
    tracker: Tracker, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tracker("db", "backup", "old.sqlite3").code == 0
    monkeypatch.setattr("tracker.store.migrate.HEAD", "9999")  # the same program, some versions on
    done = tracker("db", "restore", "old.sqlite3", "--yes")
    assert done.code == 0, done.err
    assert "tracker db upgrade" in done.err


def test_what_is_no_backup_is_refused(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "cwd" / "letter.txt").write_text("Dear Jane")
    for name, words in (("letter.txt", "no backup of this program"), ("nowhere", "cannot be read")):
        answer = tracker("db", "restore", name, "--yes")
        assert answer.code == 6
        assert words in answer.err


def test_there_is_nothing_to_back_up_before_the_first_run(tracker: Tracker) -> None:
    answer = tracker("db", "backup")
    assert answer.code == 6
    assert "nothing to back up" in answer.err


def test_a_copy_is_told_table_by_table(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    claim(engine, "one")
    done = tracker("db", "copy", "other.sqlite3")
    assert done.code == 0, done.err
    rows = {line.split()[0]: line.split()[1] for line in done.out.splitlines()}
    assert rows["job_run"] == "1"
    assert rows["observation"] == "0"
    other = open_engine(f"sqlite:///{tmp_path / 'cwd' / 'other.sqlite3'}")
    assert table_hashes(other) == table_hashes(engine)
    assert jobs(other) == ["one"]
    again = tracker("db", "copy", "other.sqlite3")
    assert again.code == 6
    assert "is not empty" in again.err
    assert tracker("db", "copy", "mysql://me:hunter2@x/y").code == 2


@pytest.mark.postgresql
def test_a_house_moves_to_postgresql_is_backed_up_and_comes_back(
    tracker: Tracker, engine: Engine, new_postgresql: Callable[..., str]
) -> None:
    claim(engine, "one")
    there, again = new_postgresql(), new_postgresql()
    assert tracker("db", "copy", there).code == 0
    made = tracker("db", "backup", "--database-url", there)
    assert made.code == 0, made.err
    backup = made.out.strip()
    assert backup.endswith(".dump")
    wrong = tracker("db", "restore", backup, "--yes")
    assert wrong.code == 6
    assert "tracker db copy" in wrong.err
    full = tracker("db", "restore", backup, "--yes", "--database-url", there)
    assert full.code == 6
    assert "is not empty" in full.err
    done = tracker("db", "restore", backup, "--yes", "--database-url", again)
    assert done.code == 0, done.err
    assert jobs(open_engine(again)) == ["one"]


def test_a_read_only_folder_is_said(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = tracker("db", "backup", str(tmp_path / "file" / "x.sqlite3"))
    assert answer.code == 6
    assert "cannot be opened or written" in answer.err


def test_a_backup_can_be_opened_by_any_sqlite(tracker: Tracker, engine: Engine, tmp_path: Path) -> None:
    assert tracker("db", "backup", "plain.sqlite3").code == 0
    with sqlite3.connect(tmp_path / "cwd" / "plain.sqlite3") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()
