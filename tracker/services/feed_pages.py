"""Pages of feed items that give a summary only: asked for where the settings allow it, a few at a time.

Only hosts that the feed itself declares are asked, only for what their robots.txt leaves open, at the pace and within
the limits of every other request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from tracker.errors import FetchError, UsageError
from tracker.model.announcement import Announcement
from tracker.model.feed import Feed
from tracker.model.source import Request, Snapshot
from tracker.net.identity import NAME
from tracker.services.context import Context
from tracker.services.feed_documents import FeedDocument, page_document
from tracker.services.intake import SOURCE
from tracker.sources.parsing.articles.forms import MOST_BYTES
from tracker.sources.parsing.articles.reading import read_article

if TYPE_CHECKING:
    from tracker.net.answers import Answer

MOST_PAGES = 20
"""Asked for in one run, of all feeds together."""

MOST_ATTEMPTS = 3
"""For one page that cannot be had or read."""

NEWEST = timedelta(days=14)
"""How old an item may be: what turning the setting on asks for is the present, not an archive."""

_MOST_ROBOTS = 512 * 1024


@dataclass(slots=True, kw_only=True)
class Pages:
    """One run's asking. ``left`` counts down; ``failures`` are told in one sentence each, by host."""

    context: Context
    left: int
    failures: dict[str, str] = field(default_factory=dict)
    robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def allowed(self, announcement: Announcement, feed: Feed, attempts: int) -> bool:
        """Whether the page of an item may be asked for now."""
        if self.left < 1 or attempts >= MOST_ATTEMPTS or not self.wanted(self.context):
            return False
        if {feed.key, "announcements"} & set(self.context.settings.sources_disabled):
            return False
        if announcement.published_on < (self.context.now - NEWEST).date():
            return False
        parts = urlsplit(announcement.url)
        return parts.scheme == "https" and parts.hostname in hosts_of(feed) and parts.hostname not in self.failures

    @staticmethod
    def wanted(context: Context) -> bool:
        """Whether the settings let pages be asked for."""
        return context.settings.feed_pages and not context.settings.offline

    def stored(self, announcement: Announcement, feed: Feed) -> FeedDocument | None:
        """The document of a page that was asked for before, whoever asked; None where none is stored."""
        from tracker.store.unit_of_work import UnitOfWork

        with UnitOfWork(self.context.engine, write=False) as work:
            page = work.snapshots.latest(SOURCE, announcement.url)
        return None if page is None else _document(announcement, feed, page)

    def read(self, announcement: Announcement, feed: Feed) -> FeedDocument | None:
        """The document of the page, its bytes stored; None where it cannot be had or holds no text."""
        self.left -= 1
        host = urlsplit(announcement.url).hostname or ""
        try:
            if not self._open(announcement.url, host, feed):
                return None
            answer = self._asked(announcement.url, "article", feed, most=MOST_BYTES)
        except FetchError as error:
            if error.reason in {"network", "deadline", "rate-limit", "unavailable"}:
                self.failures[host] = error.message  # the others of this host wait for another run
            return None
        return _document(announcement, feed, self._kept(announcement.url, answer))

    def _open(self, url: str, host: str, feed: Feed) -> bool:
        """Whether the host's robots.txt leaves an address open; one that does not exist leaves everything open."""
        if host not in self.robots:
            rules = RobotFileParser()
            try:
                answer = self._asked(f"https://{host}/robots.txt", "robots", feed, most=_MOST_ROBOTS)
                rules.parse(answer.content.decode("utf-8", "replace").splitlines())
            except FetchError as error:
                if error.status not in {404, 410}:
                    raise
                rules.parse([])
            self.robots[host] = rules
        return self.robots[host].can_fetch(NAME, url)

    def _asked(self, url: str, kind: str, feed: Feed, *, most: int) -> Answer:
        request = Request(url=url, kind=kind, max_bytes=most)
        return self.context.http.get(request, source=feed.key, hosts=hosts_of(feed))

    def _kept(self, url: str, answer: Answer) -> Snapshot:
        from tracker.store.unit_of_work import UnitOfWork

        snapshot = Snapshot(
            source=SOURCE,
            url=url,
            kind="article",
            retrieved_at=self.context.clock(),
            sha256=hashlib.sha256(answer.content).hexdigest(),
            content=answer.content,
            media_type=answer.media_type,
        )
        with UnitOfWork(self.context.engine, write=True) as work:
            work.snapshots.add(snapshot)
            work.commit()
        return snapshot


def _document(announcement: Announcement, feed: Feed, page: Snapshot) -> FeedDocument | None:
    if page.content.lstrip()[:5] == b"%PDF-":  # those are only read in a process of their own, when a person asks
        return None
    try:
        article = read_article(page, name=announcement.url, zone_name=feed.zone)
    except UsageError:
        return None
    return page_document(announcement, feed, article.text, page)


def hosts_of(feed: Feed) -> tuple[str, ...]:
    """The hosts a feed declares."""
    return tuple(dict.fromkeys(urlsplit(address).hostname or "" for address in feed.addresses.values()))
