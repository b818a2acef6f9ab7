"""What else moved: other currencies over the same period, and the period's move as a sum of parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tracker.reports.briefing import Briefing, Decomposition
from tracker.reports.cleaning import NARROW, clean
from tracker.reports.currencies import pair_of
from tracker.reports.decomposed import rounded_parts
from tracker.reports.document import Block, Paragraph, Section, Text, text, toned
from tracker.reports.figure_blocks import figures_of
from tracker.reports.numbers import percent, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereSection:
    """WHAT ELSE MOVED."""

    key: str = "elsewhere"
    order: int = 50

    def build(self, briefing: Briefing) -> Section | None:
        """Other moves beside the title, the decomposition below."""
        if not briefing.others and briefing.decomposition is None:
            return None
        sentences = []
        for against, members in groupby(briefing.others, lambda other: other.against):
            moves = ", ".join(f"{clean(other.name, 60)} {percent(other.change, signed=True)}" for other in members)
            sentences.append(f"{moves} against the {clean(against, 30)}")
        blocks: tuple[Block, ...] = ()
        if briefing.decomposition is not None:
            content = _sum(briefing.decomposition, pair_of(briefing.info.series.name).base)
            blocks = (Paragraph(content=content), *figures_of(briefing, "decomposition"))
        return Section(key=self.key, title="WHAT ELSE MOVED", aside=text("; ".join(sentences)), blocks=blocks)


def _sum(found: Decomposition, base: str) -> Text:
    total, parts = rounded_parts(found)
    rise = "rise" if total >= 0 else "fall"
    shown = " · ".join(f"{clean(name, 60)}{NARROW}{signed(value)}" for _, name, value in parts)
    note = f" {clean(found.note, 200)}" if found.note else ""
    return text(f"{base}'s {rise} {signed(total)} = {shown}", toned("  (log %; the parts add up)", "muted"), text(note))


SECTION = ElsewhereSection()
