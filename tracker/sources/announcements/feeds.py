"""The feeds of ``tracker/data/feeds.toml``: each row is one source."""

from __future__ import annotations

from tracker.data.loader import feeds
from tracker.errors import UsageError
from tracker.model.announcement import IN_ITS_TEXT, Announcement
from tracker.model.feed import Feed
from tracker.model.plain_text import clean
from tracker.model.source import Expectations, Request, Snapshot, SourceInfo
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.articles.web import text_of_markup
from tracker.sources.parsing.feeds import Item, read_feed
from tracker.sources.parsing.strange import unread

_TOLD = 3


class FeedSource(HttpSource):
    """The source of one row."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        hosts = dict.fromkeys(address.split("/")[2] for address in feed.addresses.values())
        self.info = SourceInfo(
            key=feed.key,
            kind="announcements",
            title=feed.title,
            publisher=feed.publisher,
            homepage=feed.homepage,
            hosts=tuple(hosts),
            cadence=feed.cadence,
            zone=feed.zone,
            rights=feed.rights,
            # A feed shows a few days, in which there may be nothing on sanctions; one without any item is refused.
            expectations=Expectations(min_records=0, min_share_of_last=0.0),
            verified=feed.verified,
            note=feed.note,
        )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:  # noqa: ARG002  # a feed has one address at all times
        """Each of its feeds."""
        return tuple(Request(url=address, kind=kind) for kind, address in self.feed.addresses.items())

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """That a feed knows no past."""
        return ("It gives its newest items only, whatever time is asked for.",) if plan.back_fill else ()

    def parse(self, snapshot: Snapshot) -> Records:
        """The items on the topics of the row, or with sanctions in their text.

        Raises ``ParseError`` for a document that is no whole feed.
        """
        read = read_feed(snapshot, zone_name=self.feed.zone)
        found, passed_over = [], 0
        for item in read.items:
            topics = self.feed.topics_of(" ".join((item.title, item.summary, *item.categories)))
            if topics or (topics := self._in_its_text(item)):
                found.append(self._announcement(item, topics))
            else:
                passed_over += 1
        warnings = []
        if read.refused:
            more = "; …" if len(read.refused) > _TOLD else ""
            told = clean("; ".join(read.refused[:_TOLD]))[:400]
            warnings.append(f"{self.feed.title}: {len(read.refused)} items were not taken: {told}{more}.")
        warnings += unread(self.feed.title, read.unread)
        return Records(announcements=tuple(found), warnings=tuple(warnings), passed_over=passed_over)

    def _in_its_text(self, item: Item) -> tuple[str, ...]:
        """The topic of an item of which the text names sanctions, addresses and markup aside; empty for others."""
        sanctions = self.feed.topics.get("sanctions")
        if sanctions is None or len(item.markup) <= len(item.summary) or not sanctions.search(item.markup):
            return ()
        try:
            text = text_of_markup(item.markup, item.url)
        except UsageError:  # nothing can be read in it
            return ()
        return (IN_ITS_TEXT,) if sanctions.search(text) else ()

    def _announcement(self, item: Item, topics: tuple[str, ...]) -> Announcement:
        return Announcement(
            source=self.feed.key,
            external_id=item.identity,
            published_on=item.published_on,
            published_at=item.published_at,
            title=item.title,
            summary=item.summary,
            url=item.url,
            issuer=self.feed.issuer,
            jurisdiction=self.feed.jurisdiction,
            document_type=item.categories[0] if item.categories else "",
            topics=topics,
            tier=self.feed.tier,
        )


SOURCES = tuple(FeedSource(feed) for feed in feeds().feeds.values())
