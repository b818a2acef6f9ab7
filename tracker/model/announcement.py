"""Announcements and list entries: facts as they were published, before anyone judges what they mean together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One publication by an authority.

    ``published_at`` is an instant only where the publisher gives a clock time; ``published_on`` is its local date.
    ``adopted_on`` and ``effective_on`` are legal moments and never the market's moment.
    """

    source: str
    external_id: str
    published_on: date
    published_at: datetime | None = None
    adopted_on: date | None = None
    effective_on: date | None = None
    title: str
    summary: str = ""
    url: str
    issuer: str
    jurisdiction: str
    document_type: str = ""
    topics: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One listed party in one snapshot of one list."""

    list_key: str
    entry_id: str
    name: str
    entity_type: str
    programmes: tuple[str, ...]
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """The difference one entry makes between two complete snapshots: designation, delisting or amendment.

    The change happened after ``from_snapshot_at`` and was visible at ``to_snapshot_at`` (UTC). ``details`` says in
    words which fields an amendment changed.
    """

    list_key: str
    change: str
    entry: ListEntry
    from_snapshot_at: datetime
    to_snapshot_at: datetime
    details: str = ""
