"""News stories to candidate events: one for each story, which a person has to code.

A headline says who and about whom at best. Its kind, action and stance are left at those that claim nothing, and it is
held against the ledger by issuer, day, target and names.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.events.grouping import HOME_ZONES
from tracker.model.announcement import Announcement
from tracker.model.event import MACHINE_CODED, EventSource, EventTime, PolicyEvent
from tracker.model.instants import local_day
from tracker.model.news_story import is_story
from tracker.model.plain_text import clean, slug


def story_candidates(announcements: Iterable[Announcement]) -> tuple[PolicyEvent, ...]:
    """The candidates among announcements of any kind, by day and id."""
    found: dict[str, PolicyEvent] = {}
    for announcement in announcements:
        if is_story(announcement):
            event = _candidate(announcement)
            found.setdefault(event.id, event)
    return tuple(found[event_id] for event_id in sorted(found))


def _candidate(story: Announcement) -> PolicyEvent:
    zone = HOME_ZONES.get(story.jurisdiction, "UTC")
    title = clean(story.title)
    return PolicyEvent(
        id=f"{story.published_on.isoformat()}-story-{slug(title, limit=80) or 'untitled'}",
        title=title,
        summary=clean(story.summary),
        kind="statement",
        action="neutral",
        stance="hold",
        issuer=clean(story.issuer),
        jurisdiction=story.jurisdiction,
        target=story.topics[0] if story.topics else "",
        time=EventTime(interval=local_day(story.published_on, zone), zone=zone, precision="day"),
        published_on=story.published_on,
        sources=(EventSource(url=story.url, tier=story.tier),),
        evidence=f"stories: {story.source} {story.external_id[:10]}",
        verified="no",
        note="a headline found by a machine, not read by a person; its day is when it was seen, and nothing is coded",
        provenance=MACHINE_CODED,
        status="review",
    )
