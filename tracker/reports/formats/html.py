"""One HTML file that needs nothing else: no network, no font, no script but its own."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.document import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlFormat:
    """The report as a page that is whole by itself. ``width`` and ``color`` mean nothing here.

    ``keeper``: whether who keeps the installation reads it, who finds the commands in a box that is closed at first.
    """

    key: str = "html"
    suffix: str = ".html"
    binary: bool = False
    keeper: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The whole document; ``ascii`` writes every other character by its number."""
        from tracker.reports.cleaning import clean
        from tracker.reports.pages.citing import NOT_MEANT, linked_data, metas
        from tracker.reports.pages.markup import element, together
        from tracker.reports.pages.report import body_of
        from tracker.reports.pages.shell import PRODUCT, Page, written

        body = body_of(report, keeper=self.keeper)
        page = Page(
            title=body.title,
            description=body.description,
            main=body.main,
            contents=body.contents,
            head=together(
                metas(report.briefing, title=body.title, version=report.version),
                linked_data(
                    report.briefing,
                    title=body.title,
                    description=body.description,
                    citation=report.citation,
                    version=report.version,
                ),
            ),
            footer=element("p", f"{PRODUCT} {clean(report.briefing.software_version, 60)}. {NOT_MEANT}"),
            printed=f"{PRODUCT}, {body.title}",
        )
        document = written(page)
        return document.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii else document


FORMAT = HtmlFormat()
