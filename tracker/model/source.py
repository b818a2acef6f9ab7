"""Sources: what an upstream declares about itself, and the documents it yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One document to ask for. ``kind`` tells the source's parser which of its documents this is.

    With a ``body`` it is posted. Documents are told apart by their address: where several share one, its fragment,
    which is never sent, says which is meant.
    """

    url: str
    kind: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


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
    """What the publisher allows, as data. ``credit`` is printed wherever the numbers are."""

    licence: str
    credit: str
    url: str = ""
    republish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """Bounds of a sound document. Below a minimum nothing is accepted; ``max_age`` judges the newest record.

    ``max_ahead`` says how far past the publisher's present a label may lie: a bank that labels its rates with the
    day they take effect publishes tomorrow's today.
    """

    min_records: int = 1
    min_share_of_last: float = 0.8
    max_age: timedelta = timedelta(days=10)
    max_ahead: timedelta = timedelta(0)
    min_value: str = "0.0000001"
    max_value: str = "100000000"


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
        Whether its parser has read real bytes of the publisher.
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
    enabled: bool = True
    note: str = ""
