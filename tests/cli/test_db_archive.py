"""``tracker db archive`` and ``tracker db check`` as they are typed, with bytes that left the archive."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.fetched import Surroundings
from tests.services.test_archive import DAY, put
from tracker import config
from tracker.net.http import HttpClient
from tracker.services.archive import keep
from tracker.store.archive import ANNOUNCED_FOR, damaged, give_back
from tracker.store.engine import open_engine
from tracker.store.unit_of_work import UnitOfWork

Tracker = Callable[..., Any]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def context(tracker: Tracker, tmp_path: Path) -> Iterator[Surroundings]:
    """The database of this test's home, made by the command, with one document that may go and a newer one."""
    assert tracker("db", "upgrade").code == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'tracker.sqlite3'}")
    settings = replace(config.load({}, cwd=tmp_path), archive_days=30)
    opened = Surroundings(engine=engine, now=NOW, http=HttpClient(user_agent="t", offline=True), settings=settings)
    put(opened, b"old", at=NOW - 100 * DAY)
    put(opened, b"new", at=NOW - DAY)
    yield opened
    engine.dispose()


def test_what_goes_and_what_went_is_shown(tracker: Tracker, context: Surroundings) -> None:
    sha256 = hashlib.sha256(b"old").hexdigest()
    shown = tracker("--offline", "db", "archive")
    assert shown.code == 0, shown.err
    assert "everything is kept for ever" in shown.out
    assert "may go     1 document, 0 kB" in shown.out
    keep(context)  # type: ignore[arg-type]  # all it needs
    announced = tracker("--offline", "db", "archive")
    assert "announced  1 document" in announced.out
    assert "2026-11-29 12:00" in announced.out
    assert sha256[:12] in announced.out
    keep(replace(context, now=NOW + ANNOUNCED_FOR))  # type: ignore[arg-type]
    body = json.loads(tracker("--offline", "db", "archive", "--format", "json").out)
    assert body["announced"] == []
    (gone,) = body["removed"]
    assert (gone["sha256"], gone["removed_at"], gone["announced_at"]) == (
        sha256,
        "2026-11-29T12:00:00Z",
        "2026-11-22T12:00:00Z",
    )
    assert tracker("db", "check").code == 0, "what went as announced is no damage"
    context.engine.dispose()
    with closing(sqlite3.connect(context.engine.url.database or "")) as raw:
        raw.execute("UPDATE blob SET content = x'00' WHERE length(content) > 0")
        raw.commit()
    checked = tracker("db", "check")
    assert checked.code == 6
    assert "no longer has its own digest" in checked.out
    assert sha256 not in checked.out


def test_a_copy_a_backup_and_its_return_know_what_went(tracker: Tracker, context: Surroundings, tmp_path: Path) -> None:
    keep(context)  # type: ignore[arg-type]
    earlier = tmp_path / "earlier.sqlite3"
    assert tracker("db", "backup", str(earlier)).code == 0
    keep(replace(context, now=NOW + ANNOUNCED_FOR))  # type: ignore[arg-type]
    context.engine.dispose()
    copy, kept = tmp_path / "copy.sqlite3", tmp_path / "kept.sqlite3"
    assert tracker("db", "copy", f"sqlite:///{copy}").code == 0
    assert tracker("db", "backup", str(kept)).code == 0
    for path in (copy, kept):
        engine = open_engine(f"sqlite:///{path}")
        assert damaged(engine) == ()
        with UnitOfWork(engine, write=False) as work:
            assert [one.removed_at for one in work.archive.removed()] == [NOW + ANNOUNCED_FOR]
        engine.dispose()
    assert tracker("db", "restore", str(earlier), "--yes").code == 0, "a backup of before brings the bytes back"
    engine = open_engine(str(context.engine.url))
    with UnitOfWork(engine, write=False) as work:
        assert work.snapshots.load(hashlib.sha256(b"old").hexdigest()) == b"old"
    engine.dispose()


def test_pages_that_are_free_go_back_to_the_disk(context: Surroundings) -> None:
    size = 30_000_000
    context.engine.dispose()
    path = Path(context.engine.url.database or "")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE filler (bytes BLOB)")
        raw.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))
        raw.execute("DROP TABLE filler")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    assert before > size
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        engine = open_engine(f"sqlite:///{path}")
        assert give_back(engine, wait=0.0) == 0, "another writer is not waited for"
    assert give_back(engine) >= size
    assert path.stat().st_size < before - size
    assert give_back(engine) == 0
    engine.dispose()
    assert timedelta(days=7) == ANNOUNCED_FOR
