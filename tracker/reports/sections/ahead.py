"""What is scheduled after the period, without the outcomes learned since."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports import dates
from tracker.reports.briefing import Briefing
from tracker.reports.cleaning import clean
from tracker.reports.document import Section, text

_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadSection:
    """AHEAD."""

    key: str = "ahead"
    order: int = 70

    def build(self, briefing: Briefing) -> Section:
        """One line."""
        year = briefing.period.since.year
        shown = [
            f"{dates.day_name(item.day, year=item.day.year != year)}: {clean(item.what, 80)}"
            f" ({clean(item.expectedness, 20)})"
            for item in briefing.ahead[:_MOST]
        ]
        return Section(key=self.key, title="AHEAD", aside=text(" · ".join(shown) or "nothing scheduled is logged"))


SECTION = AheadSection()
