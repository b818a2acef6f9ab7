"""What readers were told of a period in numbers and verdicts, so that a change to it can be told them, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFigures:
    """The figures of one period as one letter told them: in its own letter, or in one that corrected it.

    Attributes
    ----------
    report : str
        Which letter, with the zone in which its periods begin: ``weekly Europe/Berlin``.
    period : str
        The period the figures are about, ``2014-W46``.
    told_in : str
        The period of the letter that told them.
    document : mapping
        The figures, as ``tracker.reports.sent_figures`` makes and compares them.
    recorded_at : datetime
        UTC instant.
    """

    report: str
    period: str
    told_in: str
    document: Mapping[str, Any]
    recorded_at: datetime
