"""What follows from announcements and lists: the events that are proposed, and what follows no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.data.cameo import cameo_actors, cameo_codes
from tracker.data.programmes import programme_of
from tracker.events import overlay
from tracker.events.coded_reports import coded_candidates
from tracker.events.grouping import candidates
from tracker.events.list_grouping import list_candidates
from tracker.events.news_stories import story_candidates
from tracker.model.announcement import Announcement, ListChange
from tracker.model.event import EventEdit, PolicyEvent

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Following:
    """The events that follow from what was announced and from the lists, and the programmes the table does not have."""

    events: tuple[PolicyEvent, ...]
    unknown: tuple[tuple[str, str, int], ...]


Facts = tuple[tuple[Announcement, ...], tuple[ListChange, ...]]


def facts_in(work: UnitOfWork) -> Facts:
    """Every announcement and every change of a list."""
    return tuple(work.announcements.all()), work.lists.changes()


def following(facts: Facts) -> Following:
    """What follows from facts; this takes seconds where there are many, and no transaction."""
    announced, changes = facts
    from_lists = list_candidates(changes, programme_of=programme_of)
    targets = frozenset(code for code, one in cameo_actors().items() if one.target)
    coded = coded_candidates(announced, cameo_codes(), targets)
    events = (*candidates(announced), *coded, *story_candidates(announced), *from_lists.events)
    return Following(events, from_lists.unknown)


def propose(work: UnitOfWork, follow: Following, *, at: datetime) -> int:
    """Store what follows; the number of new or changed candidates. What was withdrawn and follows again is in review.

    ``at`` is the instant of recording (UTC).
    """
    last = {one.event_id: one.action for one in overlay.standing(work.events.edits())}
    again = [event for event in follow.events if last.get(event.id) == overlay.WITHDRAW]
    known = {event.id: event for event in work.events.candidates()} if again else {}
    for event in again:
        work.events.append(
            EventEdit(
                event_id=event.id,
                action=overlay.UNDO,
                changes=(),
                reason="it follows again from the copies that are stored",
                recorded_at=at,
            )
        )
    added = work.events.add_candidates(follow.events, recorded_at=at, whole=True)
    return added + sum(known.get(event.id) == event for event in again)
