"""Windows, events and alignments as plain values for the JSON form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from tracker.model.alignment import Alignment, Move, Pending
from tracker.model.instants import format_instant
from tracker.model.schedule import Fixing
from tracker.reports.agreement import same_direction
from tracker.reports.briefing import Briefing, EventItem, Reaction, WindowFinding, belongs
from tracker.reports.cleaning import clean

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = "dict[str, JsonValue]"


def number(value: float | Decimal | None) -> float | None:
    """A finite number, or None."""
    if value is None:
        return None
    result = float(value)
    return result if math.isfinite(result) else None


def move_fields(move: Move) -> JsonObject:
    """The three measures of a move."""
    return {
        "log_return": number(move.log_return),
        "pair_change": number(move.pair_change),
        "value_change": number(move.value_change),
    }


def window_record(found: WindowFinding) -> JsonObject:
    """One observation with its move, its tests and the events that met it."""
    window, interval = found.window, found.interval
    return {
        "series": window.series,
        "pre": window.pre.label,
        "label": window.fixing.label,
        "made_from": format_instant(window.fixing.made_from),
        "made_to": format_instant(window.fixing.made_to),
        "published_at": format_instant(window.fixing.published_at),
        "value_before": number(window.value_before),
        "value": number(window.value),
        **move_fields(window.move),
        "own_part": number(found.own_part),
        "sigma": number(found.sigma),
        "pvalue": number(found.pvalue),
        "at_floor": found.at_floor,
        "interval": None if interval is None else [number(interval[0]), number(interval[1])],
        "threshold": number(found.threshold),
        "mde": number(found.mde),
        "textbook": {"stat": number(found.textbook_t), "pvalue": number(found.textbook_pvalue)},
        "verdict": found.verdict if found.tested else None,
        "borderline": found.borderline,
        "not_applicable": clean(found.not_applicable) or None,
        "rank_note": clean(found.rank_note) or None,
        "method_break": window.method_break,
        "certain": [clean(event_id) for event_id in window.certain],
        "possible": [clean(event_id) for event_id in window.possible],
    }


def event_record(item: EventItem, tag: str, briefing: Briefing) -> JsonObject:
    """One event with its alignments; every pair of ends is here, however many the text shows."""
    event = item.event
    return {
        "id": clean(event.id),
        "tag": tag,
        "title": clean(event.title),
        "kind": clean(event.kind),
        "action": clean(event.action),
        "stance": clean(event.stance),
        "issuer": clean(event.issuer),
        "jurisdiction": clean(event.jurisdiction),
        "actor": clean(event.actor) or None,
        "interval": {
            "earliest_utc": format_instant(event.time.interval.start),
            "latest_utc": format_instant(event.time.interval.end),
            "zone": clean(event.time.zone),
            "precision": clean(event.time.precision),
            "basis": clean(event.time.basis) or None,
        },
        "in_period": belongs(event, briefing.period),
        "alignments": reaction_records(item.reactions),
        "confounders": [clean(event_id) for event_id in item.confounders],
        "verified": clean(event.verified),
        "provenance": clean(event.provenance),
        "sources": [{"url": clean(source.url), "tier": clean(source.tier) or None} for source in event.sources],
    }


def reaction_records(found: Sequence[Reaction]) -> list[JsonValue]:
    """The alignments of one event, each with whether its move agrees in sign with the first one's that has any.

    ``same_direction`` is null for that first one, and where a move is missing or nothing.
    """
    first = next((one for one in found if one.to_latest is not None), None)
    return [
        {
            **reaction_record(one),
            "same_direction": None if first is None or one is first else same_direction(first.to_latest, one.to_latest),
        }
        for one in found
    ]


def reaction_record(found: Reaction) -> JsonObject:
    """One alignment with its reactions."""
    alignment = found.alignment
    return {
        "series": alignment.series,
        "pre": _valued(alignment.pre, found.value_pre),
        "earliest": _valued(alignment.earliest, found.value_earliest),
        "latest": _valued(alignment.latest, found.value_latest),
        "contaminated": list(alignment.contaminated),
        "ambiguous": alignment.ambiguous,
        "spans": alignment.spans,
        "reaction": _move(found.to_latest),
        "reaction_earliest": _move(found.to_earliest),
        "last_step": _move(found.last_step),
        "verdict": found.verdict or None,
        "verdict_earliest": found.verdict_earliest or None,
        "verdict_latest": found.verdict_latest or None,
        "pvalue": number(found.pvalue),
        "shared_with": [clean(event_id) for event_id in found.shared_with],
        "not_applicable": clean(found.not_applicable) or None,
        "method_break": alignment.method_break,
        "gap_days": number(alignment.gap_days),
        "pending": _pending(alignment),
        "note": clean(alignment.note) or None,
    }


def _move(move: Move | None) -> JsonObject | None:
    return None if move is None else move_fields(move)


def fixing_record(fixing: Fixing | None) -> JsonObject | None:
    """When a rate was made and published; None for no rate."""
    if fixing is None:
        return None
    return {
        "label": fixing.label,
        "made_from": format_instant(fixing.made_from),
        "made_to": format_instant(fixing.made_to),
        "published_at": format_instant(fixing.published_at),
    }


def _valued(fixing: Fixing | None, value: Decimal | None) -> JsonObject | None:
    record = fixing_record(fixing)
    return None if record is None else {"label": record["label"], "value": number(value), **record}


def _pending(alignment: Alignment) -> JsonObject | None:
    pending: Pending | None = alignment.pending
    if pending is None:
        return None
    return {
        "label": pending.label,
        "made_from": format_instant(pending.made_from),
        "made_to": format_instant(pending.made_to),
        "expected_at": format_instant(pending.expected_at),
    }
