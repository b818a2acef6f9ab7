"""Which events a reader wants first, and which of them are sanctions."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.event import PolicyEvent
from tracker.reports.findings import EventItem, WindowFinding

_MOST_WINDOWS = 25
_MEASURES = ("designation", "sectoral_sanctions", "legal_framework", "export_control", "asset_freeze", "trade_embargo")
SANCTIONS = frozenset((*_MEASURES, "price_cap"))
NEW_ACTIONS = frozenset(("impose", "expand"))

_WEIGHT = {"central_bank": 5, "market_structure": 4, "countermeasure": 4, "delisting_easing": 5, "statement": 3}
_TELLING = frozenset(("threaten", "rule_out", "ease", "lift"))
_TAG_LETTERS = {
    "statement": "s",
    "diplomatic": "d",
    "military": "m",
    "central_bank": "c",
    "market_structure": "c",
    "countermeasure": "r",
}


def is_sanction(event: PolicyEvent) -> bool:
    """Whether the event is about sanctions themselves, in any direction."""
    return event.kind in SANCTIONS or event.kind == "delisting_easing"


def is_new_sanction(event: PolicyEvent) -> bool:
    """Whether it logs new pressure: imposed or expanded, not merely threatened, prolonged or eased."""
    return event.kind in SANCTIONS and event.action in NEW_ACTIONS


def relevance(event: PolicyEvent) -> int:
    """A larger number is listed earlier where there is no room for all."""
    weight = 6 if is_sanction(event) else _WEIGHT.get(event.kind, 2)
    if event.kind == "statement" and event.actor:
        weight += 1
    return weight + (event.action in _TELLING)


def by_relevance(items: Iterable[EventItem]) -> list[EventItem]:
    """Most relevant first; then by time and id."""
    return sorted(items, key=lambda item: (-relevance(item.event), item.event.time.interval.start, item.event.id))


def tags(items: Iterable[EventItem]) -> dict[str, str]:
    """Reference tags by event id, in order of the items: ``s2`` is the second statement, ``a1`` the first act.

    a = acts of sanctions, c = central bank and market, d = diplomacy, m = military, r = Russian response, s = words.
    """
    counts: dict[str, int] = {}
    result: dict[str, str] = {}
    for item in items:
        letter = _TAG_LETTERS.get(item.event.kind, "a")
        counts[letter] = counts.get(letter, 0) + 1
        result[item.event.id] = f"{letter}{counts[letter]}"
    return result


def largest_windows(windows: tuple[WindowFinding, ...]) -> tuple[WindowFinding, ...]:
    """Those a report tells one by one: the largest moves of too many, in order of time."""
    if len(windows) <= _MOST_WINDOWS:
        return windows
    largest = sorted(windows, key=lambda found: -abs(found.window.move.log_return))[:_MOST_WINDOWS]
    kept = {found.label for found in largest}
    return tuple(found for found in windows if found.label in kept)
