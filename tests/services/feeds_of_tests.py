"""Feeds written for tests, stored as fetching stores them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tracker.model.source import Snapshot
from tracker.services.context import Context
from tracker.sources.catalog import sources
from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Entry:
    title: str
    link: str
    at: datetime
    text: str = ""
    summary: str = ""


def rss(*entries: Entry) -> bytes:
    """A feed with whole texts where there are any, as blogs write them."""
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.link)}</link><guid>{escape(one.link)}</guid>"
        f"<pubDate>{format_datetime(one.at, usegmt=True)}</pubDate>"
        f"<description>{escape(one.summary)}</description>"
        + (f"<content:encoded>{escape(one.text)}</content:encoded>" if one.text else "")
        + "</item>"
        for one in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    ).encode()


def store(context: Context, key: str, feed: bytes, *, kind: str = "") -> int:
    """Store a feed and its announcements; how many of them are new."""
    source = sources()[key]
    addresses = source.feed.addresses  # type: ignore[attr-defined]  # only feeds are stored here
    kind = kind or next(iter(addresses))
    snapshot = Snapshot(
        source=key,
        url=addresses[kind],
        kind=kind,
        retrieved_at=context.clock(),
        sha256=hashlib.sha256(feed).hexdigest(),
        content=feed,
    )
    announcements = source.parse(snapshot).announcements
    with UnitOfWork(context.engine, write=True) as work:
        work.snapshots.add(snapshot)
        new = work.announcements.add(announcements, recorded_at=context.clock(), sha256=snapshot.sha256)
        work.commit()
    return new
