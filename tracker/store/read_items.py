"""Items of feeds that were read for statements, each once for every version of it and every reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from tracker.model.announcement import Announcement
from tracker.store.announcements import announcement_of
from tracker.store.bulk import upsert
from tracker.store.tables import ANNOUNCEMENT, ANNOUNCEMENT_VERSION, READ_ITEM

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The newest version of an item that is to be read.

    Attributes
    ----------
    sha256 : str or None
        The stored document it came in.
    page_attempts : int
        How often its page was asked for in vain.
    events : tuple of str
        What was proposed from it before, by another reader or from another version.
    before : tuple or None
        Version, reader and attempts of that time; None where it was never read.
    """

    announcement_id: int
    version_id: int
    announcement: Announcement
    sha256: str | None
    page_attempts: int = 0
    events: tuple[str, ...] = ()
    before: tuple[int, str, int] | None = None

    def is_read(self, reader: str) -> bool:
        """Whether this version was read by that reader: what is missing is its page."""
        return self.before is not None and self.before[:2] == (self.version_id, reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsRead:
    """How many items were read by the present reader and how many wait for it; when the last one was read (UTC)."""

    read: int = 0
    waiting: int = 0
    last_at: datetime | None = None


class ReadItems:
    """One row for each item, replaced when it is read again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(
        self, sources: Collection[str], *, reader: str, pages_since: date | None = None, most_attempts: int = 0
    ) -> tuple[Unread, ...]:
        """Items of the sources whose newest version this reader has not read, the newest first.

        With ``pages_since`` also those published on or after that day of which only a summary was read and whose page
        was asked for less often than ``most_attempts``.
        """
        open_ = _unread(reader)
        if pages_since is not None:
            page = and_(
                READ_ITEM.c.basis == "summary",
                READ_ITEM.c.page_attempts < most_attempts,
                ANNOUNCEMENT_VERSION.c.published_on >= pages_since,
            )
            open_ = or_(open_, page)
        query = _newest(sources).where(open_)
        query = query.order_by(ANNOUNCEMENT_VERSION.c.published_on.desc(), ANNOUNCEMENT.c.id.desc())
        return tuple(
            Unread(
                announcement_id=row.announcement_id,
                version_id=row.id,
                announcement=announcement_of(row),
                sha256=row.sha256,
                page_attempts=row.page_attempts or 0,
                events=tuple(row.events or ()),
                before=None if row.reader is None else (row.version_id, row.reader, row.page_attempts),
            )
            for row in self._connection.execute(query)
        )

    def is_waiting(self, item: Unread) -> bool:
        """Whether nobody else has read it since it was found waiting."""
        query = select(READ_ITEM).where(READ_ITEM.c.announcement_id == item.announcement_id)
        row = self._connection.execute(query).first()
        return item.before == (None if row is None else (row.version_id, row.reader, row.page_attempts))

    def mark(
        self, item: Unread, *, reader: str, basis: str, page_attempts: int, events: Iterable[str], at: datetime
    ) -> None:
        """Record that an item was read and which events it proposed."""
        values = {
            "announcement_id": item.announcement_id,
            "version_id": item.version_id,
            "reader": reader,
            "basis": basis,
            "page_attempts": page_attempts,
            "events": list(events),
            "read_at": at,
        }
        statement = upsert(self._connection, READ_ITEM).values(**values)
        changed = {name: statement.excluded[name] for name in values if name != "announcement_id"}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=[READ_ITEM.c.announcement_id], set_=changed)
        )

    def proposed_by(self, events: Collection[str]) -> Mapping[str, frozenset[int]]:
        """Of these events, by which items each was proposed."""
        found: dict[str, set[int]] = {event: set() for event in events}
        if found:
            for row in self._connection.execute(select(READ_ITEM.c.announcement_id, READ_ITEM.c.events)):
                for event in found.keys() & set(row.events):
                    found[event].add(row.announcement_id)
        return {event: frozenset(items) for event, items in found.items()}

    def counted(self, sources: Collection[str], *, reader: str) -> ItemsRead:
        """How many items of the sources were read by this reader, and how many wait for it."""
        everything = _newest(sources).subquery()
        every = self._connection.scalar(select(func.count()).select_from(everything)) or 0
        unread = _newest(sources).where(_unread(reader)).subquery()
        left = self._connection.scalar(select(func.count()).select_from(unread)) or 0
        last = self._connection.execute(select(READ_ITEM.c.read_at).order_by(READ_ITEM.c.read_at.desc()).limit(1))
        return ItemsRead(read=int(every) - int(left), waiting=int(left), last_at=last.scalar())


def _unread(reader: str) -> ColumnElement[bool]:
    return or_(
        READ_ITEM.c.announcement_id.is_(None),
        READ_ITEM.c.version_id != ANNOUNCEMENT_VERSION.c.id,
        READ_ITEM.c.reader != reader,
    )


def _newest(sources: Collection[str]) -> Select[Any]:
    newest = select(func.max(ANNOUNCEMENT_VERSION.c.id)).group_by(ANNOUNCEMENT_VERSION.c.announcement_id)
    return (
        select(
            ANNOUNCEMENT.c.source,
            ANNOUNCEMENT.c.external_id,
            ANNOUNCEMENT_VERSION,
            READ_ITEM.c.version_id,
            READ_ITEM.c.reader,
            READ_ITEM.c.page_attempts,
            READ_ITEM.c.events,
        )
        .join(ANNOUNCEMENT, ANNOUNCEMENT.c.id == ANNOUNCEMENT_VERSION.c.announcement_id)
        .outerjoin(READ_ITEM, READ_ITEM.c.announcement_id == ANNOUNCEMENT.c.id)
        .where(ANNOUNCEMENT.c.source.in_(sorted(sources)), ANNOUNCEMENT_VERSION.c.id.in_(newest))
    )
