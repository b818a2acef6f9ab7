"""OFAC's recent actions: what it did each day, in the words of its own list, and the general licences it issued.

The list gives days, never hours. Pages of days with licences are read for the number of each licence, its end and what
it replaces; designations and removals themselves come from the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.model.source import Request, Snapshot
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.us_acts import Licence, acts_in, days_in, licences_in
from tracker.sources.parsing.us_ofac_site import (
    HOST,
    ISSUER,
    beyond_the_last,
    declared,
    first_page,
    next_page,
    warnings,
)
from tracker.sources.parsing.us_programmes import may_be_about, programmes_in
from tracker.sources.parsing.web_page import Element, blocks, innermost, link_of, page_of, text_of

LIST = "list"
DAY = "day"

_PATH = "/recent-actions"
_SLUG = re.compile(r"/recent-actions/(([0-9]{4})([0-9]{2})([0-9]{2})(?:[_-][0-9A-Za-z]+)?)/?")
_NODE = re.compile(r"/node/([0-9]{1,9})/?")
_CATEGORY = re.compile(r"/recent-actions/[a-z][a-z-]*/?")
_LICENCE = re.compile(r"general licen[cs]e", re.IGNORECASE)
_REMOVAL = re.compile(r"\b(?:designations?\s+)?(?:removals?|delistings?|removed)\b", re.IGNORECASE)
_KINDS = (
    ("designations", re.compile(r"\bdesignations?\b", re.IGNORECASE)),
    ("general licenses", _LICENCE),
    ("frequently asked questions", re.compile(r"frequently asked|\bfaqs?\b", re.IGNORECASE)),
    ("enforcement", re.compile(r"settle|enforcement|penalty", re.IGNORECASE)),
)
_NAMED = re.compile(r"[\s,]*[\"\u201c]([^\"\u201c\u201d]{3,300})[\"\u201d]")
_LONG = 600
_CORRECTED = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the list; ``day`` is None where it has none that can be read."""

    number: str
    url: str
    title: str
    category: str
    day: date | None


class UsOfacRecentActions(HttpSource):
    """The source ``us_ofac_recent_actions``."""

    info = declared(
        "us_ofac_recent_actions",
        _PATH,
        title="OFAC recent actions and general licenses",
        note="Days, never hours. Actions that name other programmes alone are left out; known from descriptions.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The first page of the list."""
        return first_page(plan, _PATH, key=self.key, kind=LIST)

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The pages of days with general licences, then the next page of the list."""
        if snapshot.kind != LIST:
            return ()
        root = _root(snapshot)
        rows = tuple(_rows(snapshot, root))
        pages = tuple(
            Request(url=row.url, kind=DAY, immutable=_is_settled(snapshot, row))
            for row in rows
            if _SLUG.fullmatch(urlsplit(row.url).path)
            and _LICENCE.search(f"{row.title} {row.category}")
            and may_be_about(programmes_in(row.title))
        )
        return (*pages, *next_page(snapshot, root, (row.day for row in rows)))

    def parse(self, snapshot: Snapshot) -> Records:
        """The actions that are, or may be, about this product's programmes; ``ParseError`` for a page without them."""
        root = _root(snapshot)
        if snapshot.kind == DAY:
            return _day(snapshot, root)
        rows = tuple(_rows(snapshot, root))
        if not rows:
            raise damaged(snapshot, "a web page came whose list of recent actions has no action")
        lost = [row.title for row in rows if row.day is None]
        days = [row.day for row in rows]
        told = warnings(snapshot, days, lost, "OFAC's recent actions")
        found: dict[str, Announcement] = {}
        for row in rows:
            topics = programmes_in(row.title)
            if row.day is not None and may_be_about(topics):
                found.setdefault(row.number, _action(row, row.day, topics))
        cut = beyond_the_last(snapshot, root, days, "OFAC's recent actions")
        return Records(
            announcements=tuple(found.values()),
            warnings=(*told, *cut),
            partial=bool(cut),
            passed_over=len({row.number for row in rows if row.day is not None} - set(found)),
        )


def _root(snapshot: Snapshot) -> Element:
    return page_of(snapshot, "a page of OFAC's recent actions")


def _is_settled(snapshot: Snapshot, row: _Row) -> bool:
    """Whether a day's page is so old that it is not corrected any more: a long back-fill then goes on run by run."""
    return row.day is not None and row.day < (snapshot.retrieved_at - _CORRECTED).date()


def _rows(snapshot: Snapshot, root: Element) -> Iterator[_Row]:
    rows = root.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), ' views-row ')]")
    if not rows:
        raise damaged(snapshot, "a web page came without the list of recent actions")
    for row in innermost(rows):
        links = [(link, link_of(link, f"https://{HOST}{_PATH}", (HOST,))) for link in innermost(row.iter("a"))]
        found = next(((text, url) for link, url in links if _number(url) and (text := text_of(link))), None)
        if found is None:
            continue
        title, url = found
        category = next((text_of(link) for link, other in links if _CATEGORY.fullmatch(urlsplit(other).path)), "")
        slug = _SLUG.fullmatch(urlsplit(url).path)
        written = days_in(text_of(row).replace(title, " ", 1))
        named = days_in(f"{slug[3]}/{slug[4]}/{slug[2]}") if slug else ()
        day = next(iter((*written, *named)), None)
        yield _Row(number=_number(url), url=url, title=title, category=category, day=day)


