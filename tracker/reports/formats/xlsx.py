"""The report as a workbook: real dates and numbers in tidy sheets, with what they mean and how to cite them."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.citations import citations_of
from tracker.reports.cleaning import plain
from tracker.reports.document import Report, as_str
from tracker.reports.phrases import NO_CAUSE_SENTENCE
from tracker.reports.tables.briefed import credits_of, tables_of
from tracker.reports.workbook.tables import workbook_of

_SHEETS = ("rates", "events", "windows", "list_changes", "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxFormat:
    """Sheets README, Rates, Events, Windows, List changes and Sources; no formula, no link, the same bytes twice."""

    key: str = "xlsx"
    suffix: str = ".xlsx"
    binary: bool = True

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> bytes:  # noqa: A002, ARG002 - the contract's names
        """The file; width, colour and encoding mean nothing here."""
        briefing, tables = report.briefing, tables_of(report.briefing)
        lines = [
            plain(as_str(report.headline)),
            *(plain(as_str(notice)) for notice in report.notices),
            f"Series: {briefing.series}, {briefing.info.schedule}; times are in UTC.",
            "A positive log_return is a weaker quote currency. A move belongs to its fixing: never add up over events.",
            f"{NO_CAUSE_SENTENCE}: nothing here says why a rate moved.",
            *_about_lists(report),
            *(f"Credit: {one}" for one in credits_of(briefing)),
            f"To cite: {citations_of(briefing)[0].sentence}",
        ]
        chosen = [tables[name] for name in _SHEETS]
        return workbook_of(plain(f"{report.title} · {report.period}"), lines, chosen, briefing.generated_at)


def _about_lists(report: Report) -> list[str]:
    if report.briefing.lists.stored:
        return []
    return ["No copies of sanctions lists of that time are stored: the empty sheet does not say that nothing changed."]


FORMAT = XlsxFormat()
