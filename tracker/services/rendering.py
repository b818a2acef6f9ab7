"""A briefing as text, markdown or JSON."""

from __future__ import annotations

from typing import Protocol, cast

from tracker.registry import declared
from tracker.reports.briefing import Briefing
from tracker.reports.document import Report
from tracker.reports.explanation import Explanation

_WIDTH = 100


class _Format(Protocol):
    def render(self, report: Report, *, width: int, color: bool, ascii: bool) -> str: ...  # noqa: A002


def render(briefing: Briefing, form: str, *, width: int = _WIDTH, color: bool = False, plain: bool = False) -> str:
    """Build the report of a briefing and write it in a format; ``plain`` asks for the ASCII form."""
    from tracker.reports.build import build_report

    chosen = cast("_Format", declared("tracker.reports.formats", "FORMAT")[form])
    return chosen.render(build_report(briefing), width=width, color=color, ascii=plain)


def render_explanation(found: Explanation, form: str, *, color: bool = False, plain: bool = False) -> str:
    """Build the document of an explanation and write it in a format; its JSON has fields of its own."""
    from tracker.reports.explaining.build import build_explanation

    report = build_explanation(found)
    if form == "json":
        import json

        from tracker.reports.explaining.machine import explanation_record

        return json.dumps(explanation_record(found, report), ensure_ascii=plain, allow_nan=False, indent=2) + "\n"
    chosen = cast("_Format", declared("tracker.reports.formats", "FORMAT")[form])
    return chosen.render(report, width=_WIDTH, color=color, ascii=plain)
