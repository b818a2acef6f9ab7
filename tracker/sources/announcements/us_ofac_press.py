"""OFAC's press releases: the table of its site, newest first, each with the minute of publication where one is given.

Rows without a day send the reader to the release itself. Links to downloads are no releases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.model.instants import zone
from tracker.model.source import Request, Snapshot
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.us_acts import acts_in, days_in, instant_of
from tracker.sources.parsing.us_ofac_site import (
    HOST,
    ISSUER,
    ZONE,
    beyond_the_last,
    declared,
    first_page,
    next_page,
    warnings,
)
from tracker.sources.parsing.us_programmes import may_be_about, programmes_in
from tracker.sources.parsing.web_page import Element, innermost, link_of, page_of, text_of

TABLE = "table"
RELEASE = "release"

_PATH = "/press-releases"
_RELEASES = "/news/press-releases/"
_HOSTS = (HOST, "home.treasury.gov")
_HAS_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the table; ``day`` is None where it has none that can be read."""

    url: str
    title: str
    instant: datetime | None
    day: date | None


class UsOfacPress(HttpSource):
    """The source ``us_ofac_press``."""

    info = declared(
        "us_ofac_press",
        _PATH,
        title="OFAC press releases",
        note="Releases that name other programmes alone are left out; the table's form is known from descriptions.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """The first page of the table."""
        return first_page(plan, _PATH, key=self.key, kind=TABLE)

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """Releases whose row has no day, then the next page."""
        if snapshot.kind != TABLE:
            return ()
        root = _root(snapshot)
        rows = tuple(_rows(snapshot, root))
        unknown = tuple(
            Request(url=row.url, kind=RELEASE)
            for row in rows
            if row.day is None and urlsplit(row.url).hostname == HOST and may_be_about(programmes_in(row.title))
        )
        return (*unknown, *next_page(snapshot, root, (row.day for row in rows)))

    def parse(self, snapshot: Snapshot) -> Records:
        """The releases that are, or may be, about this product's programmes; ``ParseError`` for a page without them."""
        root = _root(snapshot)
        if snapshot.kind == RELEASE:
            return Records(announcements=_taken([_release(snapshot, root)]))
        rows = tuple(_rows(snapshot, root))
        if not rows:
            raise damaged(snapshot, "a web page came whose table of press releases has no release")
        days = [row.day for row in rows]
        lost = [row.title for row in rows if row.day is None and urlsplit(row.url).hostname != HOST]
        told = warnings(snapshot, days, lost, "OFAC's press releases")
        cut = beyond_the_last(snapshot, root, days, "OFAC's press releases")
        found = _taken(rows)
        return Records(
            announcements=found,
            warnings=(*told, *cut),
            partial=bool(cut),
            passed_over=len({row.url for row in rows if row.day is not None}) - len(found),
        )


def _root(snapshot: Snapshot) -> Element:
    return page_of(snapshot, "a page of OFAC's press releases")


def _rows(snapshot: Snapshot, root: Element) -> Iterator[_Row]:
    tables = root.xpath(f"//table[{_HAS_CLASS.format('views-table')}]")
    if not tables:
        raise damaged(snapshot, "a web page came without the table of press releases")
    known = set(tables)
    for row in innermost(root.iter("tr")):
        if next(row.iterancestors("table"), None) not in known:
            continue
        links = ((link, link_of(link, f"https://{HOST}{_PATH}", _HOSTS)) for link in innermost(row.iter("a")))
        found = next(((text_of(link), url) for link, url in links if _RELEASES in url and text_of(link)), None)
        if found is None:
            continue  # the head, or a download
        instant, day = _moment(row)
        yield _Row(url=found[1], title=found[0], instant=instant, day=day)


def _release(snapshot: Snapshot, root: Element) -> _Row:
    titles = root.xpath(f"//*[{_HAS_CLASS.format('uswds-page-title')}]") or root.xpath("//h1")
    title = next(filter(None, map(text_of, titles)), "")
    instant, day = _moment(root)
    if not title or day is None:
        raise damaged(snapshot, "a web page came where a press release with its title and its day was expected")
    return _Row(url=snapshot.url.partition("#")[0], title=title, instant=instant, day=day)


def _moment(element: Element) -> tuple[datetime | None, date | None]:
    """The instant and the Washington day of the first ``time`` within, or the first day written; None for neither."""
    for time in element.iter("time"):
        try:
            instant, day = instant_of(time.get("datetime") or "")
        except ValueError:
            continue
        return (instant, instant.astimezone(zone(ZONE)).date()) if instant else (None, day)
    return None, next(iter(days_in(text_of(element))), None)


def _taken(rows: Iterator[_Row] | tuple[_Row, ...] | list[_Row]) -> tuple[Announcement, ...]:
    found: dict[str, Announcement] = {}
    for row in rows:
        topics = programmes_in(row.title)
        if row.day is None or not may_be_about(topics):
            continue
        number = urlsplit(row.url).path.rstrip("/").rpartition("/")[2]
        found.setdefault(
            number,
            Announcement(
                source=UsOfacPress.info.key,
                external_id=number,
                published_on=row.day,
                published_at=row.instant.astimezone(zone("UTC")) if row.instant else None,
                title=row.title[:LONGEST_TITLE],
                url=row.url,
                issuer=ISSUER,
                jurisdiction="US",
                document_type="Press release",
                topics=topics,
                acts=acts_in(row.title),
            ),
        )
    return tuple(found.values())


SOURCE = UsOfacPress()
