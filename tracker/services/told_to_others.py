"""Events as others may read them: without names of lists, and without texts of pages, that may not be republished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracker.events.withheld import announced_by, list_of, without_names, without_quotations
from tracker.model.event import READ, PolicyEvent
from tracker.services.rights import barred_publisher


def told_to_others(events: Iterable[PolicyEvent], candidates: Iterable[PolicyEvent]) -> tuple[PolicyEvent, ...]:
    """The events in their order, each as others may read it; the others as they are.

    ``candidates`` is what the program proposed: a summary that still is the one it took from a page, or from an item
    of a feed, is no one's own. Headlines stay, which is how a page is cited, and so does what somebody is quoted with.
    """
    taken = {one.summary for one in candidates if one.summary and _is_taken(one)}
    return tuple(_told(event, taken) for event in events)


def _told(event: PolicyEvent, taken: set[str]) -> PolicyEvent:
    key = list_of(event)
    because = barred_publisher(key) if key else ""
    if because:
        event = without_names(event, because)
    if event.summary in taken:
        event = replace(event, summary="")
    return without_quotations(event)


def _is_taken(candidate: PolicyEvent) -> bool:
    """Whether its summary is a text of a page, or of a feed that may not be republished."""
    if candidate.provenance == READ:
        return True
    return (
        candidate.provenance == "source"
        and not list_of(candidate)
        and any(map(barred_publisher, announced_by(candidate)))
    )
