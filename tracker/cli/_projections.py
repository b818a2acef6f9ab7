"""The JSON forms of the model, as scripts read them. Fields are added, never renamed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.model.event import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.model.event import EventEdit, PolicyEvent
    from tracker.model.observation import Observation
    from tracker.services.ledger import Merging, Suggested


def event_json(event: PolicyEvent) -> dict[str, object]:
    """One policy event."""
    return {
        "id": event.id,
        "title": event.title,
        "summary": event.summary,
        "kind": event.kind,
        "action": event.action,
        "stance": event.stance,
        "issuer": event.issuer,
        "jurisdiction": event.jurisdiction,
        "actor": event.actor,
        "role": event.role,
        "target": event.target,
        "programme": event.programme,
        "interval": {
            "earliest_utc": event.time.interval.start,
            "latest_utc": event.time.interval.end,
            "zone": event.time.zone,
            "precision": event.time.precision,
            "basis": event.time.basis,
        },
        "adopted_on": event.adopted_on,
        "published_on": None if NO_DAY in event.sets else event.published_on,
        "effective_on": event.effective_on,
        "legal_on": event.legal_on,
        "expectedness": event.expectedness,
        "sources": [
            {"url": one.url, "tier": one.tier, "retrieved_at": one.retrieved_at, "sha256": one.sha256}
            for one in event.sources
        ],
        "sets": list(event.sets),
        "evidence": event.evidence,
        "note": event.note,
        "verified": event.verified,
        "provenance": event.provenance,
        "status": event.status,
    }


def merger_json(merger: Merging) -> dict[str, object]:
    """One event that another one tells of."""
    return {
        "event_id": merger.event.id,
        "into": merger.into,
        "by": merger.by,
        "score": merger.score,
        "because": merger.words,
    }


def suggestion_json(suggestion: Suggested) -> dict[str, object]:
    """One event in review that may be of one act with another."""
    return {
        "event_id": suggestion.event_id,
        "into": suggestion.into,
        "score": suggestion.score,
        "because": suggestion.words,
    }


def edit_json(edit: EventEdit) -> dict[str, object]:
    """One recorded decision about an event."""
    return {
        "action": edit.action,
        "changes": dict(edit.changes),
        "base": dict(edit.base),
        "reason": edit.reason,
        "by": edit.by,
        "recorded_at": edit.recorded_at,
    }


def observation_json(observation: Observation, source: str) -> dict[str, object]:
    """One value with the instants of its making and when it was learned.

    ``value_low`` and ``value_high``: what it may have been before it was rounded, null where that is not known to show.
    """
    fixing = observation.fixing
    return {
        "label": fixing.label,
        "made_from": fixing.made_from,
        "made_to": fixing.made_to,
        "published_at": fixing.published_at,
        "value": observation.value,
        "value_low": None if observation.span is None else observation.span.low,
        "value_high": None if observation.span is None else observation.span.high,
        "source": source,
        "vintage": observation.vintage,
        "method": fixing.method,
        "quality": observation.quality,
    }


def left_out_warnings(said: Sequence[str]) -> list[dict[str, object]]:
    """What is missing because others read the answer, as warnings of its frame."""
    return [{"code": "left_out", "message": sentence, "source": None} for sentence in said]
