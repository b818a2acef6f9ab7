"""What the scheduler knows of its next slots; it stands above this program and contributes them by entry point."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.services.installation import Upcoming

_SCHEDULES = "tracker.schedules"


def upcoming() -> Upcoming | None:
    """The contribution, or None where only the program itself is installed."""
    for point in metadata.entry_points(group=_SCHEDULES):
        contributed: Upcoming = point.load()
        return contributed
    return None
