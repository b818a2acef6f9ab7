"""The gap between an official rate and the market's as plain values for the JSON form."""

from __future__ import annotations

from tracker.model.instants import format_instant
from tracker.model.observation import Observation
from tracker.reports.machine_events import JsonObject, number
from tracker.reports.official_gap import OfficialGap


def gap_record(gap: OfficialGap | None) -> JsonObject | None:
    """Per cent of the market's rate, > 0: the official one is above it; None where no gap is known."""
    if gap is None:
        return None
    derivation = gap.series.gap
    return {
        "series": gap.series.key,
        "official": None if derivation is None else str(derivation.official),
        "market": None if derivation is None else str(derivation.market),
        "unit": "per cent of the market's rate; > 0: the official rate is above it",
        "rule": gap.rule or None,
        "newest": _value(gap.newest),
        "observations": [_value(one) for one in gap.within],
        "typical": number(gap.typical),
        "largest": _value(gap.largest),
        "since": gap.since.label,
        "n": gap.n,
    }


def _value(one: Observation) -> JsonObject:
    fixing = one.fixing
    return {
        "label": fixing.label,
        "made_from": format_instant(fixing.made_from),
        "made_to": format_instant(fixing.made_to),
        "published_at": format_instant(fixing.published_at),
        "method": fixing.method,
        "value": number(one.value),
        "value_low": None if one.span is None else number(one.span.low),
        "value_high": None if one.span is None else number(one.span.high),
    }
