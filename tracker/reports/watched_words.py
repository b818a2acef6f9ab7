"""Pairs watched beside the one a report is about, in sentences and for programs."""

from __future__ import annotations

from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.machine_events import JsonObject, move_fields, number
from tracker.reports.method_breaks import across, break_records
from tracker.reports.numbers import level, percent
from tracker.reports.phrases import direction
from tracker.reports.watched import WatchedPair


def watched_sentence(found: WatchedPair) -> str:
    """One watched pair for the letter: "dollar: 46.14 → 47.30 roubles, the rouble is worth 2.5 % less (ECB)"."""
    if found.info is None or found.period is None:
        return f"{clean(found.pair, 20)}: {clean(found.missing, 200)}."
    words, move = pair_of(found.info.series.name), found.period.move
    worth = percent(abs(move.value_change))
    change = {
        "unchanged": f"the {words.quote} is worth the same",
        "weaker": f"the {words.quote} is worth {worth} less",
        "stronger": f"the {words.quote} is worth {worth} more",
    }[direction(move)]
    levels = f"{level(found.period.from_value)} → {level(found.period.to_value)} {words.quotes} per {words.base}"
    return f"{clean(found.pair, 20)}: {levels}, {change}{across(found.period)} ({clean(found.info.credit, 60)})."


def watched_record(found: WatchedPair) -> JsonObject:
    """The same for programs."""
    span = found.period
    return {
        "pair": found.pair,
        "series": None if found.info is None else found.info.series.key,
        "unit": None if found.info is None else found.info.series.unit,
        "start": None if span is None else number(span.from_value),
        "end": None if span is None else number(span.to_value),
        "start_label": None if span is None else span.from_label,
        "end_label": None if span is None else span.to_label,
        **(dict.fromkeys(("log_return", "pair_change", "value_change")) if span is None else move_fields(span.move)),
        "method_breaks": [] if span is None else break_records(span),
        "missing": clean(found.missing) or None,
        "not_applicable": clean(found.not_applicable) or None,
    }
