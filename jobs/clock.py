"""The daemon's clock: the real one, or a rehearsal in which a month passes in a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.services.clock import utc_now


class RunningClock:
    """Call it for the present instant.

    Without arguments it is the machine's clock, which notices a suspended laptop. With ``start`` or ``speed`` it is a
    rehearsal: ``start`` plus the time passed since, ``speed`` times as fast, on a clock nobody can set. ``until`` is
    the last instant it ever shows.
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        speed: float = 1.0,
        until: datetime | None = None,
        now: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rehearsal = start is not None or speed != 1.0
        self.speed = speed
        self.until = until
        self._now = now
        self._monotonic = monotonic
        self._start = start or now()
        self._began = monotonic()

    def __call__(self) -> datetime:
        """The present instant, aware, in UTC."""
        if self.rehearsal:
            now = self._start + timedelta(seconds=(self._monotonic() - self._began) * self.speed)
        else:
            now = self._now()
        return now if self.until is None else min(now, self.until)

    def over(self, now: datetime) -> bool:
        """Whether ``now`` is the last instant there is."""
        return self.until is not None and now >= self.until
