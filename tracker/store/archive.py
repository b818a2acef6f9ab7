"""The archive of fetched documents: which bytes nothing asks for any more, which are announced to go, which went.

Bytes that went leave an empty ``content`` in their row of ``blob`` and a row in ``archive_removal``; everything else
that was known of the document stays: its digest, its size, its retrievals, and all that was read from it.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, not_, or_, select, union_all, update

from tracker.store.engine import database_path, open_connection
from tracker.store.tables import (
    ANNOUNCEMENT_VERSION,
    ARCHIVE_REMOVAL,
    BLOB,
    INGEST,
    LIST_SNAPSHOT,
    RETRIEVAL,
)
from tracker.store.translation import translate, translated

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection, Engine

ANNOUNCED_FOR = timedelta(days=7)
"""From the announcement to the removal, at least."""

_SNAPSHOTS_COMPARED = 2
"""Of each list the newest snapshot, which the next is compared with, and the one before, should that be taken back."""

_ROWS_OF_BYTES = 20
_ASKED_FOR = 500
_ENOUGH_TO_GIVE_BACK = 20_000_000
_SHARE_TO_GIVE_BACK = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Documents whose bytes are here, and these bytes as packed; how many documents' bytes went."""

    documents: int = 0
    size: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """A document no rule of the store needs the bytes of. ``size`` is packed; ``newest`` when it was last had, UTC."""

    sha256: str
    size: int
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Bytes announced to go, or gone (``removed_at``); with one of the addresses they came from."""

    sha256: str
    because: str
    announced_at: datetime
    removed_at: datetime | None
    size: int
    source: str
    url: str

    @property
    def goes_at(self) -> datetime:
        """The instant before which announced bytes never go."""
        return self.announced_at + ANNOUNCED_FOR


class Archive:
    """Removal of bytes, always announced first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self) -> Held:
        """How much there is."""
        length = func.length(BLOB.c.content)
        query = select(func.count(), func.coalesce(func.sum(length), 0)).where(length > 0)
        documents, size = self._connection.execute(query).one()
        gone = select(func.count()).select_from(ARCHIVE_REMOVAL).where(ARCHIVE_REMOVAL.c.removed_at.is_not(None))
        return Held(documents=int(documents), size=int(size), removed=int(self._connection.scalar(gone) or 0))

    def spare(self, sources: Collection[str], *, kept_kinds: Collection[str] = ()) -> tuple[Spare, ...]:
        """Documents of these sources that were fetched and that are not the newest of their address, oldest first.

        Never one that a person brought in, in whatever way it came again; none of a kind that is read as a whole; not
        the snapshots of a list that the next ones are compared with.
        """
        newest_of_address = select(func.max(RETRIEVAL.c.id)).group_by(RETRIEVAL.c.source, RETRIEVAL.c.url)
        not_fetched = or_(
            RETRIEVAL.c.source.not_in(list(sources)),
            not_(RETRIEVAL.c.url.like("http%")),
            RETRIEVAL.c.kind.in_(list(kept_kinds)),
        )
        needed = union_all(
            select(RETRIEVAL.c.sha256).where(RETRIEVAL.c.id.in_(newest_of_address)),
            select(RETRIEVAL.c.sha256).where(not_fetched),
            _compared(),
        )
        newest = func.max(RETRIEVAL.c.checked_at, type_=RETRIEVAL.c.checked_at.type)
        size = func.length(BLOB.c.content)
        query = (
            select(BLOB.c.sha256, size.label("size"), newest.label("newest"))
            .join(RETRIEVAL, RETRIEVAL.c.sha256 == BLOB.c.sha256)
            .where(size > 0, BLOB.c.sha256.not_in(needed))
            .group_by(BLOB.c.sha256)
            .order_by(newest, BLOB.c.sha256)
        )
        return tuple(
            Spare(sha256=row.sha256, size=int(row.size), newest=row.newest) for row in self._connection.execute(query)
        )

    def retrievals(self, sha256s: Sequence[str]) -> dict[str, list[tuple[str, datetime]]]:
        """Source and instant of every retrieval of these documents."""
        found: dict[str, list[tuple[str, datetime]]] = {}
        columns = (RETRIEVAL.c.sha256, RETRIEVAL.c.source, RETRIEVAL.c.retrieved_at)
        for some in _pieces(sha256s):
            for row in self._connection.execute(select(*columns).where(RETRIEVAL.c.sha256.in_(some))):
                found.setdefault(row.sha256, []).append((row.source, row.retrieved_at))
        return found

    def read_from(self, sha256s: Sequence[str]) -> frozenset[str]:
        """Those of these documents of which any value, text or snapshot says that it was read from them."""
        found: set[str] = set()
        for column in (INGEST.c.sha256, ANNOUNCEMENT_VERSION.c.sha256, LIST_SNAPSHOT.c.sha256):
            for some in _pieces(sha256s):
                found.update(self._connection.scalars(select(column).where(column.in_(some))))
        return frozenset(found)

    def announced(self) -> tuple[Removal, ...]:
        """What is announced and not gone yet, the first announced first."""
        return self._removals(ARCHIVE_REMOVAL.c.removed_at.is_(None))

    def removed(self) -> tuple[Removal, ...]:
        """What went."""
        return self._removals(ARCHIVE_REMOVAL.c.removed_at.is_not(None))

    def fate(self, sha256: str) -> Removal | None:
        """What is announced of a document, or what became of it; None where nothing is."""
        return next(iter(self._removals(ARCHIVE_REMOVAL.c.sha256 == sha256)), None)

    def announce(self, sha256s: Iterable[str], *, because: str, at: datetime) -> None:
        """Say that these bytes will go."""
        rows = [{"sha256": one, "because": because, "announced_at": at, "removed_at": None} for one in sha256s]
        if rows:
            self._connection.execute(insert(ARCHIVE_REMOVAL), rows)

    def withdraw(self, sha256s: Iterable[str]) -> int:
        """Take announcements back; what went already is not touched."""
        return sum(
            self._connection.execute(
                delete(ARCHIVE_REMOVAL).where(ARCHIVE_REMOVAL.c.sha256 == one, ARCHIVE_REMOVAL.c.removed_at.is_(None))
            ).rowcount
            for one in sha256s
        )

    def remove(self, sha256s: Iterable[str], *, at: datetime) -> int:
        """Let the bytes of these documents go, of those only that were announced long enough before ``at``."""
        gone = 0
        for one in sha256s:
            mark = (
                update(ARCHIVE_REMOVAL)
                .where(
                    ARCHIVE_REMOVAL.c.sha256 == one,
                    ARCHIVE_REMOVAL.c.removed_at.is_(None),
                    ARCHIVE_REMOVAL.c.announced_at <= at - ANNOUNCED_FOR,
                )
                .values(removed_at=at)
            )
            if self._connection.execute(mark).rowcount == 1:  # fetched again meanwhile: the announcement is gone
                self._connection.execute(update(BLOB).where(BLOB.c.sha256 == one).values(content=b""))
                gone += 1
        return gone

    def _removals(self, which: ColumnElement[bool]) -> tuple[Removal, ...]:
        first = select(RETRIEVAL.c.sha256, func.min(RETRIEVAL.c.id).label("id")).group_by(RETRIEVAL.c.sha256).subquery()
        query = (
            select(
                ARCHIVE_REMOVAL,
                func.length(BLOB.c.content).label("size"),
                func.coalesce(RETRIEVAL.c.source, "").label("source"),
                func.coalesce(RETRIEVAL.c.url, "").label("url"),
            )
            .join(BLOB, BLOB.c.sha256 == ARCHIVE_REMOVAL.c.sha256)
            .join(first, first.c.sha256 == ARCHIVE_REMOVAL.c.sha256, isouter=True)
            .join(RETRIEVAL, RETRIEVAL.c.id == first.c.id, isouter=True)
            .where(which)
            .order_by(ARCHIVE_REMOVAL.c.announced_at, ARCHIVE_REMOVAL.c.sha256)
        )
        return tuple(
            Removal(
                sha256=row.sha256,
                because=row.because,
                announced_at=row.announced_at,
                removed_at=row.removed_at,
                size=int(row.size),
                source=row.source,
                url=row.url,
            )
            for row in self._connection.execute(query)
        )


