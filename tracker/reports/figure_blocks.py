"""Figures as blocks of the report."""

from __future__ import annotations

from tracker.reports.briefing import Briefing
from tracker.reports.document import FigureBlock
from tracker.reports.figures.figure import figure_of


def figures_of(briefing: Briefing, key: str, *, instead: bool = True) -> tuple[FigureBlock, ...]:
    """The figure of one kind, or nothing where there is nothing to draw; ``instead`` as in ``FigureBlock``."""
    found = figure_of(briefing, key)
    return () if found is None else (FigureBlock(figure=found, instead=instead),)
