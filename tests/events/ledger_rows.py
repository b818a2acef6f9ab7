"""An accepted event with nothing wrong with it, for tests that make one thing wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.model.event import EventSource, EventTime, PolicyEvent
from tracker.model.instants import Interval

OFFICIAL = EventSource(url="https://example.org/official", tier="official")
WIRE = EventSource(url="https://example.com/wire", tier="wire")


def event(event_id: str, **more: Any) -> PolicyEvent:
    """Announced at noon UTC of the day its id begins with, known to the minute, verified, from two pages."""
    day = date.fromisoformat(event_id[:10])
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    base = PolicyEvent(
        id=event_id,
        title=event_id[11:],
        summary="",
        kind="designation",
        action="expand",
        stance="escalate",
        issuer="US Treasury OFAC",
        jurisdiction="US",
        time=EventTime(interval=Interval(start=noon, end=noon + timedelta(minutes=1)), zone="UTC", precision="minute"),
        target="Russia",
        published_on=day,
        sources=(OFFICIAL, WIRE),
        verified="yes",
    )
    return replace(base, **more)
