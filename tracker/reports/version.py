"""The version of a report: a digest of what it tells, the same whenever and wherever that is computed anew.

Numbers count as far as they are printed, so that a rounding of another machine is no new version. When it was made, and
what is known of sources and days beyond the period, are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.model.event import PolicyEvent
    from tracker.reports.briefing import Briefing
    from tracker.reports.findings import WindowFinding
    from tracker.reports.levels import LevelSpan

_DIGITS = 12
_DECIMALS = 4


def version_of(briefing: Briefing) -> str:
    """Twelve hexadecimal digits; another number, verdict, event or list change gives others."""
    rate, gap, lists = briefing.rate, briefing.gap, briefing.lists
    spans = () if rate is None else (rate.period, rate.four_weeks, rate.year)
    told = {
        "period": [briefing.period.label, briefing.period.zone, briefing.period.since, briefing.period.until],
        "series": briefing.series,
        "rate": [_span(one) for one in spans if one is not None],
        "chart": [] if rate is None else [[one.label, _level(one.value)] for one in rate.chart],
        "windows": [_window(one) for one in briefing.windows],
        "tally": None if briefing.tally is None else [briefing.tally.n, briefing.tally.marked, briefing.tally.textbook],
        "parts": []
        if briefing.decomposition is None
        else [[one.key, _rounded(one.value)] for one in briefing.decomposition.parts],
        "others": [[one.name, _rounded(one.change)] for one in briefing.others],
        "second": [[one.series, *map(_window, one.windows)] for one in briefing.second if one.windows],
        "gap": [] if gap is None else [[one.label, _level(one.value)] for one in gap.within],
        "watched": [[one.pair, _span(one.period)] for one in briefing.watched if one.period is not None],
        "events": [_event(item.event) for item in briefing.named],
        "lists": [
            [one.list_key, one.change, one.entry.entry_id, one.entry.name, one.to_snapshot_at] for one in lists.changes
        ],
        "gaps": [[one.list_key, one.since, one.until, sorted(one.counts.items())] for one in lists.gaps],
    }
    text = json.dumps(told, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:_DIGITS]


def _span(found: LevelSpan) -> list[str]:
    return [found.from_label, _level(found.from_value), found.to_label, _level(found.to_value)]


def _window(found: WindowFinding) -> list[Any]:
    window = found.window
    return [
        window.fixing.label,
        _level(window.value_before),
        _level(window.value),
        _rounded(found.own_part),
        _rounded(found.pvalue),
        [found.verdict, found.borderline, str(found.not_applicable)],
        sorted(window.certain),
        sorted(window.possible),
    ]


def _event(event: PolicyEvent) -> list[Any]:
    when = event.time
    return [
        event.id,
        event.title,
        [when.interval.start, when.interval.end, when.precision],
        [event.kind, event.action, event.stance, event.jurisdiction, event.issuer, event.actor, event.verified],
        sorted(source.url for source in event.sources),
    ]


def _level(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{round(value, _DECIMALS) + 0.0:.{_DECIMALS}f}"
