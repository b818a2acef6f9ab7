"""Announcements: what authorities published, every version of it, and where each stands in review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, insert, select, update

from tracker.model.announcement import Announcement, told_again
from tracker.store.bulk import new_id
from tracker.store.tables import ANNOUNCEMENT, ANNOUNCEMENT_VERSION

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

REVIEW = "review"
STATUSES = frozenset((REVIEW, "accepted", "rejected"))

_SAID = (
    "published_on",
    "published_at",
    "adopted_on",
    "effective_on",
    "title",
    "summary",
    "url",
    "issuer",
    "jurisdiction",
    "document_type",
    "expires_on",
    "tier",
)


class Announcements:
    """Announcements by (source, external id). A changed text adds a version; nothing published is overwritten."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, announcements: Iterable[Announcement], *, recorded_at: datetime, sha256: str | None) -> int:
        """Record announcements; returns how many were not known before. New ones wait in review.

        One that is known and told again keeps its earliest moment (``told_again``).
        """
        given = tuple(announcements)
        known = _newest_versions().where(ANNOUNCEMENT.c.source.in_({item.source for item in given}))
        stored = {(row.source, row.external_id): announcement_of(row) for row in self._connection.execute(known)}
        new = 0
        for told in given:
            key = (told.source, told.external_id)
            announcement = told_again(stored[key], told) if key in stored else told
            if stored.get(key) == announcement:
                continue
            if key in stored:
                number = self._number(*key)
            else:
                values = {"source": key[0], "external_id": key[1], "status": REVIEW}
                number = new_id(self._connection, ANNOUNCEMENT, values)
                new += 1
            said: dict[str, Any] = {name: getattr(announcement, name) for name in _SAID}
            self._connection.execute(
                insert(ANNOUNCEMENT_VERSION).values(
                    announcement_id=number,
                    topics=list(announcement.topics),
                    acts=list(announcement.acts),
                    recorded_at=recorded_at,
                    sha256=sha256,
                    **said,
                )
            )
            stored[key] = announcement
        return new

    def all(
        self, status: str | None = None, since: date | None = None, *, as_of: datetime | None = None
    ) -> tuple[Announcement, ...]:
        """The newest version of each announcement, by day of publication.

        ``status``: review, accepted or rejected; ``since``: published on or after that local day; ``as_of``: as
        recorded by that instant (the status is always today's).
        """
        query = _newest_versions(as_of)
        if status is not None:
            query = query.where(ANNOUNCEMENT.c.status == status)
        if since is not None:
            query = query.where(ANNOUNCEMENT_VERSION.c.published_on >= since)
        query = query.order_by(ANNOUNCEMENT_VERSION.c.published_on, ANNOUNCEMENT.c.id)
        return tuple(announcement_of(row) for row in self._connection.execute(query))

    def any_ending(self, first: date, until: date) -> bool:
        """Whether any version of any announcement ever named an end in [first, until): quick where none did."""
        query = select(ANNOUNCEMENT_VERSION.c.id).where(
            ANNOUNCEMENT_VERSION.c.expires_on >= first, ANNOUNCEMENT_VERSION.c.expires_on < until
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def newest(self, source: str, *, as_of: datetime | None = None) -> Announcement | None:
        """The one of a source published last (as recorded by ``as_of``), or ``None``."""
        query = (
            _newest_versions(as_of)
            .where(ANNOUNCEMENT.c.source == source)
            .order_by(ANNOUNCEMENT_VERSION.c.published_on.desc(), ANNOUNCEMENT.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else announcement_of(row)

    def newest_of_each(self) -> dict[str, Announcement]:
        """By source what ``newest`` gives, of the sources that have published."""
        place = func.row_number().over(
            partition_by=ANNOUNCEMENT.c.source,
            order_by=(ANNOUNCEMENT_VERSION.c.published_on.desc(), ANNOUNCEMENT.c.id.desc()),
        )
        ranked = _newest_versions().add_columns(place.label("place")).subquery()
        rows = self._connection.execute(select(ranked).where(ranked.c.place == 1))
        return {row.source: announcement_of(row) for row in rows}

    def versions(self, source: str, external_id: str) -> tuple[Announcement, ...]:
        """Everything the publisher said under one number, oldest first."""
        query = (
            _versions()
            .where(ANNOUNCEMENT.c.source == source, ANNOUNCEMENT.c.external_id == external_id)
            .order_by(ANNOUNCEMENT_VERSION.c.id)
        )
        return tuple(announcement_of(row) for row in self._connection.execute(query))

    def mark(self, source: str, external_id: str, status: str) -> bool:
        """Set the review status; ``False`` when there is no such announcement, ``ValueError`` for an unknown status."""
        if status not in STATUSES:
            raise ValueError(f"not a review status: {status!r} (one of {', '.join(sorted(STATUSES))})")
        result = self._connection.execute(
            update(ANNOUNCEMENT)
            .where(ANNOUNCEMENT.c.source == source, ANNOUNCEMENT.c.external_id == external_id)
            .values(status=status)
        )
        return bool(result.rowcount)

    def _number(self, source: str, external_id: str) -> int:
        query = select(ANNOUNCEMENT.c.id).where(
            ANNOUNCEMENT.c.source == source, ANNOUNCEMENT.c.external_id == external_id
        )
        return int(self._connection.execute(query).scalar_one())


def _versions() -> Select[Any]:
    return select(ANNOUNCEMENT.c.source, ANNOUNCEMENT.c.external_id, ANNOUNCEMENT_VERSION).join(
        ANNOUNCEMENT, ANNOUNCEMENT.c.id == ANNOUNCEMENT_VERSION.c.announcement_id
    )


def _newest_versions(as_of: datetime | None = None) -> Select[Any]:
    newest = select(func.max(ANNOUNCEMENT_VERSION.c.id)).group_by(ANNOUNCEMENT_VERSION.c.announcement_id)
    if as_of is not None:
        newest = newest.where(ANNOUNCEMENT_VERSION.c.recorded_at <= as_of)
    return _versions().where(ANNOUNCEMENT_VERSION.c.id.in_(newest))


def announcement_of(row: Row[Any]) -> Announcement:
    """The announcement of a row that has everything of a version, and whose it is."""
    said: dict[str, Any] = {name: getattr(row, name) for name in _SAID}
    said |= {name: tuple(getattr(row, name)) for name in ("topics", "acts")}
    return Announcement(source=row.source, external_id=row.external_id, **said)
