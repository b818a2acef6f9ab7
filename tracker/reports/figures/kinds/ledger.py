"""The ledger over the year that ends with the period."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.briefing import Briefing
from tracker.reports.figures.figure import Figure
from tracker.reports.figures.ledger import ledger_figure
from tracker.reports.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKind:
    """What was logged."""

    key: str = "ledger"

    def of(self, briefing: Briefing, words: Words) -> Figure | None:
        """The counts of a year; None where nothing is logged in it."""
        if briefing.history is None:
            return None
        shaded = briefing.period.since, min(briefing.period.until, briefing.history.until)
        return ledger_figure(briefing.history, words, shaded=shaded, key=self.key)


FIGURE = LedgerKind()
