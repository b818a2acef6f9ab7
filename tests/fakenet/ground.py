"""What all synthetic upstreams share: the clock, the places, the rouble and how it moves."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")
MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")
TORONTO = ZoneInfo("America/Toronto")


def wiggle(moment: float, *, seed: float) -> float:
    """A smooth, repeatable relative deviation of a few per cent; ``moment`` in days."""
    waves = ((0.011, 1.0), (0.006, 3.7), (0.004, 11.3), (0.002, 29.1))
    return sum(size * math.sin(moment / 9.0 * pace + seed * (1 + pace)) for size, pace in waves)


@lru_cache(maxsize=100_000)  # five charts are drawn from the same instants
def rouble(at: datetime) -> float:
    """Roubles per dollar at an instant."""
    return round(82.5 * (1 + wiggle(at.timestamp() / 86400.0, seed=2.2)), 4)


def zipped(name: str, text: str | bytes) -> bytes:
    """A zip of one file, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
        archive.writestr(entry, text, zipfile.ZIP_DEFLATED, compresslevel=1)  # three times as fast as the usual
    return out.getvalue()
