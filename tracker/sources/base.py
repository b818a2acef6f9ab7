"""What a source is: a declaration, the requests worth making now, and a pure parser.

A new source is one new module under ``rates``, ``announcements`` or ``lists`` that declares ``SOURCE``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from tracker.errors import FetchError
from tracker.model.announcement import Announcement
from tracker.model.instants import Label
from tracker.model.observation import Quote, SetAside
from tracker.model.source import Request, Snapshot, SourceInfo, Validators
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
        the source's own key.
    """

    now: datetime
    since: date | None = None
    until: date | None = None
    newest: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What one document holds. ``warnings`` are sentences for people; nothing in them stops the rest."""

    quotes: Sequence[Quote] = ()
    announcements: tuple[Announcement, ...] = ()
    warnings: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def __len__(self) -> int:
        return len(self.quotes) + len(self.announcements)


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
