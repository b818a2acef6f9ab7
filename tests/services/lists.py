"""A list of a few parties, and a source that reads it: what tests of lists share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.errors import ParseError
from tracker.model.announcement import ListChange, ListDocument, ListEntry
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, Records
from tracker.sources.listing import ListSource

KEY, URL = "xx_list", "https://lists.example.org/list.json"
NOON = datetime(2022, 2, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)

INFO = SourceInfo(
    key=KEY,
    kind="lists",
    title="List of parties",
    publisher="Office of Lists",
    homepage="https://lists.example.org/",
    hosts=("lists.example.org",),
    cadence=timedelta(hours=2),
    zone="America/New_York",
    rights=Rights(licence="public domain", credit="Office of Lists", republish=True),
    expectations=Expectations(min_records=2),
    verified=True,
)


class Listed(ListSource):
    """Reads ``{"entries": {id: name}, "announced": n}``; ``{"published": [...]}`` is a feed of changes."""

    info = INFO

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:  # part of the protocol
        return (Request(url=URL, kind="list"),)

    def parse(self, snapshot: Snapshot) -> Records:
        body = json.loads(snapshot.content)
        if "published" in body:
            return Records(changes=tuple(published(*one) for one in body["published"]))
        return super().parse(snapshot)

    def read(self, parts: Sequence[Snapshot]) -> ListDocument:
        entries: dict[str, str] = {}
        body: dict[str, Any] = {}
        for part in parts:
            try:
                body |= json.loads(part.content)
            except ValueError:
                raise ParseError("it is no list.", source=KEY, url=part.url) from None
            entries |= body["entries"]
        found = tuple(entry(number, name) for number, name in entries.items())
        return ListDocument(list_key=KEY, entries=found, announced=body.get("announced"), form=body.get("form", "J"))


def entry(number: object, name: str = "", **more: Any) -> ListEntry:
    base = ListEntry(
        list_key=KEY,
        entry_id=str(number),
        name=name or f"Party {number}",
        entity_type="entity",
        programmes=("RUSSIA-EO14024",),
    )
    return replace(base, **more)


def listing(entries: Iterable[ListEntry], **more: Any) -> Records:
    return Records(listing=ListDocument(list_key=KEY, entries=tuple(entries), **more))


def numbered(*numbers: object, **more: Any) -> Records:
    return listing(map(entry, numbers), **more)


def published(number: object, at: str, change: str = "designation", stated: str = "") -> ListChange:
    to = datetime.fromisoformat(at)
    return ListChange(
        list_key=KEY,
        change=change,
        entry=entry(number),
        from_snapshot_at=to - timedelta(hours=8),
        to_snapshot_at=to,
        basis="publication",
        stated_on=date.fromisoformat(stated) if stated else None,
    )


def content(*numbers: object, **more: Any) -> bytes:
    return json.dumps({"entries": {str(one): f"Party {one}" for one in numbers}, **more}).encode()


def document(body: bytes, at: datetime = NOON, url: str = URL) -> Snapshot:
    return Snapshot(
        source=KEY, url=url, kind="list", retrieved_at=at, sha256=hashlib.sha256(body).hexdigest(), content=body
    )
