"""RSS and Atom read strictly: whole documents of a feed's own root alone, then the reading library on what was checked.

The library mends what is broken and fetches what looks like an address, so it is only ever given bytes that this
module wrote again from a complete document without entities.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from tracker.model.instants import local_instant, zone
from tracker.model.plain_text import clean, hidden_characters
from tracker.model.source import Snapshot
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.markup import MEBIBYTE, local, root_of
from tracker.sources.parsing.web_page import seen_of

MOST = 500
"""Items of one feed; the longest known have fifty."""

MOST_OF_A_FIELD = 50
"""Of one field of one item the first ones are read: the library compares every category with those before it."""

_MOST_ELEMENTS = 50_000
"""Of a whole feed, as far as it is read: five hundred items of a hundred each."""

_CATEGORIES = frozenset(("category", "subject"))
_LONGEST_CATEGORY = 200
_ITEMS = {"rss": "item", "RDF": "item", "feed": "entry"}
_HOLDERS = frozenset((*_ITEMS, "channel"))
_LONGEST = 1000
_SUMMARY = 1000
_READ = frozenset(
    (
        "title",
        "link",
        "guid",
        "id",
        "identifier",
        "pubDate",
        "date",
        "published",
        "updated",
        "description",
        "summary",
        "category",
        "subject",
        "content",
        "encoded",
    )
)
_IGNORED = frozenset(
    (
        "author",
        "creator",
        "contributor",
        "comments",
        "commentRss",
        "post-id",
        "enclosure",
        "source",
        "thumbnail",
        "credit",
        "rights",
        "generator",
        "group",
        "language",
        "publisher",
        "format",
        "type",
        "image",
        "modified",
        "created",
        "origLink",
        "in-reply-to",
        "total",
    )
)
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3,9}, *)?\d{1,2} [A-Za-z]{3,9} \d{4} \d{1,2}:\d{2}(?::\d{2})?"
    r"(?P<zone> *(?:[+-]\d{4}|GMT|UTC?|Z|EST|EDT))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry. Texts are plain, on one line; ``published_at`` is UTC, None where only a day is given.

    ``markup`` is the longest text the feed gives of it, as it stands there: the whole article, or a few lines.
    """

    identity: str
    title: str
    summary: str
    markup: str = field(repr=False)
    url: str
    published_on: date
    published_at: datetime | None
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    """The items in the feed's order, each identity once, what is wrong with the others, and fields nobody reads."""

    items: tuple[Item, ...]
    refused: tuple[str, ...]
    unread: tuple[str, ...]


def read_feed(snapshot: Snapshot, *, zone_name: str) -> ReadFeed:
    """The items of a feed; a date without a zone is one of ``zone_name``.

    ``ParseError`` for a web page, another root than RSS, RDF or Atom, a document type, anything cut or not well formed,
    none or too many items, too many elements, none that can be taken. Of many categories of an item the first are
    read. An item without a title, an address or a date that can be
    understood is refused alone.
    """
    root = root_of(snapshot, "a feed", max_bytes=8 * MEBIBYTE)
    wanted = _ITEMS.get(local(root.tag))
    if wanted is None:
        raise damaged(snapshot, f"its root element is {local(root.tag)[:60]!r}, which is no feed's")
    elements = [one for one in root.iter() if local(one.tag) == wanted]
    if not elements or len(elements) > MOST:
        raise damaged(snapshot, f"a feed of {len(elements)} items, where 1 to {MOST} are expected")
    names = {local(child.tag) for element in elements for child in element}
    bare = _bare(root, wanted)
    if sum(1 for _ in bare.iter()) > _MOST_ELEMENTS:
        raise damaged(snapshot, f"its items hold more than {_MOST_ELEMENTS:,} elements")
    try:
        entries = _entries(bare)
    except Exception as error:  # the library is made for sound feeds; what it raises on others varies
        raise damaged(snapshot, f"it cannot be read as a feed ({type(error).__name__}: {str(error)[:80]})") from error
    if len(entries) != len(elements):
        raise damaged(snapshot, f"{len(elements)} items of which {len(entries)} can be read")
    items: dict[str, Item] = {}
    refused = []
    for number, entry in enumerate(entries, start=1):
        try:
            item = _item(entry, zone_name, snapshot.retrieved_at)
        except ValueError as error:
            refused.append(f"item {number}: {error}")
        else:
            items.setdefault(item.identity, item)
    if not items:
        raise damaged(snapshot, f"none of its {len(entries)} items can be taken: {refused[0]}")
    return ReadFeed(items=tuple(items.values()), refused=tuple(refused), unread=tuple(sorted(names - _READ - _IGNORED)))


