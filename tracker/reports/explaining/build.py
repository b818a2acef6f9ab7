"""From an explanation to a document: the answer in plain words, the days, what else is known, how good it is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from tracker.registry import declared
from tracker.reports import dates
from tracker.reports.build import notices
from tracker.reports.document import Report, Section, SectionBuilder
from tracker.reports.explaining.answer import answer
from tracker.reports.explaining.days import days_section, order_section
from tracker.reports.explaining.notes import notes_section
from tracker.reports.explaining.outside import (
    advice_section,
    ends_section,
    late_section,
    panels_section,
    quiet_section,
)
from tracker.reports.explanation import Explanation

_DETAILED = 5
"""Days of a longer period that are told one by one: the most unusual."""


def build_explanation(found: Explanation) -> Report:
    """The format-neutral document; pure: the same explanation gives the same document."""
    shared = cast("dict[str, SectionBuilder]", declared("tracker.reports.sections", "SECTION"))
    briefing = found.briefing
    several = len(found.days) > 1
    told = found.by_unusualness[:_DETAILED] if several else found.days
    whole = shared["elsewhere"].build(briefing) if several else None
    if whole is not None:
        whole = replace(whole, title=f"{dates.this_period(briefing.period).upper()} AS A SUM")
    ahead = found.asked.start > briefing.public_by
    sections: list[Section | None] = [
        order_section(found) if several else None,
        *(days_section(found, day) for day in told),
        late_section(found),
        ends_section(found),
        whole,
        shared["second"].build(briefing),
        shared["gap"].build(briefing),
        *(() if ahead else (quiet_section(found), advice_section(found), panels_section(found), notes_section(found))),
        shared["log"].build(briefing),
    ]
    return Report(
        title="WHAT MOVED THEN",
        period=dates.period_title(found.asked),
        notices=() if ahead else notices(briefing),
        headline=answer(found),
        sections=tuple(section for section in sections if section is not None),
        briefing=briefing,
    )
