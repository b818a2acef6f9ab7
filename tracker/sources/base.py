"""What a source is: a declaration, the requests worth making now, and a pure parser.

A new source is one new module under ``rates``, ``announcements`` or ``lists`` that declares ``SOURCE``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from tracker.errors import FetchError
from tracker.model.announcement import Announcement, ListChange, ListDocument
from tracker.model.instants import Label
from tracker.model.observation import Quote, SetAside
from tracker.model.source import Request, Snapshot, SourceInfo, Span, Validators
from tracker.net.answers import Answer

if TYPE_CHECKING:
    from tracker.net.http import HttpClient

__all__ = ["FetchPlan", "HttpSource", "Records", "SetAside", "Source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPlan:
    """What is known when a source decides what to ask for.

    Attributes
    ----------
    now : datetime
        UTC.
    since, until : date or None
        A back-fill asked for by hand: [since, until) in the publisher's dates. Both None for the usual run.
    newest : mapping
        Newest stored label of each series of the source; for announcements the newest ``published_on`` (ISO) under
        the source's own key; for a list the day (ISO, UTC) of its newest snapshot under the source's own key.
    currencies : tuple of str
        Currencies asked for by name, as ISO codes; () leaves the choice to the source. Only a source with
        ``currencies`` of its own looks at them.
    pairs : tuple of str
        The pairs this installation follows, like ``USD/RUB``.
    finished : tuple of Span
        The days the source need not be asked for again, in no order.
    """

    now: datetime
    since: date | None = None
    until: date | None = None
    newest: Mapping[str, Label] = field(default_factory=dict)
    currencies: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    finished: tuple[Span, ...] = ()

    @property
    def back_fill(self) -> bool:
        """Whether a time was asked for by hand."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What one document holds. ``warnings`` are sentences for people; nothing in them stops the rest.

    ``partial`` marks a document that lacks a part of what was asked for: a back-fill asks for it again.
    ``in_force_on`` is the day asked for where a publisher answers any day with the newest table until then.
    ``listing`` is a complete snapshot of a list; ``changes`` are changes the publisher of a list itself published.
    ``passed_over`` counts what was read and is about nothing this program follows.
    """

    quotes: Sequence[Quote] = ()
    announcements: tuple[Announcement, ...] = ()
    warnings: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    partial: bool = False
    in_force_on: date | None = None
    listing: ListDocument | None = None
    changes: tuple[ListChange, ...] = ()
    passed_over: int = 0

    def __len__(self) -> int:
        entries = len(self.listing.entries) if self.listing is not None else 0
        return len(self.quotes) + len(self.announcements) + entries + len(self.changes)


class Source(Protocol):
    """An upstream."""

    @property
    def info(self) -> SourceInfo:
        """The complete declaration."""

    @property
    def key(self) -> str:
        """As in ``USD/RUB@key``; the same as ``info.key``."""

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The documents worth asking for now; each is fetched, stored and read on its own."""

    def fetch(self, client: HttpClient, request: Request, validators: Validators | None) -> Answer:
        """Get one document; raises ``FetchError``."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that may be asked for by name, as ISO codes; () where there is nothing to choose."""

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:
        """What of the time a back-fill asks for this source cannot give, in sentences without its name."""

    def absence(self, request: Request, error: FetchError) -> str | None:
        """What to tell people where a failed request means that there is no such document, which stops nothing and is
        no failure of the source (empty: nothing worth telling). None: a failure."""

    def missing(self) -> str:
        """What this installation lacks to ask this source, with the remedy; empty for nothing."""

    def parse(self, snapshot: Snapshot) -> Records:
        """Read the bytes: pure, strict, and the same for fresh, stored and embedded documents. ``ParseError``."""

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """Further documents that this one names (its next page)."""

    def instead(self, request: Request) -> tuple[Request, ...]:
        """What to ask for where that document is refused, missing or unreadable: the same facts by another way.

        Not asked for when the network or the whole host failed. A document with a substitute is read each time it
        comes: bytes seen before may be those of the page that stood in its place.
        """

    def whole(self, kind: str) -> bool:
        """Whether documents of that kind are complete, so that a much shorter one than the last is not believed."""


class HttpSource:
    """The usual source: one request per document, no further pages and no other way, every document partial."""

    info: SourceInfo

    @property
    def key(self) -> str:
        """The source's key."""
        return self.info.key

    def fetch(self, client: HttpClient, request: Request, validators: Validators | None) -> Answer:
        """Get one document from the declared hosts."""
        return client.get(request, source=self.info.key, hosts=self.info.hosts, validators=validators)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Nothing to choose."""
        return ()

    def limits(self, plan: FetchPlan) -> tuple[str, ...]:  # noqa: ARG002  # part of the protocol
        """None known."""
        return ()

    def absence(self, request: Request, error: FetchError) -> str | None:  # noqa: ARG002  # part of the protocol
        """Every failed request is a failure."""
        return None

    def missing(self) -> str:
        """Nothing but the network."""
        return ""

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:  # noqa: ARG002  # part of the protocol
        """No further documents."""
        return ()

    def instead(self, request: Request) -> tuple[Request, ...]:  # noqa: ARG002  # part of the protocol
        """No other way to the same facts."""
        return ()

    def whole(self, kind: str) -> bool:  # noqa: ARG002  # part of the protocol
        """No document is complete."""
        return False
