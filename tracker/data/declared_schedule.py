"""Schedules a person declares for a series of their own: one rate a day, written as one line of text and read back.

The text is the schedule's key, so whoever holds the key holds the schedule: ``declared same_day weekdays Europe/Moscow
10:00-11:30 published 13:00``.
"""

from __future__ import annotations

import re
from datetime import time

from tracker.model.instants import zone
from tracker.model.schedule import FixingSchedule, MethodVersion

_KEY = re.compile(
    r"declared (?P<label>same_day|next_day) (?P<calendar>[a-z_]+) (?P<zone>\S+)"
    r" (?P<starts>\d\d:\d\d)-(?P<ends>\d\d:\d\d) published (?P<published>\d\d:\d\d)(?P<later> the day after)?"
)


def schedule_key(
    *, zone_name: str, starts: time, ends: time, published: time | None, label: str, every_day: bool
) -> str:
    """The key of a daily schedule, ``starts == ends`` for a rate made at one instant.

    Without ``published`` the rate is public when it is made. A publication earlier in the day than the making is that
    of the day after. ``ValueError`` for an unknown zone, or a window that ends before it begins.
    """
    zone(zone_name)
    if starts > ends:
        raise ValueError(f"the window {starts:%H:%M}-{ends:%H:%M} ends before it begins")
    out = ends if published is None else published
    later = " the day after" if out < ends else ""
    calendar = "every_day" if every_day else "weekdays"
    return f"declared {label} {calendar} {zone_name} {starts:%H:%M}-{ends:%H:%M} published {out:%H:%M}{later}"


def declared_schedule(key: str) -> FixingSchedule:
    """The schedule a key spells out; ``KeyError`` when it is none."""
    match = _KEY.fullmatch(key)
    if match is None:
        raise KeyError(key)
    starts, ends, published = (time.fromisoformat(match[name]) for name in ("starts", "ends", "published"))
    window = f"{starts:%H:%M}" if starts == ends else f"{starts:%H:%M}-{ends:%H:%M}"
    version = MethodVersion(
        method=f"imported, made {window}",
        starts=starts,
        ends=ends,
        published=published,
        published_after_days=1 if match["later"] else 0,
        approximate=True,
        reference="as declared by whoever imported it",
    )
    return FixingSchedule(
        key=key, zone=match["zone"], label=match["label"], calendar=match["calendar"], versions=(version,)
    )
