"""The ledger as its reader sees it: the shipped log and proposed events under the reader's own decisions.

Rejected events stay in the ledger with that status; only ``accepted`` ones are reported. Decisions are recorded by
``tracker.services.decisions``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.data.event_file import event_of, row_of
from tracker.errors import NoDataError
from tracker.events import overlay
from tracker.events.merging import Merger, Suggestion, merge
from tracker.events.overlay import Conflict, Overlay
from tracker.model.event import NO_DAY, UNSURE, EventEdit, PolicyEvent
from tracker.model.event_set import EventSet
from tracker.model.instants import zone
from tracker.services.context import Context
from tracker.services.told_to_others import told_to_others

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events are asked for. Empty means any; ``since`` and ``until`` bound where an event's interval begins.

    ``first_day`` and ``until_day`` (the day after the last) bound its day at the place of announcement, as reports do.

    ``issuers``, ``actors`` and ``text`` match any part, whatever the case; the others match whole words. ``sets`` are
    marks that events carry, ``frozen`` sets that name their events: an event of any of either is selected.
    """

    since: datetime | None = None
    until: datetime | None = None
    first_day: date | None = None
    until_day: date | None = None
    kinds: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    frozen: tuple[EventSet, ...] = ()
    text: str = ""
    statuses: tuple[str, ...] = ("accepted",)

    def __contains__(self, event: PolicyEvent) -> bool:
        begins = event.time.interval.start
        began = begins.astimezone(zone(event.time.zone)).date()
        return (
            (self.since is None or self.since <= begins)
            and (self.until is None or begins < self.until)
            and (self.first_day is None or self.first_day <= began)
            and (self.until_day is None or began < self.until_day)
            and _among(event.status, self.statuses)
            and _among(event.kind, self.kinds)
            and _among(event.action, self.actions)
            and _among(event.stance, self.stances)
            and _among(event.jurisdiction, self.jurisdictions)
            and _mentions(event.issuer, self.issuers)
            and _mentions(event.actor, self.actors)
            and self._in_sets(event)
            and _mentions(f"{event.id} {event.title} {event.summary}", (self.text,) if self.text else ())
        )

    def _in_sets(self, event: PolicyEvent) -> bool:
        if not self.sets and not self.frozen:
            return True
        return bool(set(self.sets) & set(event.sets)) or any(event.id in one.included for one in self.frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with the decisions ever taken about it, oldest first, and their conflicts with today's shipped log.

    ``merged`` are the events it tells of; ``into`` is set where the one asked for is told by another, and then
    ``event`` is the one asked for, as it was. ``suggestions`` are what it may be of one act with; ``near`` are the
    other events whose ids begin with the same day.
    """

    event: PolicyEvent
    edits: tuple[EventEdit, ...] = field(default=())
    conflicts: tuple[Conflict, ...] = field(default=())
    merged: tuple[Merger, ...] = field(default=())
    into: Merger | None = None
    suggestions: tuple[Suggestion, ...] = field(default=())
    near: tuple[PolicyEvent, ...] = field(default=())


def read(context: Context, *, as_of: datetime | None = None, public: bool = False) -> Overlay:
    """The whole ledger with its conflicts; ``as_of``: as this installation had recorded it at that instant.

    ``public``: its events as others may read them; what was merged, suggested or contradicts is for its own reader.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return read_in(work, as_of, public=public)


def read_in(work: UnitOfWork, as_of: datetime | None = None, *, public: bool = False) -> Overlay:
    """The same within an open unit of work."""
    single, edits = read_unmerged(work, as_of)
    merged = merge(single.events, overlay.decided(edits))
    events = told_to_others(merged.events, work.events.candidates()) if public else merged.events
    return replace(single, events=events, mergers=merged.mergers, suggestions=merged.suggestions)


def read_unmerged(work: UnitOfWork, as_of: datetime | None = None) -> tuple[Overlay, tuple[EventEdit, ...]]:
    """The ledger with every event on its own, and all decisions: what a decision is taken about."""
    shipped = work.events.shipped(as_of=as_of)
    candidates = work.events.candidates(as_of=as_of)
    edits = work.events.edits(as_of=as_of)
    known = {event.id for event in shipped}
    proposed = tuple(event for event in candidates if event.id not in known)
    return overlay.apply((*shipped, *proposed), edits, row_of=row_of, event_of=event_of), edits


def list_events(
    context: Context, selection: Selection | None = None, *, as_of: datetime | None = None, public: bool = False
) -> tuple[PolicyEvent, ...]:
    """The selected events by day and id; all accepted ones when nothing is selected. ``public``: as others may read."""
    wanted = selection or Selection()
    return tuple(event for event in read(context, as_of=as_of, public=public).events if event in wanted)


def get(context: Context, event_id: str, *, as_of: datetime | None = None, public: bool = False) -> PolicyEvent:
    """The event of that id, or the only one whose id contains the text; ``NoDataError`` naming the nearest ids.

    Of an event that was merged, the one that tells of it.
    """
    ledger = read(context, as_of=as_of, public=public)
    into = {merger.event.id: merger.into for merger in ledger.mergers}
    return _find(ledger.events, into.get(event_id, event_id))


def entry(context: Context, event_id: str) -> Entry:
    """One event with its history."""
    from tracker.store.unit_of_work import UnitOfWork

    ledger = read(context)
    everything = (*ledger.events, *(merger.event for merger in ledger.mergers))
    event = _find(everything, event_id)
    with UnitOfWork(context.engine, write=False) as work:
        edits = work.events.edits(event_id=event.id)
    return Entry(
        event=event,
        edits=edits,
        conflicts=tuple(conflict for conflict in ledger.conflicts if conflict.event_id == event.id),
        merged=tuple(merger for merger in ledger.mergers if merger.into == event.id),
        into=next((merger for merger in ledger.mergers if merger.event.id == event.id), None),
        suggestions=tuple(one for one in ledger.suggestions if event.id in (one.event_id, one.into)),
        near=tuple(one for one in everything if one.id[:10] == event.id[:10] and one.id != event.id),
    )


Merging = Merger
Suggested = Suggestion
"""What commands know of merges and suggestions, which are made in a room they do not enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits in review, with all that was merged so far and what each of them may be of one act with.

    ``events`` are by day, those that were read in a document with little confidence after the others. ``dayless`` are
    those of them that sum up a long gap between two copies of a list: no study can use them.
    """

    events: tuple[PolicyEvent, ...]
    dayless: frozenset[str]
    mergers: tuple[Merger, ...]
    suggestions: tuple[Suggestion, ...]


def waiting(context: Context, *, target: str = "") -> Waiting:
    """The events nobody has decided on, those that were merged into another one, and suggested merges.

    ``target``: only the events directed at it, by a part of its name in any case.
    """
    ledger = read(context)
    found = [event for event in ledger.events if event.status == "review"]
    found = [event for event in found if target.casefold() in event.target.casefold()]
    found.sort(key=lambda event: UNSURE in event.sets)  # a stable sort: by day among the sure ones, and the others
    return Waiting(
        events=tuple(found),
        dayless=frozenset(event.id for event in found if NO_DAY in event.sets),
        mergers=ledger.mergers,
        suggestions=ledger.suggestions,
    )


def _find(events: Iterable[PolicyEvent], event_id: str) -> PolicyEvent:
    by_id = {event.id: event for event in events}
    if event_id in by_id:
        return by_id[event_id]
    containing = [known for known in by_id if event_id.strip() and event_id.strip().lower() in known]
    if len(containing) == 1:
        return by_id[containing[0]]
    near = containing[:5] or _nearest(event_id, by_id)
    message = f"{len(containing)} events match {event_id!r}." if containing else f"There is no event {event_id!r}."
    listing = "`tracker events list` shows all."
    raise NoDataError(message, remedy=f"Did you mean {' or '.join(near)}? {listing}" if near else listing)


def _nearest(wanted: str, known: Iterable[str]) -> list[str]:
    """The ids most like the wanted one, or beginning most like it: people leave out the end."""

    def likeness(event_id: str) -> float:
        return difflib.SequenceMatcher(None, wanted, event_id[: len(wanted)]).ratio()

    return [event_id for event_id in sorted(known, key=likeness, reverse=True)[:3] if likeness(event_id) > 0.5]


def _among(word: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or word in wanted


def _mentions(text: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(part.lower() in text.lower() for part in wanted)