def _bare(root: ET.Element, item: str) -> ET.Element:
    """The feed without what is not read of it: the library looks closely at all it is given, authors most of all."""
    for parent in list(root.iter()):
        name = local(parent.tag)
        if name == item:
            parent[:] = _fields(parent)
        elif name in _HOLDERS:
            parent[:] = [child for child in parent if local(child.tag) in {"channel", item}]
    return root


def _fields(item: ET.Element) -> list[ET.Element]:
    """The fields of an item that are read, not more than ``MOST_OF_A_FIELD`` of a name, categories cut to a length."""
    count: Counter[str] = Counter()
    kept = []
    for child in item:
        name = local(child.tag)
        count[name] += 1
        if name not in _READ or count[name] > MOST_OF_A_FIELD:
            continue
        if name in _CATEGORIES:
            child[:] = []
            child.text = (child.text or "")[:_LONGEST_CATEGORY]
            child.attrib.update({key: text[:_LONGEST_CATEGORY] for key, text in child.attrib.items()})
        kept.append(child)
    return kept


def _entries(root: ET.Element) -> list[Any]:
    import feedparser

    checked = io.BytesIO(ET.tostring(root, encoding="utf-8", xml_declaration=True))
    told = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(checked, response_headers=told, sanitize_html=False, resolve_relative_uris=False)
    return list(found["entries"])


def _item(entry: Any, zone_name: str, now: datetime) -> Item:
    title = plain(entry.get("title", ""))
    url = (entry.get("link") or "").strip()
    identity = (entry.get("id") or url).strip()
    if not title:
        raise ValueError("it has no title")
    for name, text in (("address", url), ("identity", identity)):
        if not text or len(text) > _LONGEST or hidden_characters(text) or _unseen(text):
            raise ValueError(f"its {name} is missing, too long or holds hidden characters: {plain(text)[:80]!r}")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or " " in url:
        raise ValueError(f"its address is {plain(url)[:80]!r}")
    day, instant = _published((dict.get(entry, "published") or dict.get(entry, "updated") or "").strip(), zone_name)
    if (instant or local_instant(day, datetime.min.time(), zone_name)) > now:
        raise ValueError(f"it is dated {day.isoformat()}, after it was read")
    return Item(
        identity=identity,
        title=title[:_LONGEST],
        summary=plain(entry.get("summary", ""))[:_SUMMARY],
        markup=_markup(entry),
        url=url,
        published_on=day,
        published_at=instant,
        categories=tuple(dict.fromkeys(filter(None, (plain(tag.get("term") or "") for tag in entry.get("tags", ()))))),
    )


def _markup(entry: Any) -> str:
    texts = (entry.get("summary") or "", *(one.get("value") or "" for one in entry.get("content", ())))
    return max(texts, key=len)


def _published(written: str, zone_name: str) -> tuple[date, datetime | None]:
    """The publisher's local day, and the instant where a clock time is given; ``ValueError``."""
    written = " ".join(written.split())
    mail = _MAIL_DATE.fullmatch(written)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            return date.fromisoformat(written), None
        found = parsedate_to_datetime(written) if mail else datetime.fromisoformat(written)
        if found.tzinfo is None and written.endswith("-0000"):  # an instant whose place is not told
            found = found.replace(tzinfo=UTC)
        instant = (
            local_instant(found.date(), found.time(), zone_name) if found.tzinfo is None else found.astimezone(UTC)
        )
        if instant.year >= 1990:  # older than any feed
            return instant.astimezone(zone(zone_name)).date(), instant
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"its date {plain(written)[:60]!r} is not understood")


def plain(text: str) -> str:
    """Text without markup, entities and characters nobody sees, on one line; of a very long one the beginning.

    >>> plain("Sanctions <b>on&nbsp;ships</b><script>x()</script>")
    'Sanctions on ships'
    """
    return clean("".join(sign for sign in seen_of(text) if not _unseen(sign)))


def _unseen(text: Iterable[str]) -> bool:
    return any(unicodedata.category(sign) in {"Cf", "Co", "Cn"} for sign in text)
