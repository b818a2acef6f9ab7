"""Feeds of publishers: one declared row makes one source of announcements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.model.source import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A publisher and the feeds it is read from.

    Attributes
    ----------
    addresses : mapping
        Kind of document -> https address of its feed.
    zone : str
        IANA zone of the publisher: of dates written without one, and of the day an item is published on.
    topics : mapping
        Topic -> pattern over an item's title, summary and categories. An item on none of them is counted, not kept,
        unless the text the feed gives of it names ``sanctions``.
    tier : str
        How near its pages are to the act, as of announcements.
    state, probed_on : str, date or None
        What was found at the addresses the last time somebody looked, and when; None where nobody has.
    """

    key: str
    publisher: str
    title: str
    homepage: str
    addresses: Mapping[str, str]
    zone: str
    language: str
    jurisdiction: str
    issuer: str
    topics: Mapping[str, re.Pattern[str]] = field(repr=False)
    tier: str
    cadence: timedelta
    state: str
    probed_on: date | None
    rights: Rights
    verified: bool
    note: str

    def topics_of(self, text: str) -> tuple[str, ...]:
        """The topics a text speaks of, in the order of the table."""
        return tuple(topic for topic, pattern in self.topics.items() if pattern.search(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """A publisher without a working feed: what was tried, when, and where its news can be had instead."""

    publisher: str
    tried: tuple[str, ...]
    found: str
    probed_on: date
    instead: str
