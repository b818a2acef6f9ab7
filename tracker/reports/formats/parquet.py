"""The same table as CSV has, as Parquet: typed columns with their units, for pandas, R and DuckDB."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.document import Report
from tracker.reports.parquet import parquet
from tracker.reports.tables.briefed import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetFormat:
    """One file. Needs pyarrow, else ``ConfigError``."""

    key: str = "parquet"
    suffix: str = ".parquet"
    binary: bool = True

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> bytes:  # noqa: A002, ARG002 - the contract's names
        """The file; width, colour and encoding mean nothing here."""
        return parquet(rows_of(report.briefing))


FORMAT = ParquetFormat()
