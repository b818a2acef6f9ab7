"""What a text that rests on the report cites: the report, the publishers of its rates, the pages of its events."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.ascii_form import to_ascii
from tracker.reports.citations import citations_of
from tracker.reports.document import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class BibtexFormat:
    """BibTeX entries; width and colour mean nothing here."""

    key: str = "bibtex"
    suffix: str = ".bib"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The report first, then its sources in the order in which they are used."""
        text = "\n\n".join(one.bibtex for one in citations_of(report.briefing)) + "\n"
        return to_ascii(text) if ascii else text


FORMAT = BibtexFormat()
