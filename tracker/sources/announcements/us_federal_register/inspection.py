"""Filings for public inspection: what will be printed, public days before it is.

A filing is the same publication as the document printed later, told earlier: both have one identity, and whoever keeps
them keeps the moment of the filing and the text of the document (``tracker.model.announcement.told_again``).
"""

from __future__ import annotations

from tracker.model.announcement import FILED, LONGEST_TITLE, Announcement
from tracker.model.instants import zone
from tracker.sources.announcements.us_federal_register.answers import Entry, identity
from tracker.sources.parsing.us_acts import acts_in
from tracker.sources.parsing.us_programmes import programmes_in

FIELDS = (
    "document_number",
    "publication_date",
    "filed_at",
    "filing_type",
    "title",
    "type",
    "agencies",
    "html_url",
    "toc_subject",
    "toc_doc",
    "subject_1",
    "subject_2",
    "subject_3",
)
IGNORED = frozenset(
    {
        "agency_letters",
        "agency_names",
        "docket_numbers",
        "document_file_path",
        "editorial_note",
        "excerpts",
        "json_url",
        "last_public_inspection_issue",
        "num_pages",
        "page_views",
        "pdf_file_name",
        "pdf_file_size",
        "pdf_updated_at",
        "pdf_url",
        "raw_text_url",
    }
)


def of_agency(entry: Entry, slugs: dict[str, str]) -> str:
    """The issuer of a filing by its agencies' names in addresses, or nothing where none of them is ours."""
    agencies = [str(agency.get("slug") or "") for agency in entry.objects("agencies")]
    return next((issuer for slug, issuer in slugs.items() if slug in agencies), "")


def filing(entry: Entry, issuer: str, local: str) -> Announcement:
    """The filing of one result; ``local`` is the zone of the publisher's clock."""
    filed_at = entry.instant("filed_at")
    subjects = [entry.text(name) for name in ("subject_1", "subject_2", "subject_3", "toc_subject", "toc_doc")]
    title = entry.text("title") or "; ".join(dict.fromkeys(filter(None, subjects)))
    if not title:
        raise entry.problem("it has neither a title nor a subject")
    words = " ".join([title, *subjects])
    return Announcement(
        source=entry.snapshot.source,
        external_id=identity(entry.text("document_number", required=True), entry.published()),
        published_on=filed_at.astimezone(zone(local)).date(),
        published_at=filed_at.astimezone(zone("UTC")),
        title=title[:LONGEST_TITLE],
        url=entry.address("html_url"),
        issuer=issuer,
        jurisdiction="US",
        document_type=f"{entry.text('type') or 'Document'}, {FILED}",
        topics=programmes_in(words),
        acts=acts_in(words),
    )
