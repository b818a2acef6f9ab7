"""Where the numbers of a report come from, as plain values for the JSON form."""

from __future__ import annotations

from datetime import datetime

from tracker.model.instants import format_instant
from tracker.reports.cleaning import clean
from tracker.reports.machine_events import JsonObject
from tracker.reports.origin import Origin


def origin_record(one: Origin) -> JsonObject:
    """One observation: its value with all its digits, as text, and the document it stands in.

    ``reckoned_from`` has the keys of the others a computed one was made from.
    """
    return {
        "key": clean(one.key),
        "series": clean(one.series),
        "label": clean(one.label),
        "value": f"{one.value:f}",
        "source": clean(one.source),
        "made_from": format_instant(one.made_from),
        "made_to": format_instant(one.made_to),
        "published_at": _instant(one.published_at),
        "method": clean(one.method) or None,
        "recorded_at": _instant(one.recorded_at),
        "retrieved_at": _instant(one.retrieved_at),
        "document": clean(one.document) or None,
        "address": clean(one.address) or None,
        "sha256": clean(one.sha256) or None,
        "reckoned_from": [clean(key) for key in one.reckoned_from],
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)
