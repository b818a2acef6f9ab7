"""Days that cannot be: one mistyped day in one entry of a list is left out and told, and the list is taken.

The day on which the publisher made the file is none of these: where that cannot be, the file is not believed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker.model.announcement import ListDocument, ListEntry
from tracker.model.instants import local_day, zone
from tracker.sources.parsing.strange import first_few

AHEAD = timedelta(days=1)
"""How far a publisher's clock, or its day, may be before ours."""

_EARLIEST = date(1945, 1, 1)  # no list here tells of an older measure
_FAR_AHEAD = timedelta(days=366)  # a listing may take effect later than it is published, by months at most


def may_be(day: date, at: datetime, zone_name: str) -> bool:
    """Whether a day of listing or effect can be what a file retrieved ``at`` (UTC) says; years ahead it cannot."""
    return _EARLIEST <= day <= at.astimezone(zone(zone_name)).date() + _FAR_AHEAD


def was_public(day: date, at: datetime, zone_name: str) -> bool:
    """Whether something a file retrieved ``at`` (UTC) tells can have been published on that local day."""
    return may_be(day, at, zone_name) and local_day(day, zone_name).end <= at + AHEAD


def with_days_that_can_be(listing: ListDocument, *, at: datetime, zone_name: str) -> ListDocument:
    """The list, retrieved ``at`` (UTC), without days of listing that cannot be, and with a sentence naming them."""

    def wrong(entry: ListEntry) -> bool:
        return entry.listed_on is not None and not may_be(entry.listed_on, at, zone_name)

    absurd = [entry for entry in listing.entries if wrong(entry)]
    if not absurd:
        return listing
    named = first_few([f"{one.listed_on} of {one.entry_id[:20]} {one.name}" for one in absurd])
    what = (
        "1 day of listing cannot be and is" if len(absurd) == 1 else f"{len(absurd)} days of listing cannot be and are"
    )
    return replace(
        listing,
        entries=tuple(replace(entry, listed_on=None) if wrong(entry) else entry for entry in listing.entries),
        warnings=(*listing.warnings, f"{what} left out: {named}."),
    )
