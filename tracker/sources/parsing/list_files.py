"""What a file must be to be read as a list: the only one, in bytes that are text, of its time, each party once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from tracker.model.announcement import ListEntry
from tracker.model.instants import zone
from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.strange import first_few

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf|\s|<\?[^>]*\?>|<!--.*?-->)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL)


def only_part(parts: Sequence[Snapshot], what: str) -> Snapshot:
    """The file of a list that is published as one; ``ParseError`` for several, ``ValueError`` for none at all."""
    if not parts:
        raise ValueError(f"{what}: no file to read")
    if len(parts) > 1:
        raise damaged(parts[1], f"{what} is one file, and {len(parts)} were given")
    return parts[0]


def require_bytes(snapshot: Snapshot, expected: str) -> None:
    """Raise for nothing at all, and for text of two bytes a letter, which no list here is published in."""
    if not snapshot.content.strip():
        raise damaged(snapshot, f"{expected} was expected, and the document is empty")
    if snapshot.content[:2] in _WIDE or b"\x00" in snapshot.content[:200]:
        raise damaged(snapshot, f"byte 0 is not utf-8: {expected} came in UTF-16, or it is no text")


def root_name(content: bytes) -> str:
    """The name of the first element of XML, without its prefix; empty for anything else.

    >>> root_name(b'<?xml version="1.0"?><!-- made by hand --><fsd:export>')
    'export'
    """
    found = _ROOT.match(content[:8192])
    return found[1].decode() if found else ""


def is_markup(content: bytes) -> bool:
    """Whether a document begins as XML does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def require_not_later(snapshot: Snapshot, dated_on: date | None, zone_name: str) -> None:
    """Raise for a file that says it was made after it was retrieved."""
    if (
        dated_on is not None
        and dated_on > (snapshot.retrieved_at.astimezone(zone(zone_name)) + timedelta(days=1)).date()
    ):
        raise damaged(snapshot, f"it says it was made on {dated_on}, later than it was retrieved")


def require_once(
    snapshot: Snapshot, entries: Iterable[ListEntry], what: str, *, longest: int = 100
) -> tuple[ListEntry, ...]:
    """The entries; ``ParseError`` when there is none of them, two share an id, or one is of over ``longest`` letters.

    ``what`` names the document.
    """
    found = tuple(entries)
    if not found:
        raise damaged(snapshot, f"{what} holds no entry")
    too_long = next((entry.entry_id for entry in found if len(entry.entry_id) > longest), None)
    if too_long is not None:
        raise damaged(
            snapshot, f"{what}: an id of {len(too_long):,} characters, {too_long[:40]} …, where {longest} are the most"
        )
    counts = Counter(entry.entry_id for entry in found)
    repeated = [entry_id for entry_id, count in counts.items() if count > 1]
    if repeated:
        more = f", as do {len(repeated) - 1} others" if len(repeated) > 1 else ""
        raise damaged(snapshot, f"{what}: {repeated[0][:80]} comes twice{more}")
    return found


def require_no_strangers(snapshot: Snapshot, strangers: Collection[str], what: str) -> None:
    """Raise for elements of unknown names beside the parties, where no count tells whether they are parties too."""
    if strangers:
        raise damaged(
            snapshot,
            f"{what} has elements beside its parties that this program does not know and that may be parties:"
            f" {first_few(sorted(strangers))}",
        )
