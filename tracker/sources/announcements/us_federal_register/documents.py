"""Documents as printed: their legal text and its dates."""

from __future__ import annotations

import re

from tracker.model.announcement import LONGEST_TITLE, Announcement
from tracker.sources.announcements.us_federal_register.answers import Entry, identity
from tracker.sources.parsing.us_acts import acts_in
from tracker.sources.parsing.us_programmes import programmes_in

FIELDS = (
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
    "executive_order_number",
    "cfr_references",
)
IGNORED = frozenset({"pdf_url", "public_inspection_pdf_url", "agencies", "excerpts"})  # sent unless fields are named

_NUMBER = re.compile(r"[0-9]{1,5}(?:-[A-Z])?")
_TREASURY = 31


def announcement(entry: Entry, issuer: str) -> Announcement:
    """The document of one result."""
    published = entry.published()
    title, abstract = entry.text("title", required=True), entry.text("abstract")
    words = " ".join([title, abstract, *entry.texts("topics")])
    order = _order(entry)
    named = [*order, *acts_in(f"{title} {abstract}"), *_parts(entry)]
    read = f"{words} {' '.join(f'Executive Order {one[3:]}' for one in order)}"
    return Announcement(
        source=entry.snapshot.source,
        external_id=identity(entry.text("document_number", required=True), published),
        published_on=published,
        adopted_on=entry.day("signing_date"),
        effective_on=entry.day("effective_on"),
        title=title[:LONGEST_TITLE],
        summary=abstract,
        url=entry.address("html_url"),
        issuer=issuer,
        jurisdiction="US",
        document_type=entry.text("subtype") or entry.text("type"),
        topics=programmes_in(read),
        acts=tuple(dict.fromkeys(named)),
    )


def _order(entry: Entry) -> tuple[str, ...]:
    """The number of the executive order that this is; the API has sent it as a number and as text."""
    value = entry.fields.get("executive_order_number")
    if value is None or value == "":
        return ()
    written = str(value) if isinstance(value, int | str) else ""
    if not _NUMBER.fullmatch(written):
        raise entry.problem(f"executive_order_number is {str(value)[:100]!r}")
    return (f"EO {written}",)


def _parts(entry: Entry) -> tuple[str, ...]:
    """The parts of title 31 of the Code of Federal Regulations that it changes."""
    found = []
    for reference in entry.objects("cfr_references"):
        title, part = reference.get("title"), reference.get("part")
        if not str(title).isdecimal():
            raise entry.problem(f"cfr_references has the title {str(title)[:100]!r}")
        if int(str(title)) == _TREASURY and re.fullmatch(r"[0-9]{1,4}", str(part)):
            found.append(f"31 CFR {part}")
    return tuple(found)
