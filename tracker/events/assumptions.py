"""Assumptions a reader may ask for. Each is off by default, pure, and printed wherever it was used."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time

from tracker.model.event import PolicyEvent
from tracker.model.instants import Interval, local_instant, zone

_HOURS = re.compile(r"^\s*(\d{1,2})(?::(\d\d))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d\d))?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """Local wall-clock hours within which an event known only by day is assumed to have become public."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> OfficeHours | None:
        """``9-18``, ``9–18`` or ``09:30-17:00``; None for empty text (the assumption is off). ``ValueError`` otherwise.

        >>> str(OfficeHours.parse("9-18"))
        '9:00–18:00 local'
        """
        if not text.strip():
            return None
        match = _HOURS.match(text)
        if match is not None:
            hours = [int(part or 0) for part in match.groups()]
            if hours[0] < 24 and hours[2] < 24 and hours[1] < 60 and hours[3] < 60:
                found = cls(opens=time(hours[0], hours[1]), closes=time(hours[2], hours[3]))
                if found.opens < found.closes:
                    return found
        raise ValueError(f"not office hours (expected like 9-18): {text!r}")

    def __str__(self) -> str:
        return f"{self.opens.hour}:{self.opens.minute:02}–{self.closes.hour}:{self.closes.minute:02} local"


def narrow_to_office_hours(event: PolicyEvent, hours: OfficeHours | None) -> PolicyEvent:
    """The event as if announced within office hours at its place, if only its day is known; otherwise unchanged.

    The precision stays ``day``: an assumption is not knowledge.
    """
    if hours is None or event.time.precision != "day":
        return event
    first: datetime = event.time.interval.start
    day = first.astimezone(zone(event.time.zone)).date()
    interval = Interval(
        start=local_instant(day, hours.opens, event.time.zone),
        end=local_instant(day, hours.closes, event.time.zone),
    )
    return replace(event, time=replace(event.time, interval=interval))
