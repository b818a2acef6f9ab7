"""US Federal Register: documents of the Office of Foreign Assets Control, and presidential documents, about Russia.

The API answers in JSON, newest first, page by page; ``results`` is left out when nothing was found. The Register
prints days after the fact, so these announcements give the legal text and its dates, never the market's moment.

A number is not an identity: before 2016 some were used twice, so the publication date is part of the identity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tracker.model.announcement import Announcement
from tracker.model.instants import zone
from tracker.model.plain_text import clean, hidden_characters
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo
from tracker.net.addresses import refusal
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import as_text, damaged, refuse_markup

OFAC = "ofac"
PRESIDENT = "president"

_API = "https://www.federalregister.gov/api/v1/documents.json"
_ZONE = "America/New_York"
_PER_PAGE = 100
_MAX_PAGES = 20  # 2,000 documents: the API shows no more of one query, so long back-fills are cut into years
_WINDOW = timedelta(days=365)
_FIRST_RUN = timedelta(days=90)
_AGAIN = timedelta(days=14)
_ISSUER = {OFAC: "US OFAC", PRESIDENT: "US White House"}
_CONDITIONS = {
    OFAC: (("conditions[agencies][]", "foreign-assets-control-office"),),
    PRESIDENT: (("conditions[type][]", "PRESDOCU"), ("conditions[term]", "Russia")),
}
_FIELDS = (
    "document_number",
    "publication_date",
    "title",
    "abstract",
    "type",
    "subtype",
    "signing_date",
    "effective_on",
    "html_url",
    "topics",
)
_IGNORED = frozenset({"pdf_url", "public_inspection_pdf_url", "agencies", "excerpts"})  # sent unless fields are named

_ORDERS = "13660|13661|13662|13685|13849|14024|14039|14065|14066|14068|14071|14114"
_ABOUT = {
    "Russia": re.compile(
        r"russia|kremlin|moscow|putin|nord stream|peesa|magnitsky|\b587\.|\b589\.|harmful foreign activities"
        rf"|executive order (?:no\.? )?(?:{_ORDERS})\b",
        re.IGNORECASE,
    ),
    "Ukraine": re.compile(r"ukrain|crimea|donetsk|luhansk|donbas|kherson|zaporizhzh", re.IGNORECASE),
    "Belarus": re.compile(r"belarus|lukashenk", re.IGNORECASE),
}


class UsFederalRegister(HttpSource):
    """The source ``us_federal_register``."""

    info = SourceInfo(
        key="us_federal_register",
        kind="announcements",
        title="US Federal Register: OFAC and presidential documents on Russia",
        publisher="Office of the Federal Register",
        homepage="https://www.federalregister.gov/",
        hosts=("www.federalregister.gov",),
        cadence=timedelta(hours=12),
        zone=_ZONE,
        rights=Rights(
            licence="US federal work, public domain (17 U.S.C. § 105)",
            credit="Source: US Federal Register.",
            url="https://www.federalregister.gov/reader-aids/government-policy-and-ofr-procedures",
            republish=True,
        ),
        # A fortnight without a document on Russia is nothing unusual, so neither number nor age can tell a failure.
        expectations=Expectations(min_records=0, min_share_of_last=0.0, max_age=timedelta(days=365)),
        verified=False,
        note="Printed days after the fact: the legal text and its dates, never the time of the news.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """Both queries over a window of publication dates, a year at a time at most."""
        today = plan.now.astimezone(zone(_ZONE)).date()
        newest = plan.newest.get(self.key)
        since = plan.since or (date.fromisoformat(newest) - _AGAIN if newest else today - _FIRST_RUN)
        last = today if plan.until is None else min(today, plan.until - timedelta(days=1))
        found: list[Request] = []
        while since <= last:
            until = min(last, since + _WINDOW - timedelta(days=1))
            found += [_query(kind, since=since, last=until) for kind in (OFAC, PRESIDENT)]
            since = until + timedelta(days=1)
        return tuple(found)

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The next page; its address is checked, for it comes from outside."""
        document = _document(snapshot)
        address, pages = document.get("next_page_url"), document.get("total_pages", 0)
        if address is None or not document.get("results") or not isinstance(pages, int) or pages < 2:
            return ()
        if not isinstance(address, str) or refusal(address, self.info.hosts):
            raise damaged(snapshot, f"its next page is elsewhere: {str(address)[:100]!r}")
        page = re.search(r"[?&]page=([0-9]+)", address)
        if page is None or not 2 <= int(page[1]) <= min(pages, _MAX_PAGES):
            return ()
        return (Request(url=address, kind=snapshot.kind),)

    def parse(self, snapshot: Snapshot) -> Records:
        """The announcements about Russia, Ukraine and Belarus; raises ``ParseError`` for a document not understood."""
        found: dict[str, Announcement] = {}
        unknown: set[str] = set()
        for number, entry in enumerate(_document(snapshot).get("results", ()), start=1):
            if not isinstance(entry, dict):
                raise damaged(snapshot, f"result {number} is not an object")
            unknown |= set(entry) - set(_FIELDS) - _IGNORED
            announcement = _announcement(snapshot, number, entry)
            if announcement.topics:
                found.setdefault(announcement.external_id, announcement)
        warnings: tuple[str, ...] = ()
        if unknown:
            names = clean(", ".join(sorted(unknown)))[:200]
            warnings = (f"The Federal Register sends fields this program does not read: {names}.",)
        return Records(announcements=tuple(found.values()), warnings=warnings)


