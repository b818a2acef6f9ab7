"""What else moved: other currencies over the same period, and the period's move as a sum of parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from tracker.reports.briefing import Briefing, Decomposition
from tracker.reports.cleaning import NARROW, clean
from tracker.reports.currencies import pair_of
from tracker.reports.decomposed import rounded_parts
from tracker.reports.document import Block, Paragraph, Section, Text, joined, sourced, text, toned
from tracker.reports.figure_blocks import figures_of
from tracker.reports.findings import OtherMove
from tracker.reports.numbers import percent, signed
from tracker.reports.refs import refs_of_move


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereSection:
    """WHAT ELSE MOVED."""

    key: str = "elsewhere"
    order: int = 50

    def build(self, briefing: Briefing) -> Section | None:
        """Other moves beside the title, the decomposition below."""
        if not briefing.others and briefing.decomposition is None:
            return None
        sentences: list[Text] = []
        for against, members in groupby(briefing.others, lambda other: other.against):
            moves = joined((_moved(other) for other in members), ", ")
            sentences.append(text(moves, f" against the {clean(against, 30)}"))
        blocks: tuple[Block, ...] = ()
        if briefing.decomposition is not None:
            content = _sum(briefing, briefing.decomposition)
            blocks = (Paragraph(content=content), *figures_of(briefing, "decomposition"))
        return Section(key=self.key, title="WHAT ELSE MOVED", aside=joined(sentences, "; "), blocks=blocks)


def _moved(other: OtherMove) -> Text:
    return text(f"{clean(other.name, 60)} ", sourced(percent(other.change, signed=True), *other.refs))


def _sum(briefing: Briefing, found: Decomposition) -> Text:
    total, parts = rounded_parts(found)
    base, rise = pair_of(briefing.info.series.name).base, "rise" if total >= 0 else "fall"
    refs = {part.key: part.refs for part in found.parts}
    shown = (text(f"{clean(name, 60)}{NARROW}", sourced(signed(value), *refs[key])) for key, name, value in parts)
    whole = sourced(signed(total), *refs_of_move(briefing))
    note = f" {clean(found.note, 200)}" if found.note else ""
    muted = toned("  (log %; the parts add up)", "muted")
    return text(f"{base}'s {rise} ", whole, " = ", joined(shown, " · "), muted, note)


SECTION = ElsewhereSection()
