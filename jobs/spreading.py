"""How far an installation shifts its slots, so that ten thousand of them do not ask a publisher in one second.

One share, made from the installation's random key, holds for all of its jobs: where they have the same spread, what
follows on something else still follows on it.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

SPREAD = timedelta(minutes=10)
"""Of the jobs that ask publishers, and of those that work on what these brought."""

_BYTES = 6


def offset(key: str, spread: timedelta) -> timedelta:
    """Whole seconds in [0, spread), the same every time; zero for an installation without a key."""
    if not key:
        return timedelta(0)
    share = int.from_bytes(sha256(key.encode()).digest()[:_BYTES], "big") / (1 << (8 * _BYTES))
    return timedelta(seconds=int(spread.total_seconds() * share))
