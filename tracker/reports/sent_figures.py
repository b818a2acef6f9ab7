"""The figures a letter tells of a period, and what is other in them now: pure, and the same in every language.

A figure is kept exactly and compared as it was printed: a change that no reader could have seen is no correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.model.series import publisher_of
from tracker.reports.briefing import Briefing, LevelSpan
from tracker.reports.numbers import level, percent, stands_out
from tracker.reports.phrases import made_day
from tracker.reports.ranking import is_new_sanction

SPANS = ("period", "four_weeks", "year")
"""The times over which a letter tells a move, by their names in ``RateSummary``."""

_UNUSUAL = frozenset(("unusual", "somewhat unusual"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing a letter told that is another now.

    Attributes
    ----------
    report, period : str
        The letter, and the ISO week or day it was about.
    kind : str
        ``series`` (the numbers rest on another), one of ``SPANS`` (two levels and the move between them), ``watched``
        (the same of another pair), ``verdict``, ``sanctions`` (how many new decisions) or ``list`` (its changes).
    before, after : Any
        By ``kind``: a series key; a mapping with ``from``, ``to``, ``value`` and ``costs``, or None; a verdict, empty
        for none; a count; counts by kind of change.
    about : str
        The pair of numbers, the ISO day of a verdict, the name of a list; empty for decisions.
    """

    report: str
    period: str
    kind: str
    before: Any
    after: Any
    about: str = ""


def figures_of(briefing: Briefing) -> dict[str, Any]:
    """What a letter about this briefing tells in numbers and verdicts, ready for JSON. Levels keep their digits."""
    rate, found = briefing.rate, briefing.most_unusual
    named = ((name, getattr(rate, name)) for name in SPANS) if rate is not None else ()
    watched = {one.pair: one for one in briefing.watched if one.period is not None and one.info is not None}
    counts: dict[str, Counter[str]] = {}
    for change in briefing.lists.changes:
        counts.setdefault(change.list_key, Counter())[change.change] += 1
    used = [briefing.series, *(one.info.series.key for one in watched.values() if one.info is not None)]
    return {
        "series": briefing.series if rate is not None else "",
        "spans": {name: _span(span) for name, span in named if span is not None},
        "verdicts": {
            one.label: {"verdict": one.verdict, "day": made_day(one.window.fixing, briefing.info).isoformat()}
            for one in briefing.windows
            if one is found or stands_out(one)
        },
        "watched": {
            pair: {**_span(one.period), "series": one.info.series.key}
            for pair, one in watched.items()
            if one.period is not None and one.info is not None
        },
        "sanctions": sum(is_new_sanction(item.event) for item in briefing.in_period),
        "lists": {
            key: {"name": briefing.lists.names.get(key, key), "counts": dict(sorted(counted.items()))}
            for key, counted in sorted(counts.items())
        },
        "compared": sorted(briefing.lists.compared),
        "complete": briefing.period.complete,
        "pair": briefing.info.series.name.pair,
        "publishers": sorted({publisher_of(key) for key in used}),
        "plausible_effect": briefing.plausible_effect,
        "version": briefing.software_version,
    }


def changes(report: str, period: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What a reader of ``before`` has to be told, in the order of the letter; nothing where all prints the same.

    Where the numbers rest on another series now, that is the change: its numbers are not the other's, corrected. What
    came after a letter that had no rate, or was written before its period was over, was not wrong in it.
    """
    found = [
        *_numbers(before, after),
        *_watched(before, after),
        *_verdicts(before, after),
        *_decisions(before, after),
    ]
    return tuple(Change(report=report, period=period, **one) for one in found)


_Made = dict[str, Any]
"""A change without its letter."""


def _numbers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Made]:
    if not before["series"]:
        return
    if after["series"] and before["series"] != after["series"]:
        yield {"kind": "series", "before": before["series"], "after": after["series"], "about": before["pair"]}
        return
    for name in SPANS:
        was, now = before["spans"].get(name), after["spans"].get(name)
        if was is not None and _is_news(was, now, complete=before["complete"]):
            yield {"kind": name, "before": was, "after": now, "about": before["pair"]}


def _watched(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Made]:
    """Of pairs watched then and now; one that is watched no more, or was not yet, was not wrong."""
    for pair in sorted(before["watched"].keys() & after["watched"].keys()):
        was, now = before["watched"][pair], after["watched"][pair]
        if was["series"] == now["series"] and _is_news(was, now, complete=before["complete"]):
            yield {"kind": "watched", "before": was, "after": now, "about": pair}


def _is_news(was: Mapping[str, Any], now: Mapping[str, Any] | None, *, complete: bool) -> bool:
    """Whether it prints otherwise; of a period that was not over, only while its last rate is the same one."""
    if now is None:
        return complete
    return (complete or was["label"] == now["label"]) and _printed(was) != _printed(now)


def _printed(span: Mapping[str, Any]) -> tuple[str, ...]:
    levels = (level(Decimal(span[end])) for end in ("from", "to"))
    return (*levels, *(percent(span[side], signed=True) for side in ("value", "costs")))


def _verdicts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Made]:
    """Of every day either letter told a verdict of. One that was not told before is only news where it stands out."""
    if not before["series"]:
        return
    old, new = before["verdicts"], after["verdicts"]
    for label in sorted(old.keys() | new.keys()):
        was, now = old.get(label, {}).get("verdict", ""), new.get(label, {}).get("verdict", "")
        if was == now or (not was and (now not in _UNUSUAL or not before["complete"])):
            continue
        if not now and was not in _UNUSUAL:
            continue  # another day is the least ordinary one now; this one was not called unusual then either
        yield {"kind": "verdict", "before": was, "after": now, "about": (new.get(label) or old[label])["day"]}


def _decisions(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Made]:
    """Decisions and list changes of a period that was over; of lists that had been compared then."""
    if not before["complete"]:
        return
    if before["sanctions"] != after["sanctions"]:
        yield {"kind": "sanctions", "before": before["sanctions"], "after": after["sanctions"]}
    nothing: dict[str, Any] = {"counts": {}}
    for key in sorted(before["lists"].keys() | (after["lists"].keys() & set(before["compared"]))):
        was, now = (side["lists"].get(key, nothing) for side in (before, after))
        if was["counts"] != now["counts"]:
            name = (after["lists"].get(key) or before["lists"][key])["name"]
            yield {"kind": "list", "before": was["counts"], "after": now["counts"], "about": name}


def _span(span: LevelSpan) -> dict[str, Any]:
    return {
        "from": str(span.from_value),
        "to": str(span.to_value),
        "label": span.to_label,
        "value": span.move.value_change,
        "costs": span.move.pair_change,
    }
