"""One item of a feed as an article: its whole text where the feed carries it, else what it says of it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from tracker.errors import ParseError, UsageError
from tracker.model.source import Snapshot
from tracker.sources.parsing.articles.days import published_as
from tracker.sources.parsing.articles.forms import MOST_BYTES, Article, one_line, unreadable
from tracker.sources.parsing.articles.web import text_of_markup
from tracker.sources.parsing.markup import local, root_of

_ITEMS = frozenset(("item", "entry"))
_TEXTS = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "date", "updated")


def feed_article(snapshot: Snapshot, name: str, zone_name: str, *, number: int = 1) -> Article:
    """The item of that number, 1 for the first. ``UsageError`` for another document and for a number it does not have.

    Document types, and with them entities, are refused.
    """
    try:
        root = root_of(snapshot, "a feed", max_bytes=MOST_BYTES)
    except ParseError as error:
        raise unreadable(name, error.message.rstrip(".")) from None
    items = [one for one in root.iter() if local(one.tag) in _ITEMS]
    if not items:
        raise unreadable(name, f"its root element is {local(root.tag)[:60]!r}, and it has no item")
    if not 1 <= number <= len(items):
        raise UsageError(
            f"{name[:200]} has {len(items)} items, and there is no number {number}.", remedy="Say --item 1."
        )
    fields = _fields(items[number - 1])
    markup = next((fields[key] for key in _TEXTS if fields.get(key, "").strip()), "")
    published = next((found for key in _DAYS if (found := published_as(fields.get(key, ""), zone_name))), None)
    language = next((one.text or "" for one in root.iter() if local(one.tag) == "language"), "")
    more = (
        (f"The feed has {len(items)} items, and number {number} of them was read. Another: --item 2",)
        if len(items) > 1
        else ()
    )
    title = one_line(text_of_markup(fields.get("title", ""), name))
    return Article(
        form="feed item",
        text=text_of_markup(markup, name) or title,
        title=title,
        byline=one_line(fields.get("creator", "") or fields.get("author", "")),
        published=None if published is None else replace(published, basis="its item in the feed"),
        language=language.strip()[:2].lower(),
        address=fields.get("link", "").strip() if fields.get("link", "").strip().startswith("https://") else "",
        warnings=more,
    )


def _fields(item: ET.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in item:
        text = child.text or child.get("href") or ""
        if len(child) and not text.strip():  # markup that is written as elements
            text = "".join(child.itertext())
        found.setdefault(local(child.tag), text)
    return found
