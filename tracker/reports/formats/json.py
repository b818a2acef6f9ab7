"""JSON for programs, under the documented names; safe to embed in a page."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tracker.reports.cleaning import embeddable
from tracker.reports.document import Report
from tracker.reports.machine import report_record


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFormat:
    """The report as one JSON object. ``ascii`` escapes every other character; width and colour mean nothing here."""

    key: str = "json"
    suffix: str = ".json"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The whole document, ending with a line break; NaN is an error, never output."""
        document = json.dumps(report_record(report), ensure_ascii=ascii, allow_nan=False, indent=2)
        return embeddable(document) + "\n"


FORMAT = JsonFormat()
