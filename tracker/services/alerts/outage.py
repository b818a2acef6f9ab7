"""When most sources cannot be reached at once, it is the line of this machine, and one trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.services.failure_words import unreached
from tracker.services.source_status import SourceStatus

LEAST = 3
"""So many sources at once, or all that are asked, are more than a few sources in trouble."""

_OFTEN = 3
"""Failures in a row that are no bad luck."""

_SHORTEST, _LONGEST = timedelta(minutes=30), timedelta(hours=12)
_PAUSE = timedelta(minutes=15)
"""How long a source whose line failed is left alone: so many failures are so many pauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """How many of the sources that are asked cannot be reached. ``since``: when any was last read, UTC; None: never."""

    down: tuple[str, ...]
    asked: int
    since: datetime | None


def outage_of(sources: Sequence[SourceStatus], now: datetime, *, going_on: bool) -> Outage | None:
    """The outage at ``now``: more sources cannot be reached than were read since about when these began to fail.

    It begins when enough of them failed several times, which one that is ``going_on`` need not wait for.
    """
    asked = [one for one in sources if not one.off and not one.missing]
    down = [one for one in asked if _down(one)]
    least = min(LEAST, len(asked))
    often = down if going_on else [one for one in down if one.consecutive_failures >= _OFTEN]
    if len(asked) < 2 or len(often) < least or len(down) <= len(_answered(asked, now - _lasting(down))):
        return None
    read = [one.last_success_at for one in asked if one.last_success_at is not None]
    return Outage(down=tuple(one.info.key for one in down), asked=len(asked), since=max(read, default=None))


def others_answer(one: SourceStatus, sources: Sequence[SourceStatus], now: datetime) -> bool:
    """Whether it is the trouble of this source: it could be reached, or others were since about when it began to fail.

    Of the only source that is asked nobody can tell, and it is taken for its own.
    """
    others = [other for other in sources if other is not one and not other.off and not other.missing]
    return not _down(one) or not others or bool(_answered(others, now - _lasting([one])))


def _down(one: SourceStatus) -> bool:
    return one.consecutive_failures > 0 and unreached(one.last_error)


def _answered(asked: Sequence[SourceStatus], since: datetime) -> list[SourceStatus]:
    return [one for one in asked if not _down(one) and one.last_success_at is not None and one.last_success_at > since]


def _lasting(down: Sequence[SourceStatus]) -> timedelta:
    """For about how long most of them have failed."""
    failures = sorted(one.consecutive_failures for one in down)
    middle = failures[len(failures) // 2] if failures else 0
    return min(max((middle - 2) * _PAUSE, _SHORTEST), _LONGEST)