def _pieces(some: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(some), _ASKED_FOR):
        yield some[start : start + _ASKED_FOR]


def damaged(engine: Engine) -> tuple[str, ...]:
    """Digests of stored documents whose bytes are not theirs; one whose bytes went as announced is sound."""
    gone = select(ARCHIVE_REMOVAL.c.sha256).where(ARCHIVE_REMOVAL.c.removed_at.is_not(None))
    query = select(BLOB.c.sha256, BLOB.c.content, BLOB.c.sha256.in_(gone).label("gone")).order_by(BLOB.c.sha256)
    found = []
    with translated(engine):
        connection = open_connection(engine, write=False)
        try:
            for row in connection.execute(query, execution_options={"yield_per": _ROWS_OF_BYTES}):
                packed = bytes(row.content)
                if not (row.gone and not packed) and not _sound(row.sha256, packed):
                    found.append(row.sha256)
        finally:
            connection.close()
    return tuple(found)


def _sound(sha256: str, packed: bytes) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(packed)).hexdigest() == sha256
    except zlib.error:
        return False


def _compared() -> Select[Any]:
    """The bytes of the newest snapshots of every list."""
    place = func.row_number().over(partition_by=LIST_SNAPSHOT.c.list_key, order_by=LIST_SNAPSHOT.c.snapshot_at.desc())
    ranked = select(LIST_SNAPSHOT.c.sha256, place.label("place")).subquery()
    return select(ranked.c.sha256).where(and_(ranked.c.place <= _SNAPSHOTS_COMPARED, ranked.c.sha256.is_not(None)))


def give_back(engine: Engine, *, wait: float = 10.0) -> int:
    """Give a SQLite file's free pages back to the disk when they are many; how many bytes it gave.

    Only for whoever leads. 0 where it is not worth while, where the disk has no room for the copy that is made in
    between, or where others hold the file: the pages are used for new documents meanwhile. A server does it by itself.
    """
    path = database_path(engine)
    if path is None:
        return 0
    try:
        with closing(sqlite3.connect(path, timeout=wait, isolation_level=None)) as raw:
            pages, free, page = (
                int(raw.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
            worth_while = free * page >= _ENOUGH_TO_GIVE_BACK and free >= pages * _SHARE_TO_GIVE_BACK
            if not worth_while or shutil.disk_usage(path.parent).free < 2 * (pages - free) * page:
                return 0
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return (pages - int(raw.execute("PRAGMA page_count").fetchone()[0])) * page
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL")):
            return 0
        raise translate(error, str(path)) from error
    except sqlite3.Error as error:
        raise translate(error, str(path)) from error
