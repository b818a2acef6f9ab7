"""Sources: what an upstream declares about itself, and the documents it yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days a document is asked for: of what (a word of the source's own), first and last, both included."""

    of: str
    first: date
    last: date

    def within(self, other: Span) -> bool:
        """Whether the other one holds all of this."""
        return self.of == other.of and other.first <= self.first and self.last <= other.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One document to ask for. ``kind`` tells the source's parser which of its documents this is.

    With a ``body`` it is posted. Documents are told apart by their address: where several share one, its fragment,
    which is never sent, says which is meant.

    Attributes
    ----------
    span : Span or None
        What the document covers, its further pages included. Once that is past and stored, no back-fill asks again.
        None where it cannot be said.
    size : int
        Bytes such a document usually has; 0 where nobody knows.
    immutable : bool
        Whether the document never changes: once stored and read soundly it is not asked for again.
    max_bytes : int
        The cap on this document, on the wire and unpacked; 0 for the cap of all.
    patience : float
        Seconds this document may take, and be silent for, where its server makes it on demand; 0 for the usual.
    apart : float
        Least seconds until the next request to its host, where its publisher wants more than the usual; 0 for that.
    once : bool
        Whether it is asked for a single time in a run, whatever comes: where trying again lengthens a ban.
    """

    url: str
    kind: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    span: Span | None = None
    size: int = 0
    immutable: bool = False
    max_bytes: int = 0
    patience: float = 0.0
    apart: float = 0.0
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again with: a 304 answer means the stored bytes still hold."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The bytes of one retrieved document and the retrieval that brought them."""

    source: str
    url: str
    kind: str
    retrieved_at: datetime
    sha256: str
    content: bytes = field(repr=False)
    media_type: str = ""
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the publisher allows, as data. ``credit`` is printed wherever the numbers are.

    Attributes
    ----------
    store, show, republish : bool
        Whether its numbers may be kept here, shown to whoever runs this installation, and put where others read them.
    because : str
        Why not, where one of them is False: ``"their terms do not allow republishing"``; it goes on after a colon.
    """

    licence: str
    credit: str
    url: str = ""
    store: bool = True
    show: bool = True
    republish: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """When a value of a source is set aside until something confirms it. Moves are natural logarithms.

    Attributes
    ----------
    jump : float
        A move larger than this is not believed until a later value or another source confirms it.
    spike : float
        The smallest move that can be set aside because the next values return to where it came from.
    times : float
        And the least multiple of the usual move, for both.
    usual : int
        How many moves before it say what is usual: the median of their sizes, scaled to a standard deviation.
    slips : bool
        Whether another nominal (ten, a hundred times …) and the inverse are looked for. Values that follow never
        confirm one of these: an upstream that changes its nominal goes on so.
    weekends : bool
        Whether a daily value may be made on a Saturday or Sunday on which the calendar of its series is closed.
    ranges : mapping
        Least and largest credible value of a pair, as text; where none is given, ``Expectations`` bounds it.
    """

    jump: float = 0.34
    spike: float = 0.10
    times: float = 25.0
    usual: int = 60
    slips: bool = True
    weekends: bool = True
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """Bounds of a sound document. Below a minimum nothing is accepted; ``max_age`` judges the newest record.

    ``max_ahead`` says how far past the publisher's present a label may lie: a bank that labels its rates with the
    day they take effect publishes tomorrow's today. ``gate`` says which single values are set aside.
    """

    min_records: int = 1
    min_share_of_last: float = 0.8
    max_age: timedelta = timedelta(days=10)
    max_ahead: timedelta = timedelta(0)
    min_value: str = "0.0000001"
    max_value: str = "100000000"
    gate: Gate = field(default_factory=Gate)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """The declaration of one source; the ``Source`` object in ``tracker.sources`` adds ``requests`` and ``parse``.

    Attributes
    ----------
    key : str
        As in ``USD/RUB@key``.
    kind : str
        ``rates``, ``lists`` or ``announcements``.
    hosts : tuple of str
        The only hosts its requests and redirects may reach.
    cadence : timedelta
        How often asking is worth while.
    zone : str
        IANA zone of the publisher's clock.
    verified : bool
        Whether its parser has read real bytes of the publisher. Where it has not, it is shown as unverified until
        this installation has read a document from the publisher's own host.
    not_verified : tuple of str
        Which of its documents are known from descriptions alone although others are verified, in words for people.
    paged : bool
        Whether a document may have further pages, of which only its answer tells.
    settled_after : timedelta
        How long after a day its values may still be filled in or corrected: a back-fill asks for younger ones again.
    goes_on : bool
        Whether the usual run records which days are finished and goes on from those: where the newest value comes by
        another document than those before it, the newest label says nothing of them.
    placed_by : tuple of str
        Of a list whose parties have no number: the labels among an entry's details that say its place in the law.
    """

    key: str
    kind: str
    title: str
    publisher: str
    homepage: str
    hosts: tuple[str, ...]
    cadence: timedelta
    zone: str
    rights: Rights
    expectations: Expectations
    verified: bool
    not_verified: tuple[str, ...] = ()
    enabled: bool = True
    paged: bool = False
    settled_after: timedelta = timedelta(days=14)
    goes_on: bool = False
    placed_by: tuple[str, ...] = ()
    note: str = ""
