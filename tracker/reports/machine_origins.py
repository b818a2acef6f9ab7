"""Where the numbers of a report come from, as plain values for the JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.model.instants import format_instant
from tracker.reports.cleaning import clean
from tracker.reports.machine_events import JsonObject, JsonValue
from tracker.reports.origin import Origin

_DOCUMENT = ("document", "address", "sha256", "retrieved_at", "recorded_at", "rights")


def origin_records(origins: Sequence[Origin]) -> JsonObject:
    """``origins``: each value, as text with all its digits; ``documents``: what they stand in, each once.

    A value names its document in ``document_id``; a computed one names others in ``reckoned_from``, by their keys.
    """
    ids: dict[tuple[str | None, ...], str] = {}
    told: list[JsonValue] = [_record(one, ids) for one in origins]
    documents: list[JsonValue] = [
        {"id": name, **dict(zip(_DOCUMENT, found, strict=True))} for found, name in ids.items()
    ]
    return {"documents": documents, "origins": told}


def _record(one: Origin, ids: dict[tuple[str | None, ...], str]) -> JsonObject:
    instants = _instant(one.retrieved_at), _instant(one.recorded_at)
    found = (clean(one.document) or None, clean(one.address) or None, clean(one.sha256) or None, *instants)
    stands = (*found, clean(one.rights) or None)
    return {
        "key": clean(one.key),
        "series": clean(one.series),
        "label": clean(one.label),
        "value": f"{one.value:f}",
        "source": clean(one.source),
        "method": clean(one.method) or None,
        "made_from": format_instant(one.made_from),
        "made_to": format_instant(one.made_to),
        "published_at": _instant(one.published_at),
        "document_id": ids.setdefault(stands, f"d{len(ids) + 1}") if any(found) else None,
        "reckoned_from": [clean(key) for key in one.reckoned_from],
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
