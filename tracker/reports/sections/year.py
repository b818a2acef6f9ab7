"""What the ledger has of the year that ends with the period: a picture, and where none can be drawn a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.briefing import Briefing
from tracker.reports.document import Section
from tracker.reports.figure_blocks import figures_of


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSection:
    """THE YEAR IN THE LEDGER."""

    key: str = "year"
    order: int = 62

    def build(self, briefing: Briefing) -> Section | None:
        """The ledger over time; nothing where it has nothing."""
        blocks = figures_of(briefing, "ledger", instead=False)
        return Section(key=self.key, title="THE YEAR IN THE LEDGER", blocks=blocks) if blocks else None


SECTION = YearSection()
