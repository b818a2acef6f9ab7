"""What the ledger has of the year that ends with the period: a picture, and where none can be drawn a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.briefing import Briefing
from tracker.reports.document import Paragraph, Section, toned
from tracker.reports.figure_blocks import figures_of

_COUNTED = (
    "“New sanctions” at the top are the period's listings and other sanctions that impose or widen something; those"
    " that prolong, threaten or adjust are counted here alone."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSection:
    """THE YEAR IN THE LEDGER."""

    key: str = "year"
    order: int = 62

    def build(self, briefing: Briefing) -> Section | None:
        """The ledger over time; nothing where it has nothing."""
        blocks = figures_of(briefing, "ledger", instead=False)
        if not blocks:
            return None
        said = Paragraph(content=toned(_COUNTED, "muted"))
        return Section(key=self.key, title="THE YEAR IN THE LEDGER", blocks=(*blocks, said))


SECTION = YearSection()
