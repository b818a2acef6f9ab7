"""Whose numbers and lists a report holds: for credits, for citations, for the sheet of sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.model.series import Series
from tracker.model.source import SourceInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedSource:
    """One source of a report.

    Attributes
    ----------
    key : str
        As in ``USD/RUB@key``.
    info : SourceInfo or None
        What it declares of itself; None for rates from a file.
    series : tuple of Series
        Those of its series whose values are in the report; none of a list.
    retrieved_at : datetime or None
        When its newest document was had (UTC); None where none was, as of what came with the program.
    copied : str
        The copy in an installed package that this document is, in words; empty where it came from the source itself.
    """

    key: str
    info: SourceInfo | None
    series: tuple[Series, ...] = ()
    retrieved_at: datetime | None = None
    copied: str = ""
