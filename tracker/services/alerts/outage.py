"""When most sources cannot be reached at once, it is the line of this machine, and one trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.services.failure_words import unreached
from tracker.services.source_status import SourceStatus

LEAST = 3
"""So many sources at once, or all that are asked, are more than a few sources in trouble."""

_SHORTEST, _LONGEST = timedelta(minutes=30), timedelta(hours=12)
_PAUSE = timedelta(minutes=15)
"""How long a source whose line failed is left alone: so many failures are so many pauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """How many of the sources that are asked cannot be reached. ``since``: when any was last read, UTC; None: never."""

    down: tuple[str, ...]
    asked: int
    since: datetime | None


def outage_of(sources: Sequence[SourceStatus], now: datetime, *, begins_after: int, going_on: bool) -> Outage | None:
    """The outage at ``now``: more sources cannot be reached than were read since about when these began to fail.

    It begins when one of them failed ``begins_after`` times in a row, which one that is ``going_on`` need not wait for.
    """
    asked = [one for one in sources if not one.off and not one.missing]
    down = [one for one in asked if one.consecutive_failures and unreached(one.last_error)]
    down_keys = {one.info.key for one in down}
    since = now - _lasting(down)
    answered = [
        one
        for one in asked
        if one.info.key not in down_keys and one.last_success_at is not None and one.last_success_at > since
    ]
    begun = going_on or any(one.consecutive_failures >= begins_after for one in down)
    if not begun or len(asked) < 2 or len(down) < min(LEAST, len(asked)) or len(down) <= len(answered):
        return None
    read = [one.last_success_at for one in asked if one.last_success_at is not None]
    return Outage(down=tuple(sorted(down_keys)), asked=len(asked), since=max(read, default=None))


def _lasting(down: Sequence[SourceStatus]) -> timedelta:
    """For about how long most of them have failed."""
    failures = sorted(one.consecutive_failures for one in down)
    middle = failures[len(failures) // 2] if failures else 0
    return min(max((middle - 2) * _PAUSE, _SHORTEST), _LONGEST)
