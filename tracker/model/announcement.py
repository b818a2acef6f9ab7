"""Announcements and list entries: facts as they were published, before anyone judges what they mean together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One publication by an authority.

    ``published_at`` is an instant only where the publisher gives a clock time; ``published_on`` is its local date.
    ``adopted_on`` and ``effective_on`` are legal moments and never the market's moment. ``expires_on`` is the last day
    of a licence or a measure that ends by itself. ``acts`` are identifiers of acts it is or speaks of, each
    written as its issuer writes it: ``EO 14024``, ``GL 8C``, ``32022R0263``, ``RUSSIA-EO14024``. ``tier`` says how near
    the page is to the act: official, transcript, wire, law firm, secondary or copy.
    """

    source: str
    external_id: str
    published_on: date
    published_at: datetime | None = None
    adopted_on: date | None = None
    effective_on: date | None = None
    title: str
    summary: str = ""
    url: str
    issuer: str
    jurisdiction: str
    document_type: str = ""
    topics: tuple[str, ...] = field(default=())
    expires_on: date | None = None
    acts: tuple[str, ...] = field(default=())
    tier: str = "official"


IN_ITS_TEXT = "named in its text"
"""The one topic of an item of a feed that speaks of sanctions somewhere in its text, and not in its title or summary:
it announces nothing about them, and is kept for what is said in it."""

LONGEST_TITLE = 1000
"""Characters; of a longer title the beginning is kept."""

FILED = "filed for public inspection"
"""How the document type of an announcement ends that is a filing of what will be printed later."""


def told_again(known: Announcement, given: Announcement) -> Announcement:
    """What is known of one publication after its publisher told it again: the later text, and when it became public.

    An instant that is known stays when the same is told without one: a journal prints days after it filed. A filing
    adds its moment to what was printed, and no words.
    """
    if _is_filing(given) and not _is_filing(known):
        moments = [one for one in (known, given) if one.published_at is not None]
        first = min(moments, key=lambda one: (one.published_at, one is given), default=known)
        return replace(known, published_at=first.published_at, published_on=first.published_on)
    if given.published_at is None and known.published_at is not None:
        return replace(given, published_at=known.published_at, published_on=known.published_on)
    return given


def _is_filing(announcement: Announcement) -> bool:
    return announcement.document_type.endswith(FILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One listed party in one snapshot of one list.

    Attributes
    ----------
    entry_id : str
        What the publisher itself keeps the same for this party from one publication to the next.
    entity_type : str
        One of ``ENTITY_TYPES``.
    programmes : tuple of str
        The programmes or regulations it is listed under, as the list writes them, in its order, each once.
    aliases, identifiers : tuple of str
        Other names; numbers that tell it from others, with their kind: ``IMO 9187629``. Sorted, each once.
    listed_on : date or None
        The day of listing the file itself gives, in the publisher's zone.
    details : str
        The rest that is kept: clauses joined by ``; ``, each ``Label: one | two`` with what it has sorted, or as the
        publisher writes it where it writes clauses itself.
    """

    list_key: str
    entry_id: str
    name: str
    entity_type: str
    programmes: tuple[str, ...]
    aliases: tuple[str, ...] = field(default=())
    identifiers: tuple[str, ...] = field(default=())
    listed_on: date | None = None
    details: str = ""


ENTITY_TYPES = frozenset(("individual", "entity", "vessel", "aircraft", "unknown"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldParty:
    """A party that copies of a list have, now or before, in its last form.

    ``first_at`` is the first copy with it, ``missing_at`` the one before that (both UTC), None for the very first.
    """

    entry: ListEntry
    first_at: datetime
    missing_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDocument:
    """One complete snapshot of one list, as its file or files give it.

    Attributes
    ----------
    entries : tuple of ListEntry
        Every party, each id once.
    dated_on, dated_at : date, datetime or None
        When the publisher says it made the file; the instant (UTC) only where it gives a clock time.
    announced : int or None
        How many entries the file itself says it has.
    warnings : tuple of str
        Sentences for people: fields nobody reads, remarks that are cut and could not be completed.
    form : str
        Which of the publisher's formats this is, for people: ``SDN CSV set``.
    ends : bool
        Whether the form shows where it ends: by a last tag, a mark, a count or a checksum. Where it does not, a file
        cut between two of its rows looks whole; ``entries`` are then in the order of the file.
    """

    list_key: str
    entries: tuple[ListEntry, ...] = field(repr=False)
    dated_on: date | None = None
    dated_at: datetime | None = None
    announced: int | None = None
    warnings: tuple[str, ...] = field(default=())
    form: str = ""
    ends: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """A party put on a list, taken off it, or its entry changed: designation, delisting or amendment.

    The change happened after ``from_snapshot_at`` and was visible at ``to_snapshot_at`` (UTC). ``details`` says in
    words which fields an amendment changed.

    Attributes
    ----------
    basis : str
        ``diff``: the difference between two complete snapshots, taken at the two instants. ``publication``: the
        publisher itself published the change, at ``to_snapshot_at``; ``from_snapshot_at`` is then its publication
        before that one, or the beginning of the local day where only a day is given.
    stated_on : date or None
        The day of the change by the publisher's own account, in its zone.
    """

    list_key: str
    change: str
    entry: ListEntry
    from_snapshot_at: datetime
    to_snapshot_at: datetime
    details: str = ""
    basis: str = "diff"
    stated_on: date | None = None

    @property
    def was_missing(self) -> bool:
        """Whether a party that seems to be put on the list was on it before, and the earlier copy was not complete."""
        return (
            self.change == "designation"
            and self.basis == "diff"
            and was_listed_before(self.entry, self.from_snapshot_at)
        )

    @property
    def told_as(self) -> str:
        """What people are told that it is: ``change``, or ``missing`` for what seems to be a designation and is none.

        The one place that decides it: commands, events and reports count by it.
        """
        return MISSING if self.was_missing else self.change

    def tells_of(self, found: ListChange) -> bool:
        """Whether this change, published by the publisher itself, and one found between two snapshots are one change.

        That is so where the same was published of the same entry within the interval of the snapshots. A file is made
        before or after the notice, so for a designation or delisting the notice may also lie up to ``FILE_AND_NOTICE``
        outside of it: twice in a row the same cannot happen. Amendments can follow each other closely, so there it may
        not.
        """
        if (self.list_key, self.entry.entry_id, self.change) != (found.list_key, found.entry.entry_id, found.change):
            return False
        apart = timedelta(0) if self.change == "amendment" else FILE_AND_NOTICE
        return found.from_snapshot_at - apart < self.to_snapshot_at <= found.to_snapshot_at + apart


def was_listed_before(entry: ListEntry, copied_at: datetime) -> bool:
    """Whether the entry's own day of listing lies more than ``SHOWN_LATE`` before a copy of the list (UTC)."""
    return entry.listed_on is not None and copied_at.date() - entry.listed_on > SHOWN_LATE


MISSING = "missing"
"""What a party is told to have been that was on the list before, and not in the earlier copy."""

SHOWN_LATE = timedelta(days=14)
"""How long after the day of listing that it states a list may come to show a party: publishers lag and date back."""

FILE_AND_NOTICE = timedelta(days=3)
"""How far apart a publisher's file of a list and its notice of the same change may come: over a weekend."""
