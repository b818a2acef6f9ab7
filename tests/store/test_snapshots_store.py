"""Bytes are stored once, every retrieval is remembered, and damage is noticed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from tracker.errors import DatabaseError, NoDataError
from tracker.model.source import Snapshot, Validators
from tracker.store.tables import BLOB, RETRIEVAL
from tracker.store.unit_of_work import UnitOfWork

URL = "https://example.test/eurofxref-hist.zip"


def snapshot(content: bytes, at: datetime, *, url: str = URL, etag: str | None = None) -> Snapshot:
    return Snapshot(
        source="ecb",
        url=url,
        kind="history",
        retrieved_at=at,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        media_type="application/zip",
        validators=Validators(etag=etag, last_modified=None),
    )


def test_bytes_come_back_whole(engine: Engine, noon: datetime) -> None:
    content = bytes(range(256)) * 100
    with UnitOfWork(engine, write=True) as work:
        kept = snapshot(content, noon, etag='"1"')
        assert not work.snapshots.has(kept.sha256)
        work.snapshots.add(kept)
        work.commit()
    with UnitOfWork(engine, write=False) as work:
        assert work.snapshots.has(kept.sha256)
        assert work.snapshots.load(kept.sha256) == content
        assert work.snapshots.latest("ecb", URL) == kept


def test_the_same_bytes_are_stored_once_and_both_retrievals_remembered(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        first = work.snapshots.add(snapshot(b"rates", noon))
        second = work.snapshots.add(snapshot(b"rates", noon + timedelta(hours=1)))
        work.commit()
    assert first != second
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(BLOB)) == 1
        assert connection.scalar(select(func.count()).select_from(RETRIEVAL)) == 2


def test_the_latest_retrieval_speaks_for_its_address(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        work.snapshots.add(snapshot(b"old", noon, etag='"1"'))
        work.snapshots.add(snapshot(b"new", noon, etag='"2"'))
        work.snapshots.add(snapshot(b"other", noon, url=URL + "?2", etag='"3"'))
        assert work.snapshots.validators("ecb", URL) == Validators(etag='"2"')
        latest = work.snapshots.latest("ecb", URL)
        assert latest is not None
        assert latest.content == b"new"


def test_an_address_never_asked_has_nothing_to_send_along(engine: Engine) -> None:
    with UnitOfWork(engine, write=False) as work:
        assert work.snapshots.validators("ecb", URL) == Validators()
        assert work.snapshots.latest("ecb", URL) is None


def test_not_modified_moves_only_the_time_of_checking(engine: Engine, noon: datetime) -> None:
    later = noon + timedelta(days=1)
    with UnitOfWork(engine, write=True) as work:
        work.snapshots.add(snapshot(b"rates", noon))
        work.snapshots.checked("ecb", URL, later)
        latest = work.snapshots.latest("ecb", URL)
        assert latest is not None
        assert latest.retrieved_at == noon
        work.commit()
    with engine.connect() as connection:
        assert connection.scalars(select(RETRIEVAL.c.checked_at)).all() == [later]


def test_a_wrong_digest_is_refused(engine: Engine, noon: datetime) -> None:
    wrong = Snapshot(source="ecb", url=URL, kind="history", retrieved_at=noon, sha256="0" * 64, content=b"rates")
    with UnitOfWork(engine, write=True) as work, pytest.raises(ValueError, match="sha256"):
        work.snapshots.add(wrong)


def test_bytes_never_stored_are_no_data(engine: Engine) -> None:
    with UnitOfWork(engine, write=False) as work, pytest.raises(NoDataError):
        work.snapshots.load("0" * 64)


def test_bytes_that_changed_on_the_disk_are_noticed(engine: Engine, noon: datetime) -> None:
    with UnitOfWork(engine, write=True) as work:
        kept = snapshot(b"rates", noon)
        work.snapshots.add(kept)
        work.commit()
    with engine.begin() as connection:
        connection.execute(update(BLOB).values(content=b"not zlib"))
    with UnitOfWork(engine, write=False) as work, pytest.raises(DatabaseError, match="damaged"):
        work.snapshots.load(kept.sha256)
