"""How good the explanation is: the report's own remarks, and how its new measures are made."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from tracker.registry import declared
from tracker.reports.currencies import pair_of
from tracker.reports.document import Block, Notes, Section, SectionBuilder, Text, text
from tracker.reports.explanation import Explanation
from tracker.reports.tallied import counted_ones


def notes_section(found: Explanation) -> Section | None:
    """The report's "how good is this" with the tally of the year and the rule behind "whose day"."""
    shared = cast("dict[str, SectionBuilder]", declared("tracker.reports.sections", "SECTION"))
    section = shared["quality"].build(found.briefing)
    rows = [*_tally(found), *_whose(found)]
    if section is None or not rows:
        return section
    blocks: list[Block] = []
    for block in section.blocks:
        added = replace(block, rows=(*block.rows[:-1], *rows, block.rows[-1])) if isinstance(block, Notes) else block
        blocks.append(added)
    return replace(section, blocks=tuple(blocks))


def _tally(found: Explanation) -> list[tuple[str, Text]]:
    """How many observations of the year stood out, beside how many would by chance."""
    tally, info = found.briefing.tally, found.briefing.info
    if tally is None:
        return []
    said = f"of {tally.n} {counted_ones(tally, info)} {tally.marked} stood out"
    return [("tally", text(f"{said}; by chance alone about {tally.by_chance:.0f} would"))]


def _whose(found: Explanation) -> list[tuple[str, Text]]:
    """The rule behind "whose day", and how often ordinary days get each of the four answers."""
    if not any(day.panel is not None for day in found.days):
        return []
    pair = pair_of(found.briefing.info.series.name)
    rule = (
        "whose day",
        text(
            f"{pair.quote}: among the three that moved furthest, 1.5 of its usual days or more; {pair.base}: four in"
            " five others moved one way, by 0.75 of a usual day in the middle. A usual day is forecast from the days"
            " before. Other currencies: ECB fixings"
        ),
    )
    return [rule, *_measured(found)]


def _measured(found: Explanation) -> list[tuple[str, Text]]:
    """How often ordinary days get each of the four answers, as measured once."""
    measured = found.kinds
    if measured is None:
        return []
    pair = pair_of(found.briefing.info.series.name)
    own, base, both, neither = (
        round(100 * share) for share in (measured.own, measured.base, measured.both, measured.neither)
    )
    whose = f"{pair.quote} days" if measured.currencies == 1 else "days of the one asked about"
    over = "" if measured.currencies == 1 else f", {measured.currencies} currencies each in turn"
    return [
        (
            "",
            text(
                f"of 100 ordinary days {own} are called {whose}, {base} {pair.base} days, {both} both and"
                f" {neither} neither (every ECB day {measured.first[:4]}–{measured.last[:4]}{over})"
            ),
        )
    ]
