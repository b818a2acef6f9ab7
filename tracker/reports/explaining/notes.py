"""How good the explanation is: the report's own remarks, and how its new measures are made."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from tracker.registry import declared
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Notes, Section, SectionBuilder, text
from tracker.reports.explanation import Explanation


def notes_section(found: Explanation) -> Section | None:
    """The report's "how good is this" with the rule behind "whose day"."""
    shared = cast("dict[str, SectionBuilder]", declared("tracker.reports.sections", "SECTION"))
    section = shared["quality"].build(found.briefing)
    if section is None or not any(day.panel is not None for day in found.days):
        return section
    pair = pair_of(found.briefing.info.series.name)
    rule = (
        "whose day",
        text(
            f"{pair.quote}: among the three that moved furthest, 1.5 of its usual days or more; {pair.base}: four in"
            " five others moved one way, by 0.75 of a usual day in the middle. A usual day is forecast from the days"
            " before. Other currencies: ECB fixings"
        ),
    )
    blocks: list[Block] = []
    for block in section.blocks:
        added = replace(block, rows=(*block.rows[:-1], rule, block.rows[-1])) if isinstance(block, Notes) else block
        blocks.append(added)
    return replace(section, blocks=tuple(blocks))
