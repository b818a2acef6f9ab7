"""A briefing as text, markdown or JSON."""

from __future__ import annotations

from typing import Protocol, cast

from tracker.registry import declared
from tracker.reports.briefing import Briefing
from tracker.reports.document import Report


class _Format(Protocol):
    def render(self, report: Report, *, width: int, color: bool, ascii: bool) -> str: ...  # noqa: A002


def render(briefing: Briefing, form: str, *, width: int = 100, color: bool = False, plain: bool = False) -> str:
    """Build the report of a briefing and write it in a format; ``plain`` asks for the ASCII form."""
    from tracker.reports.build import build_report

    chosen = cast("_Format", declared("tracker.reports.formats", "FORMAT")[form])
    return chosen.render(build_report(briefing), width=width, color=color, ascii=plain)