def _query(kind: str, *, since: date, last: date) -> Request:
    pairs = [
        *_CONDITIONS[kind],
        ("conditions[publication_date][gte]", since.isoformat()),
        ("conditions[publication_date][lte]", last.isoformat()),
        *(("fields[]", name) for name in _FIELDS),
        ("order", "newest"),
        ("per_page", str(_PER_PAGE)),
    ]
    return Request(url=f"{_API}?{urlencode(pairs)}", kind=kind)


def _document(snapshot: Snapshot) -> Mapping[str, Any]:
    refuse_markup(snapshot, "a JSON document")
    try:
        document = json.loads(as_text(snapshot, snapshot.content))
    except ValueError as error:
        raise damaged(snapshot, f"it is not JSON ({error})") from error
    if not isinstance(document, dict) or not isinstance(document.get("count"), int):
        raise damaged(snapshot, "it is not an answer of the documents API: 'count' is missing")
    results = document.get("results", [])
    if not isinstance(results, list) or (document["count"] > 0 and "results" not in document):
        raise damaged(snapshot, f"it announces {document['count']} documents but holds no list of results")
    if document.get("errors"):
        raise damaged(snapshot, f"the API reports errors: {str(document['errors'])[:200]}")
    return document


def _announcement(snapshot: Snapshot, number: int, entry: Mapping[str, Any]) -> Announcement:
    def text(name: str, *, required: bool = False) -> str:
        value = entry.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            raise damaged(snapshot, f"result {number}: {name} is {value!r}")
        return " ".join(value.split())

    def day(name: str, *, required: bool = False) -> date | None:
        written = text(name, required=required)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError as error:
            raise damaged(snapshot, f"result {number}: {name} is {written!r}, not a date") from error

    published = day("publication_date", required=True)
    address = text("html_url", required=True)
    if published is None or not address.startswith("https://") or hidden_characters(address) or len(address) > 2000:
        raise damaged(snapshot, f"result {number}: html_url is {address!r}")
    topics = entry.get("topics") or []
    title, abstract = text("title", required=True), text("abstract")
    read = " ".join([title, abstract, *(topic for topic in topics if isinstance(topic, str))])
    return Announcement(
        source=snapshot.source,
        external_id=f"{text('document_number', required=True)} {published.isoformat()}",
        published_on=published,
        adopted_on=day("signing_date"),
        effective_on=day("effective_on"),
        title=title,
        summary=abstract,
        url=address,
        issuer=_ISSUER[snapshot.kind],
        jurisdiction="US",
        document_type=text("subtype") or text("type"),
        topics=tuple(subject for subject, pattern in _ABOUT.items() if pattern.search(read)),
    )


SOURCE = UsFederalRegister()
