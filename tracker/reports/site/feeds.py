"""Feeds of the newest weeks (RSS 2.0, JSON Feed 1.1), a map for search engines, and an index for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from tracker.model.instants import format_instant
from tracker.reports.cleaning import clean, embeddable
from tracker.reports.site import places
from tracker.reports.site.site import Made, Site
from tracker.reports.wording import capital

_ATOM = "http://www.w3.org/2005/Atom"
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 40
_ANGLES = str.maketrans("<>", "‹›")
"""A reader of feeds takes a title for text or for HTML; with these it is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed: a week that is over, ``ended`` when it was, ``version`` its newest."""

    label: str
    title: str
    text: str
    ended: datetime
    version: Made


def rss(site: Site, entries: Sequence[Entry]) -> str:
    """RSS 2.0. Text is plain and escaped; without the site's address links are relative and ids no links."""
    ET.register_namespace("atom", _ATOM)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _text(channel, "title", site.title)
    _text(channel, "link", site.address(places.FRONT))
    _text(channel, "description", f"What was announced each week, and what {site.pair} did.")
    _text(channel, "language", "en")
    if entries:
        _text(channel, "lastBuildDate", format_datetime(max(one.version.instant for one in entries)))
    if site.url:
        ET.SubElement(
            channel,
            f"{{{_ATOM}}}link",
            {"href": site.address(places.FEED), "rel": "self", "type": "application/rss+xml"},
        )
    for one in entries[:_MOST]:
        item = ET.SubElement(channel, "item")
        _text(item, "title", _title(one).translate(_ANGLES))
        _text(item, "link", site.address(places.week_page(one.label)))
        _text(item, "description", escape(_said(one)))  # readers take it for HTML
        _text(item, "guid", _id(site, one)).set("isPermaLink", "false")
        _text(item, "pubDate", format_datetime(one.ended))
    return _xml(root)


def json_feed(site: Site, entries: Sequence[Entry]) -> str:
    """JSON Feed 1.1."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "description": f"What was announced each week, and what {site.pair} did.",
        "language": "en",
        **({"home_page_url": site.url, "feed_url": site.address(places.JSON_FEED)} if site.url else {}),
        "items": [
            {
                "id": _id(site, one),
                "url": site.address(places.week_page(one.label)),
                "title": _title(one),
                "content_text": _said(one),
                "date_published": format_instant(one.ended),
                "date_modified": one.version.made_at,
            }
            for one in entries[:_MOST]
        ],
    }
    return _json(document)


def index(site: Site, weeks: Mapping[str, Mapping[str, Any]], versions: Mapping[str, Made]) -> str:
    """Every week with the file of its numbers, for programs."""
    document = {
        "schema_version": 1,
        "pair": site.pair,
        "public": site.public,
        "weeks": [
            {
                "label": label,
                "since": told["since"],
                "until": told["until"],
                "complete": told["complete"],
                "data": site.address(places.week_data(label))
                if site.url
                else places.week_data(label).partition("/")[2],
                "page": site.address(places.week_page(label)) if site.url else f"../{places.week_page(label)}",
                "version": versions[label].number,
                "made_at": versions[label].made_at,
            }
            for label, told in sorted(weeks.items())
        ],
    }
    return _json(document)


def sitemap(site: Site, pages: Iterable[tuple[str, str]]) -> str:
    """Every page with the instant of its newest version, empty where it has none."""
    ET.register_namespace("", _MAP)
    root = ET.Element(f"{{{_MAP}}}urlset")
    for path, changed in pages:
        url = ET.SubElement(root, f"{{{_MAP}}}url")
        _text(url, f"{{{_MAP}}}loc", site.address(path))
        if changed:
            _text(url, f"{{{_MAP}}}lastmod", changed)
    return _xml(root)


def _title(one: Entry) -> str:
    corrected = f" (version {one.version.number})" if one.version.number > 1 else ""
    return f"{capital(clean(one.title, 200))}{corrected}"


def _said(one: Entry) -> str:
    why = f" Changed: {'; '.join(one.version.why)}." if one.version.number > 1 and one.version.why else ""
    return f"{clean(one.text, 1200)}{why}"


def _id(site: Site, one: Entry) -> str:
    """The same for all versions, wherever the site lies."""
    return f"tracker:{site.pair}:{one.label}"


def _text(parent: ET.Element, name: str, content: str) -> ET.Element:
    found = ET.SubElement(parent, name)
    found.text = content
    return found


def _xml(root: ET.Element) -> str:
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _json(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=True, indent=1, allow_nan=False)
    return embeddable(text) + "\n"
