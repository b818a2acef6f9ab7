"""Whether some process leads a database, found out without taking the lead."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.services import file_lock

if TYPE_CHECKING:
    from tracker.store.engine import Engine

SCHEDULE_WORKS_WITHIN = timedelta(hours=2)
"""A schedule that is worked leaves a run at least every half hour."""


def somebody_leads(engine: Engine) -> bool | None:
    """Whether a process leads; None where that cannot be told (a database in memory)."""
    from tracker.store.engine import database_path

    if engine.dialect.name == "postgresql":
        from tracker.store import locks
        from tracker.store.translation import translated

        with translated(engine), engine.connect() as connection:
            return bool(connection.exec_driver_sql(locks.held(locks.LEADER)).scalar())
    path = database_path(engine)
    if path is None:
        return None
    try:
        descriptor = os.open(path.with_name(f"{path.name}.leader"), os.O_RDONLY)
    except OSError:
        return False
    try:
        return file_lock.is_taken(descriptor)
    finally:
        os.close(descriptor)
