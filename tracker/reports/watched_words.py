"""Pairs watched beside the one a report is about, in sentences and for programs."""

from __future__ import annotations

from tracker.reports.cleaning import clean
from tracker.reports.currencies import pair_of
from tracker.reports.machine_events import JsonObject, move_fields, number
from tracker.reports.method_breaks import across, break_records
from tracker.reports.numbers import level, percent
from tracker.reports.phrases import direction
from tracker.reports.watched import WatchedPair
from tracker.reports.wording import ENGLISH, Words


def watched_sentence(found: WatchedPair, words: Words = ENGLISH) -> str:
    """One watched pair for the letter: "USD/RUB: 46.14 → 47.30 roubles per dollar, the rouble is worth 2.5 % less"."""
    name = clean(found.pair, 20)
    if found.info is None or found.period is None:
        return words("watched.missing", pair=name, because=clean(words.of(found.missing), 300))
    pair, move = pair_of(found.info.series.name, words), found.period.move
    worth = percent(abs(move.value_change), words=words)
    return words(
        "watched.moved",
        pair=name,
        first=level(found.period.from_value, words=words),
        last=level(found.period.to_value, words=words),
        unit=pair.unit,
        change=words(f"watched.{direction(move)}", the_quote=pair.the_quote, share=worth),
        across=across(found.period, words),
        credit=clean(words.of(found.info.credit), 60),
    )


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
