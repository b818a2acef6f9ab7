"""The year in the ledger as plain values for the JSON form."""

from __future__ import annotations

from tracker.reports.cleaning import clean
from tracker.reports.ledger_history import Counts, LedgerHistory
from tracker.reports.machine_events import JsonObject, JsonValue


def history_record(history: LedgerHistory | None) -> JsonObject | None:
    """The counts of the ledger figure: ``until`` is exclusive; lists of numbers have one for each of ``begins``."""
    if history is None:
        return None
    return {
        "since": history.since.isoformat(),
        "until": history.until.isoformat(),
        "step": history.step,
        "n": history.n,
        "begins": [day.isoformat() for day in history.begins],
        "kinds": _counts(history.kinds),
        "designations": _counts(history.designations),
        "delistings": _counts(history.delistings),
    }


def _counts(counts: Counts) -> JsonObject:
    found: dict[str, JsonValue] = {}
    for key, numbers in counts:
        found[clean(key)] = list(numbers)
    return found
