"""Snapshots: the bytes of retrieved documents, once each, and every retrieval that brought them."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from tracker.errors import DatabaseError, NoDataError
from tracker.model.source import Snapshot, Validators
from tracker.store.bulk import new_id
from tracker.store.tables import ARCHIVE_REMOVAL, BLOB, RETRIEVAL

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

_ZLIB_LEVEL = 6


class Snapshots:
    """Blobs by SHA-256 (compressed) and retrievals by source and address."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, snapshot: Snapshot) -> int:
        """Store the bytes (once) and this retrieval of them; returns the retrieval's number.

        Bytes that left the archive, or were to leave it, are back.

        ``ValueError`` when ``sha256`` is not the digest of ``content``.
        """
        if hashlib.sha256(snapshot.content).hexdigest() != snapshot.sha256:
            raise ValueError(f"{snapshot.source}: sha256 does not belong to the content of {snapshot.url}")
        length = self._connection.scalar(select(func.length(BLOB.c.content)).where(BLOB.c.sha256 == snapshot.sha256))
        if not length:
            compressed = zlib.compress(snapshot.content, _ZLIB_LEVEL)
            if length is None:
                blob = insert(BLOB).values(sha256=snapshot.sha256, size=len(snapshot.content), content=compressed)
                self._connection.execute(blob)
            else:
                back = update(BLOB).where(BLOB.c.sha256 == snapshot.sha256).values(content=compressed)
                self._connection.execute(back)
        if length is not None:
            self._connection.execute(delete(ARCHIVE_REMOVAL).where(ARCHIVE_REMOVAL.c.sha256 == snapshot.sha256))
        return new_id(
            self._connection,
            RETRIEVAL,
            {
                "sha256": snapshot.sha256,
                "source": snapshot.source,
                "url": snapshot.url,
                "kind": snapshot.kind,
                "media_type": snapshot.media_type,
                "retrieved_at": snapshot.retrieved_at,
                "checked_at": snapshot.retrieved_at,
                "etag": snapshot.validators.etag,
                "last_modified": snapshot.validators.last_modified,
            },
        )

    def has(self, sha256: str) -> bool:
        """Whether these bytes are stored."""
        query = select(func.count()).select_from(BLOB).where(BLOB.c.sha256 == sha256, func.length(BLOB.c.content) > 0)
        return bool(self._connection.scalar(query))

    def load(self, sha256: str) -> bytes:
        """The bytes.

        ``NoDataError`` when they were never stored or left the archive; ``DatabaseError`` where they are damaged.
        """
        compressed = self._connection.scalar(select(BLOB.c.content).where(BLOB.c.sha256 == sha256))
        if compressed is None:
            raise NoDataError(f"No stored document has the SHA-256 {sha256}.")
        gone = None if compressed else self._removal(sha256)
        if gone is not None:
            raise NoDataError(
                f"The bytes of the document {sha256} were removed on {gone.removed_at:%Y-%m-%d}, as announced on"
                f" {gone.announced_at:%Y-%m-%d}: {gone.because}. What was read from them is kept.",
                remedy="A backup of before that day holds them; where the publisher still has them, fetch them again.",
            )
        try:
            content = zlib.decompress(compressed)
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DatabaseError(
                f"The stored document {sha256} no longer has its own digest: the database file is damaged.",
                remedy="Restore a backup ('tracker db restore'), then run 'tracker db check'.",
            )
        return content

    def latest(self, source: str, url: str) -> Snapshot | None:
        """The newest retrieval of an address with its bytes, or ``None``."""
        row = self._newest(source, url)
        return None if row is None else self._with_bytes(row)

    def newest_of(self, source: str) -> Snapshot | None:
        """The newest document of a source that was fetched, whatever its address; files that were imported aside."""
        fetched = (RETRIEVAL.c.source == source, RETRIEVAL.c.url.not_like("file:%"))
        row = self._connection.execute(
            select(RETRIEVAL).where(*fetched).order_by(RETRIEVAL.c.id.desc()).limit(1)
        ).first()
        return None if row is None else self._with_bytes(row)

    def retrieved_at(self, source: str, *, as_of: datetime | None = None) -> datetime | None:
        """When that was; with ``as_of`` the newest by then."""
        fetched = (RETRIEVAL.c.source == source, RETRIEVAL.c.url.not_like("file:%"))
        query = select(RETRIEVAL.c.retrieved_at).where(*fetched).order_by(RETRIEVAL.c.id.desc()).limit(1)
        if as_of is not None:
            query = query.where(RETRIEVAL.c.retrieved_at <= as_of)
        found: datetime | None = self._connection.scalar(query)
        return found

    def retrieved_from(self, source: str, *, as_of: datetime | None = None) -> tuple[str, str] | None:
        """The address and the sha256 of the same document."""
        fetched = (RETRIEVAL.c.source == source, RETRIEVAL.c.url.not_like("file:%"))
        query = select(RETRIEVAL.c.url, RETRIEVAL.c.sha256).where(*fetched).order_by(RETRIEVAL.c.id.desc()).limit(1)
        if as_of is not None:
            query = query.where(RETRIEVAL.c.retrieved_at <= as_of)
        row = self._connection.execute(query).first()
        return None if row is None else (row.url, row.sha256)

    def _removal(self, sha256: str) -> Row[Any] | None:
        query = select(ARCHIVE_REMOVAL).where(
            ARCHIVE_REMOVAL.c.sha256 == sha256, ARCHIVE_REMOVAL.c.removed_at.is_not(None)
        )
        return self._connection.execute(query).first()

    def retrieved_as(self, source: str, sha256: str) -> Snapshot | None:
        """The first retrieval of a source that brought these bytes, or ``None``, also where they left the archive."""
        query = select(RETRIEVAL).where(RETRIEVAL.c.source == source, RETRIEVAL.c.sha256 == sha256)
        row = self._connection.execute(query.order_by(RETRIEVAL.c.id).limit(1)).first()
        return None if row is None or self._removal(sha256) is not None else self._with_bytes(row)

    def _with_bytes(self, row: Row[Any]) -> Snapshot:
        return Snapshot(
            source=row.source,
            url=row.url,
            kind=row.kind,
            retrieved_at=row.retrieved_at,
            sha256=row.sha256,
            content=self.load(row.sha256),
            media_type=row.media_type,
            validators=Validators(etag=row.etag, last_modified=row.last_modified),
        )

    def of_kind(self, kind: str, *, as_of: datetime | None = None) -> list[Snapshot]:
        """Every retrieval of one kind of document with its bytes, oldest first; with ``as_of`` only those by then."""
        query = select(RETRIEVAL).where(RETRIEVAL.c.kind == kind).order_by(RETRIEVAL.c.id)
        if as_of is not None:
            query = query.where(RETRIEVAL.c.retrieved_at <= as_of)
        return [self._with_bytes(row) for row in self._connection.execute(query).all()]

    def validators(self, source: str, url: str) -> Validators:
        """What to send along when asking again; empty when the address was never retrieved."""
        row = self._newest(source, url)
        return Validators() if row is None else Validators(etag=row.etag, last_modified=row.last_modified)

    def checked(self, source: str, url: str, at: datetime) -> None:
        """The publisher answered "not modified": the newest bytes still held at ``at``."""
        row = self._newest(source, url)
        if row is not None:
            self._connection.execute(update(RETRIEVAL).where(RETRIEVAL.c.id == row.id).values(checked_at=at))

    def _newest(self, source: str, url: str) -> Row[Any] | None:
        query = (
            select(RETRIEVAL)
            .where(RETRIEVAL.c.source == source, RETRIEVAL.c.url == url)
            .order_by(RETRIEVAL.c.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).first()
