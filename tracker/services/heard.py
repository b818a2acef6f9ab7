"""What was said in the items of feeds: each is read once by each reader, and what leans some way waits in review.

An item and what it proposes are recorded in one transaction: a run that is cut short leaves items unread, never half
read. A better reader reads all of them again; what its predecessor proposed and it does not is withdrawn, unless
somebody decided about it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.errors import DatabaseError, SourceError
from tracker.model.actor import Actor
from tracker.model.event import PolicyEvent
from tracker.model.feed import Feed
from tracker.model.source import Snapshot
from tracker.services import feed_pages
from tracker.services.context import Context
from tracker.services.feed_documents import (
    GONE,
    PAGE,
    SUMMARY,
    UNREADABLE,
    FeedDocument,
    as_printed,
    feed_document,
    of_publisher,
)
from tracker.services.feed_pages import MOST_ATTEMPTS, NEWEST, Pages
from tracker.services.ledger import read_in
from tracker.services.proposing import candidates, leans, presses
from tracker.services.reader_version import reader_version
from tracker.services.reading import statements_of
from tracker.sources.parsing.feeds import read_feed

if TYPE_CHECKING:
    from tracker.store.read_items import Unread
    from tracker.store.unit_of_work import UnitOfWork

LOG = logging.getLogger(__name__)

MOST_ITEMS = 200
"""Read in one run; what is left waits for the next."""

_TOGETHER = 25
"""Items to a transaction."""

_KEPT_FEEDS = 3
"""Documents of feeds held at a time: items lie beside others of the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of one run.

    Attributes
    ----------
    items, left : int
        Items read, and those that wait for the next run.
    statements, dropped : int
        Attributed statements found in them, and those of these that lean no way or are about no pressure on anybody.
    proposed, known, again : int
        Candidate events that are new and wait in review; new accounts that became a further source of an event;
        candidates that were proposed before.
    withdrawn : int
        Candidates of an earlier reader, or of an earlier version of an item, that nothing leads to any more.
    summaries, pages : int
        Items of which only a headline or a summary could be read, and those whose page was read.
    failures : tuple of str
        What could not be asked for or read, as sentences.
    events : tuple of PolicyEvent
        The new candidates that wait, by day and id.
    """

    items: int = 0
    left: int = 0
    statements: int = 0
    dropped: int = 0
    proposed: int = 0
    known: int = 0
    again: int = 0
    withdrawn: int = 0
    summaries: int = 0
    pages: int = 0
    failures: tuple[str, ...] = ()
    events: tuple[PolicyEvent, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Item:
    """One item after reading: what it proposes. One that could not be read keeps what it proposed before."""

    unread: Unread
    basis: str
    page_attempts: int
    statements: int = 0
    dropped: int = 0
    events: tuple[PolicyEvent, ...] = ()

    @property
    def proposes(self) -> tuple[str, ...]:
        """The ids of its candidates."""
        return self.unread.events if self.basis in {UNREADABLE, GONE} else tuple(event.id for event in self.events)


@dataclass(slots=True, kw_only=True)
class _Run:
    """What a run has counted so far."""

    items: list[_Item] = field(default_factory=list)
    new: dict[str, PolicyEvent] = field(default_factory=dict)
    again: int = 0
    withdrawn: int = 0


def hear(context: Context, *, most: int = MOST_ITEMS, pages: bool = True) -> Heard:
    """Read the items of feeds that were not read yet, the newest first, and propose what was said in them.

    Without ``pages`` no page is asked for, whatever the settings say.
    Whatever the order of runs, and however often, the same candidates come of the same items. Raises ``DatabaseError``
    alone: an item nobody can read is marked and counted.
    """
    from tracker.data.loader import feeds
    from tracker.store.unit_of_work import UnitOfWork

    table, reader = feeds().feeds, reader_version()
    since = (context.now - NEWEST).date() if Pages.wanted(context) else None
    with UnitOfWork(context.engine, write=False) as work:
        waiting = work.read_items.waiting(table, reader=reader, pages_since=since, most_attempts=MOST_ATTEMPTS)
    unread = [one for one in waiting if not one.is_read(reader)]
    for_page = [one for one in waiting if one.is_read(reader)]
    run, asking = _Run(), Pages(context=context, left=feed_pages.MOST_PAGES if pages else 0)
    texts = _Texts(context, table)
    # Of an item that was read already its page alone is of use, so long as any may still be asked for.
    more = (
        one for one in for_page if asking.allowed(one.announcement, table[one.announcement.source], one.page_attempts)
    )
    chosen = chain(unread[:most], more)
    reading = _reading(context, chosen, table, texts, asking)
    while done := list(islice(reading, _TOGETHER)):
        with UnitOfWork(context.engine, write=True) as work:
            _record(context, work, done, run, reader=reader)
            work.commit()
    return _heard(context, run, asking, left=max(0, len(unread) - most))


class _Texts:
    """What feeds give of their items, by the stored document."""

    def __init__(self, context: Context, feeds: Mapping[str, Feed]) -> None:
        self._context = context
        self._feeds = feeds
        self._read: dict[tuple[str, str], tuple[Snapshot, dict[str, str]]] = {}

    def of(self, item: Unread) -> tuple[Snapshot, str] | None:
        """The stored document and the markup of an item in it; None where the document is not there."""
        from tracker.store.unit_of_work import UnitOfWork

        source, sha256 = item.announcement.source, item.sha256
        if sha256 is None:
            return None
        if (source, sha256) not in self._read:
            with UnitOfWork(self._context.engine, write=False) as work:
                snapshot = work.snapshots.retrieved_as(source, sha256)
            if snapshot is None:
                return None
            try:
                items = read_feed(snapshot, zone_name=self._feeds[source].zone).items
            except SourceError:  # a stricter parser than that of its day
                items = ()
            while len(self._read) >= _KEPT_FEEDS:
                self._read.pop(next(iter(self._read)))
            self._read[source, sha256] = snapshot, {one.identity: one.markup for one in items}
        snapshot, markups = self._read[source, sha256]
        return snapshot, markups.get(item.announcement.external_id, "")


def _reading(
    context: Context, items: Iterable[Unread], feeds: Mapping[str, Feed], texts: _Texts, pages: Pages
) -> Iterator[_Item]:
    for item in items:
        found = _read(item, feeds, texts, pages)
        context.step(item.announcement.source)
        yield found


def _read(item: Unread, feeds: Mapping[str, Feed], texts: _Texts, pages: Pages) -> _Item:
    """One item read, with its page where its feed says little of it."""
    feed, attempts = feeds[item.announcement.source], item.page_attempts
    stored = texts.of(item)
    if stored is None:
        return _Item(unread=item, basis=GONE, page_attempts=attempts)
    try:
        found = feed_document(item.announcement, feed, stored[1], stored[0])
        if found.basis == SUMMARY:
            page = pages.stored(item.announcement, feed)
            if page is None and pages.allowed(item.announcement, feed, attempts):
                page = pages.read(item.announcement, feed)
                attempts += page is None
            found = page or found
        return _proposing(item, found, attempts, tier=item.announcement.tier)
    except DatabaseError:
        raise
    except Exception as error:  # an item that nobody foresaw must not keep the others from being read
        LOG.debug("%s could not be read", item.announcement.url, exc_info=error)
        return _Item(unread=item, basis=UNREADABLE, page_attempts=attempts)


def _proposing(item: Unread, found: FeedDocument, attempts: int, *, tier: str) -> _Item:
    statements = as_printed(statements_of(found.document), found.document.title)
    statements = of_publisher(statements, found.document, _publisher(found.document.source))
    kept = tuple(one for one in statements if leans(one) and presses(one))
    return _Item(
        unread=item,
        basis=found.basis,
        page_attempts=attempts,
        statements=len(statements),
        dropped=len(statements) - len(kept),
        events=candidates(kept, found.document, found.snapshot, tier=tier),
    )


def _publisher(url: str) -> Actor | None:
    """The institution whose site a page is on."""
    from tracker.data.actors import gazetteer

    return gazetteer().of_site(urlsplit(url).hostname or "")


def _record(context: Context, work: UnitOfWork, done: Sequence[_Item], run: _Run, *, reader: str) -> None:
    """Store what items propose and that they were read, those aside that another run has read meanwhile."""
    mine = [one for one in done if work.read_items.is_waiting(one.unread)]
    events = {event.id: event for one in mine for event in one.events}
    there = work.events.proposed(events)
    at = context.clock()
    work.events.add_candidates(events.values(), recorded_at=at)
    gone = {key for one in mine for key in one.unread.events} - {key for one in mine for key in one.proposes}
    for one in mine:
        work.read_items.mark(
            one.unread,
            reader=reader,
            basis=one.basis,
            page_attempts=one.page_attempts,
            events=one.proposes,
            at=at,
        )
    # What another item proposes just so stays.
    run.withdrawn += work.events.withdraw(
        [key for key, items in work.read_items.proposed_by(gone).items() if not items]
    )
    run.items += mine
    run.again += len(there)
    run.new |= {key: event for key, event in events.items() if key not in there}


def _heard(context: Context, run: _Run, pages: Pages, *, left: int) -> Heard:
    from tracker.store.unit_of_work import UnitOfWork

    merged: set[str] = set()
    if run.new:
        with UnitOfWork(context.engine, write=False) as work:
            merged = {merger.event.id for merger in read_in(work).mergers}
    waits = tuple(run.new[key] for key in sorted(run.new.keys() - merged))
    unreadable = sum(one.basis == UNREADABLE for one in run.items)
    failures = [f"The pages at {host} were not asked for: {why}" for host, why in pages.failures.items()]
    if unreadable:
        what = "1 item of a feed" if unreadable == 1 else f"{unreadable:,} items of feeds"
        failures.append(f"{what} could not be read: a fault of this program, please report it.")
    return Heard(
        items=len(run.items),
        left=left,
        statements=sum(one.statements for one in run.items),
        dropped=sum(one.dropped for one in run.items),
        proposed=len(waits),
        known=len(run.new) - len(waits),
        again=run.again,
        withdrawn=run.withdrawn,
        summaries=sum(one.basis == SUMMARY for one in run.items),
        pages=sum(one.basis == PAGE for one in run.items),
        failures=tuple(failures),
        events=waits,
    )
