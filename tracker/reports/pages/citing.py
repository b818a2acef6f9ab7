"""The box that says how to cite a page, what it was made with and what it is not; and the same as linked data."""

from __future__ import annotations

import json
from datetime import datetime

from markupsafe import Markup

from tracker.model.instants import format_instant
from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.citations import PROGRAM, Citation, citation_of
from tracker.reports.cleaning import embeddable
from tracker.reports.pages.markup import element, named
from tracker.reports.pages.telling import said

NOT_MEANT = "Neither a screening tool nor investment advice."


def cite_part(briefing: Briefing, *, citation: Citation | None = None, version: str = "", command: str = "") -> Markup:
    """How to cite the page. ``command`` is what computes the same again; empty where that is not told.

    ``citation`` and ``version`` are those of what the page tells, where it is not the report of the briefing.
    """
    cited = citation or citation_of(briefing)
    facts = [
        ("Made", _instant(briefing.generated_at)),
        ("Knows what was public by", _instant(briefing.public_by)),
        (
            "Report",
            element(
                "span", f"version {said(version or briefing.version, 60)}; another where anything told here is another"
            ),
        ),
        ("Ledger", element("span", f"version {said(briefing.ledger_version, 60)}")),
        ("Program", element("span", f"version {said(briefing.software_version, 60)}")),
    ]
    if command:
        facts.append(("Compute it again", element("code", command)))
    return element(
        "section",
        element("h2", "How to cite", id="part-cite-title"),
        _copied(
            "citation-text", element("p", cited.sentence, id="citation-text", class_="sentence"), "Copy the citation"
        ),
        element(
            "details",
            element("summary", "BibTeX"),
            _copied(
                "citation-bibtex",
                element(
                    "pre", element("code", cited.bibtex), id="citation-bibtex", tabindex="0", aria_label="BibTeX entry"
                ),
                "Copy the BibTeX entry",
            ),
        ),
        element("dl", [element("div", element("dt", key), element("dd", told)) for key, told in facts], class_="facts"),
        element("ul", [element("li", said(one, 300)) for one in briefing.credits], class_="credits")
        if briefing.credits
        else None,
        element("p", NOT_MEANT, class_="moral"),
        id="part-cite",
        class_="part part-cite",
        aria_labelledby="part-cite-title",
    )


def _instant(instant: datetime) -> Markup:
    shown = f"{dates.short(instant.date(), year=True)}, {instant:%H:%M} UTC"
    return element("time", shown, datetime=format_instant(instant))


def _copied(place: str, shown: Markup, words: str) -> Markup:
    button = element("button", words, type="button", class_="copy", data_copies=place, hidden=True)
    return element("div", shown, button, class_="copied")


def metas(briefing: Briefing, *, title: str, version: str = "") -> Markup:
    """The page for programs that keep references, under the names they look for."""
    period = briefing.period.label
    told = {
        "citation_title": title,
        "citation_author": PROGRAM,
        "citation_publication_date": f"{briefing.generated_at:%Y/%m/%d}",
        "citation_technical_report_institution": PROGRAM,
        "citation_technical_report_number": f"{said(period, 60)}, version {version or briefing.version}",
        "citation_language": "en",
    }
    return Markup("\n").join(named("meta", {"name": name, "content": content}) for name, content in told.items())


def linked_data(
    briefing: Briefing, *, title: str, description: str, citation: Citation | None = None, version: str = ""
) -> Markup:
    """The page for search engines and reference managers: a data block, which no browser runs."""
    record = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": title,
        "abstract": description,
        "inLanguage": "en",
        "dateCreated": format_instant(briefing.generated_at),
        "temporalCoverage": f"{format_instant(briefing.period.start)}/{format_instant(briefing.period.end)}",
        "version": version or briefing.version,
        "author": {"@type": "Organization", "name": PROGRAM},
        "citation": (citation or citation_of(briefing)).sentence,
        "creditText": " ".join(said(one, 300) for one in briefing.credits),
        "isBasedOn": sorted({said(origin.series, 80) for origin in briefing.origins} or {briefing.series}),
    }
    content = embeddable(json.dumps(record, ensure_ascii=True, allow_nan=False, sort_keys=True))
    return element("script", Markup(content), type="application/ld+json")  # noqa: S704 - no sign of it is markup
