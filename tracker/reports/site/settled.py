"""A week as its page tells it: whatever was learned since, what is not of the week does not move its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from tracker.reports.briefing import Briefing, CoverageLine, ListsInfo

UNTOLD = frozenset(
    ("schema_version", "generated_at", "public_by", "version", "software_version", "coverage", "notes", "origins")
)
"""Fields of a report's record that say how and when it was made: another value of theirs is no other report."""


def settled(briefing: Briefing, *, lists: ListsInfo, made_at: datetime) -> Briefing:
    """The briefing of a page: made at an instant, with what all copies of the lists tell, its sources as of the week.

    Only what was public by the instant at which the page was made is in it, so that instant bounds ``public_by``.
    """
    return replace(
        briefing,
        generated_at=made_at,
        public_by=min(briefing.public_by, made_at),
        lists=lists,
        coverage=tuple(seen_from(line, briefing.period.until) for line in briefing.coverage),
    )


def seen_from(line: CoverageLine, until: date) -> CoverageLine:
    """What a source brings beside rates, as of a period: how far past it that reaches today is not told.

    >>> seen_from(CoverageLine(source="a", title="A", kind="lists", newest="2026-11-27"), date(2014, 11, 17)).beyond
    True
    """
    if line.kind == "rates" or line.newest is None or line.newest < until.isoformat():
        return line
    return replace(line, newest=None, beyond=True)


def content_of(record: Mapping[str, object]) -> dict[str, object]:
    """What a report tells, without how and when it was made."""
    told = {key: value for key, value in record.items() if key not in UNTOLD}
    ledger = told.get("ledger")
    if isinstance(ledger, dict):
        told["ledger"] = {key: value for key, value in ledger.items() if key != "version"}
    return told
