"""The ledger of all years in one figure, for the front page."""

from __future__ import annotations

from tracker.reports.figures.ledger import ledger_figure
from tracker.reports.ledger_history import LedgerHistory
from tracker.reports.pages.figures import figure
from tracker.reports.wording import ENGLISH


class _Nowhere:
    """Bars that count many announcements lead to none."""

    def leads(self, address: str) -> str:  # noqa: ARG002 - what a figure asks
        return ""


def ledger_drawn(history: LedgerHistory) -> str:
    """The figure as HTML, beneath a title that says the same as its own; empty where nothing is logged."""
    found = ledger_figure(history, ENGLISH)
    return "" if found is None else str(figure(_Nowhere(), found, beneath=found.title))
