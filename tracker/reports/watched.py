"""Pairs watched beside the one a report is about."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.levels import LevelSpan, SeriesInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPair:
    """Another configured pair over the period. ``period`` None: ``missing`` says why, a clause in words.

    ``not_applicable``: the rate was held by decree, in words; empty where it was not.
    """

    pair: str
    info: SeriesInfo | None = None
    period: LevelSpan | None = None
    missing: str = ""
    not_applicable: str = ""