def _number(url: str) -> str:
    """What an action is known by: the last part of its address."""
    path = urlsplit(url).path
    slug, node = _SLUG.fullmatch(path), _NODE.fullmatch(path)
    return slug[1] if slug else f"node {node[1]}" if node else ""


def _action(row: _Row, day: date, topics: tuple[str, ...]) -> Announcement:
    return Announcement(
        source=UsOfacRecentActions.info.key,
        external_id=row.number,
        published_on=day,
        title=row.title[:LONGEST_TITLE],
        url=row.url,
        issuer=ISSUER,
        jurisdiction="US",
        document_type=_kinds(row.title) or row.category or "recent action",
        topics=topics,
        acts=acts_in(row.title),
    )


def _kinds(title: str) -> str:
    """What a day's title says was done: ``designations, removals, general licenses``; designations first."""
    rest = _REMOVAL.sub(" ", title)
    found = [name for name, pattern in _KINDS if pattern.search(rest)]
    if rest != title:
        found.insert(1 if found[:1] == ["designations"] else 0, "removals")
    return ", ".join(found)


def _day(snapshot: Snapshot, root: Element) -> Records:
    """The general licences of one day's page."""
    address = snapshot.url.partition("#")[0]
    titles = root.xpath("//*[contains(concat(' ', normalize-space(@class), ' '), ' uswds-page-title ')]")
    title = next(filter(None, map(text_of, titles or root.xpath("//h1"))), "")[:LONGEST_TITLE]
    if not title:
        raise damaged(snapshot, "a web page came without the title of a recent action")
    slug = _SLUG.fullmatch(urlsplit(address).path)
    days = days_in(f"{slug[3]}/{slug[4]}/{slug[2]}") if slug else ()
    body = next(iter(root.xpath("//main") or root.xpath("//article") or root.xpath("//body")), root)
    days = days or days_in(text_of(body))
    if not days:
        raise damaged(snapshot, "a web page came without the day of a recent action")
    number = slug[1] if slug else days[0].strftime("%Y%m%d")
    found = tuple(
        one
        for licence in issued(list(blocks(body)))
        for one in [_licence(licence, number, days[0], title, address)]
        if may_be_about(one.topics)
    )
    if found:
        return Records(announcements=found)
    return Records(warnings=(f"No general license could be read on the page of {days[0].isoformat()}: {title[:100]}.",))


def issued(texts: list[str]) -> tuple[Licence, ...]:
    """The licences issued in a page's paragraphs.

    Items of a list belong to the sentence with a colon before it, and what a later paragraph says of a licence that is
    issued here completes it.
    """
    found: dict[str, Licence] = {}
    opened = False
    for text in texts:
        listed = opened and bool(licences_in(f"issuing {text}"))
        for licence in licences_in(f"issuing {text}" if listed else text):
            found.setdefault(licence.number, licence)
        opened = listed or (text.endswith(":") and "issu" in text.lower())
    for text in texts:
        for again in licences_in(text, described=True):
            known = found.get(again.number)
            if known is not None:
                found[again.number] = replace(
                    known,
                    expires_on=known.expires_on or again.expires_on,
                    replaces=known.replaces or again.replaces,
                )
    return tuple(found.values())


def _licence(licence: Licence, day: str, published: date, page: str, url: str) -> Announcement:
    name = f"{licence.programme} General License {licence.number}".strip()
    tail = licence.passage.partition(licence.number)[2]
    titled = _NAMED.match(tail)
    acts = (f"GL {licence.number}", *(f"GL {number}" for number in licence.replaces), *acts_in(licence.passage))
    return Announcement(
        source=UsOfacRecentActions.info.key,
        external_id=f"{day} GL {licence.number}",
        published_on=published,
        title=f"{name}, \u201c{titled[1].rstrip(', ')}\u201d" if titled else name,
        summary=licence.passage if len(licence.passage) <= _LONG else f"{licence.passage[:_LONG]}…",
        url=url,
        issuer=ISSUER,
        jurisdiction="US",
        document_type="general license",
        topics=programmes_in(licence.programme) or programmes_in(licence.passage) or programmes_in(page),
        expires_on=licence.expires_on,
        acts=tuple(dict.fromkeys(acts)),
    )


SOURCE = UsOfacRecentActions()
