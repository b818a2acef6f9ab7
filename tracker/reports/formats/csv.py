"""The report as one tidy table in CSV: a row for each event that met a fixing, and for each fixing that met none."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.ascii_form import to_ascii
from tracker.model.csv_form import csv_text
from tracker.reports.document import Report
from tracker.reports.tables.briefed import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFormat:
    """One table in the plain style; who writes it may turn it into another. Width and colour mean nothing here."""

    key: str = "csv"
    suffix: str = ".csv"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The whole table, with a head."""
        table = rows_of(report.briefing)
        text = csv_text(table.shape.names, table.rows)
        return to_ascii(text) if ascii else text


FORMAT = CsvFormat()
