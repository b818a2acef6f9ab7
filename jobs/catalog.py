"""All jobs: every module of this package that is not part of the machinery declares one."""

from __future__ import annotations

import importlib
from functools import cache

from jobs.schedule import Job
from tracker.registry import modules

MACHINERY = frozenset(
    {
        "catalog",
        "circuits",
        "cli",
        "clock",
        "daemon",
        "listening",
        "notify",
        "outlook",
        "runner",
        "schedule",
        "signals",
        "spreading",
        "tick",
        "upcoming",
        "watching",
    }
)


@cache
def jobs() -> tuple[Job, ...]:
    """Every declared job, in the order in which they run when they are due together."""
    found = [importlib.import_module(f"jobs.{name}").JOB for name in modules("jobs") if name not in MACHINERY]
    if len({job.key for job in found}) != len(found):
        raise RuntimeError("two modules of jobs/ declare the same key")
    return tuple(sorted(found, key=lambda job: (job.order, job.key)))
