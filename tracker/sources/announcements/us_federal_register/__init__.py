"""US Federal Register: documents of the Office of Foreign Assets Control, and presidential documents, about Russia.

The API answers in JSON, newest first, page by page; ``results`` is left out when nothing was found. The Register
prints days after the fact, so what is printed gives the legal text and its dates, never the market's moment. Most
documents are filed for public inspection some days before, at a known minute: that is when they became public.

A number is not an identity: before 2016 some were used twice, so the publication date is part of the identity there.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from tracker.model.announcement import Announcement
from tracker.model.source import Expectations, Request, Rights, Snapshot, SourceInfo, Span
from tracker.net.addresses import refusal
from tracker.sources.announcements.us_federal_register import documents, inspection
from tracker.sources.announcements.us_federal_register.answers import answer_of, entries
from tracker.sources.base import FetchPlan, HttpSource, Records
from tracker.sources.parsing.documents import damaged
from tracker.sources.parsing.strange import unread
from tracker.sources.parsing.us_programmes import is_about, may_be_about
from tracker.sources.spans import by_years, publication_days

OFAC = "ofac"
PRESIDENT = "president"
INSPECTION = "inspection"

_API = "https://www.federalregister.gov/api/v1/documents.json"
_FILED = "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json"
_ZONE = "America/New_York"
_PER_PAGE = 100
_MAX_PAGES = 20  # 2,000 documents: the API shows no more of one query, so long back-fills are cut into years
_AGAIN = timedelta(days=14)
_BYTES_A_DAY = 500  # less than one document a day, a page of a hundred about 100 kB
_ISSUER = {OFAC: "US OFAC", PRESIDENT: "US White House"}
_AGENCIES = {
    "foreign-assets-control-office": _ISSUER[OFAC],
    "executive-office-of-the-president": _ISSUER[PRESIDENT],
}
_CONDITIONS = {
    OFAC: (("conditions[agencies][]", "foreign-assets-control-office"),),
    PRESIDENT: (("conditions[type][]", "PRESDOCU"), ("conditions[term]", "Russia")),
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
        paged=True,
        note="Printed days after the fact: the legal text and its dates; the minute is that of its filing.",
    )

    def requests(self, plan: FetchPlan) -> tuple[Request, ...]:
        """Both queries over a window of publication dates, a calendar year at a time at most; and what is filed now.

        Only the present filings can be asked for, so a back-fill has none.
        """
        since, last = publication_days(plan, self.key, _ZONE, overlap=_AGAIN)
        printed = tuple(
            _query(kind, since=begins, last=ends)
            for begins, ends in by_years(since, last)
            for kind in (OFAC, PRESIDENT)
        )
        return printed if plan.back_fill else (*printed, _filings())

    def following(self, snapshot: Snapshot) -> tuple[Request, ...]:
        """The next page; its address is checked, for it comes from outside."""
        if snapshot.kind == INSPECTION:
            return ()
        document = answer_of(snapshot)
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
        """The announcements about Russia, Ukraine and Belarus, and those of OFAC that name no programme.

        ``ParseError`` for a document not understood.
        """
        filed = snapshot.kind == INSPECTION
        known = {*inspection.FIELDS, *inspection.IGNORED} if filed else {*documents.FIELDS, *documents.IGNORED}
        found: dict[str, Announcement] = {}
        unknown: set[str] = set()
        passed_over = 0
        for entry in entries(snapshot):
            unknown |= set(entry.fields) - known
            issuer = inspection.of_agency(entry, _AGENCIES) if filed else _ISSUER[snapshot.kind]
            if not issuer:
                continue
            one = inspection.filing(entry, issuer, _ZONE) if filed else documents.announcement(entry, issuer)
            if is_about(one.topics) or (issuer == _ISSUER[OFAC] and may_be_about(one.topics)):
                found.setdefault(one.external_id, one)
            else:
                passed_over += 1
        warnings = [*unread("The Federal Register", unknown)]
        count = answer_of(snapshot)["count"]
        too_many = not filed and count > _MAX_PAGES * _PER_PAGE
        if too_many:
            warnings.append(
                f"The Federal Register found {count:,} documents and shows {_MAX_PAGES * _PER_PAGE:,} of one query; "
                "the older ones were not read. Ask for a shorter time with --since and --until."
            )
        return Records(
            announcements=tuple(found.values()),
            warnings=tuple(warnings),
            partial=too_many,
            passed_over=passed_over,
        )


def _query(kind: str, *, since: date, last: date) -> Request:
    pairs = [
        *_CONDITIONS[kind],
        ("conditions[publication_date][gte]", since.isoformat()),
        ("conditions[publication_date][lte]", last.isoformat()),
        *(("fields[]", name) for name in documents.FIELDS),
        ("order", "newest"),
        ("per_page", str(_PER_PAGE)),
    ]
    span = Span(of=kind, first=since, last=last)
    return Request(url=f"{_API}?{urlencode(pairs)}", kind=kind, span=span, size=_BYTES_A_DAY * (last - since).days)


def _filings() -> Request:
    pairs = [("fields[]", name) for name in inspection.FIELDS]
    return Request(url=f"{_FILED}?{urlencode(pairs)}", kind=INSPECTION)


SOURCE = UsFederalRegister()
