"""The installation itself: what database it is, how large, on what disk, and whether anybody works its schedule."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.services.context import Context
from tracker.services.leading import SCHEDULE_WORKS_WITHIN, somebody_leads

if TYPE_CHECKING:
    from tracker.store.health import Extent

LITTLE_ROOM = 500_000_000
"""Bytes free below which a disk is a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a job is next worked. ``due``: it waits already; ``retry_at``: when its failed slot is tried again."""

    job: str
    slot: datetime
    due: bool
    retry_at: datetime | None = None


Upcoming = Callable[[Context], tuple[Slot, ...]]
"""What the scheduler contributes: the next slot of each of its jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """``led`` None: nobody can tell. Sizes in bytes; ``archive`` is that of the stored documents, packed."""

    kind: str
    revision: str | None
    size: int
    archive: int
    documents: int
    disk_free: int
    led: bool | None
    newest_run: datetime | None
    slots: tuple[Slot, ...] = ()


def installation(context: Context, upcoming: Upcoming | None = None) -> Installation:
    """Look at the database and the disk it is on."""
    from tracker.store.health import extent

    found: Extent = extent(context.engine)
    return Installation(
        kind=found.kind,
        revision=found.revision,
        size=found.size,
        archive=found.archive,
        documents=found.documents,
        disk_free=free_space(context.settings),
        led=somebody_leads(context.engine),
        newest_run=found.newest_run,
        slots=upcoming(context) if upcoming is not None else (),
    )


def free_space(settings: Settings) -> int:
    """Bytes free on the disk of the home folder."""
    folder: Path = settings.home
    there = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    return shutil.disk_usage(there).free


def ticking(found: Installation, now: datetime) -> bool:
    """Whether a daemon leads, or a tick came by lately."""
    return bool(found.led) or (found.newest_run is not None and now - found.newest_run < SCHEDULE_WORKS_WITHIN)
