"""Spacing: at most one request per host and interval, whichever thread asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SECONDS_APART = 1.0
"""Least seconds between two requests to one host."""


class Spacing:
    """Hands out start times, per host at least ``seconds`` apart; shared by all threads of a client."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def reserve(self, host: str, apart: float = 0.0) -> float:
        """Take the next start time of a host and return how many seconds away it is (0 = now).

        ``apart``: how long the host is left alone after it, where that is more than the usual; not with pauses off.
        """
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + (max(self._seconds, apart) if self._seconds else 0.0)
        return start - now
