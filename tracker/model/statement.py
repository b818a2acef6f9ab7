"""Statements: what one named actor said, in which role, when, and which way it leans."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.event import EventTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attributed statement; ``quotation`` is verbatim or empty."""

    actor: str
    role: str
    institution: str
    jurisdiction: str
    time: EventTime
    action: str
    stance: str
    quotation: str = ""
    source_url: str = ""
