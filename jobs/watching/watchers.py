"""All that watches a daemon, made ready together: its log first, so that what the others say is in it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TextIO

from jobs.catalog import jobs
from jobs.clock import RunningClock
from jobs.listening import Listener
from jobs.watching.log import Log, in_journal
from jobs.watching.monitor import Monitor
from jobs.watching.pulse import BOUND, Pulse
from jobs.watching.switch import Switch
from tracker.services.context import Context
from tracker.services.watching import attempt_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchers:
    """``listeners`` and ``context`` go to the daemon, and ``log`` takes what it says."""

    context: Context
    log: Log
    monitor: Monitor
    switch: Switch
    listeners: tuple[Listener, ...]


def watchers(
    context: Context,
    *,
    clock: RunningClock,
    stream: TextIO | None,
    environ: Mapping[str, str],
    heartbeat: float,
    quiet: bool = False,
) -> Watchers:
    """Everything that watches a daemon on this database. ``heartbeat`` is in seconds of its clock.

    What libraries log goes the same way from here on.
    """

    def attempt(job: str, slot: datetime) -> int:
        return attempt_of(context, job, slot)

    units = {*(job.key for job in jobs()), "outbox"}
    log = Log(
        stream,
        context.settings,
        clock=clock,
        journal=in_journal(environ, stream),
        quiet=quiet,
        units=units,
        attempt=attempt,
    )
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if isinstance(handler, logging.StreamHandler):
            root.removeHandler(handler)
    root.addHandler(log.handler())
    pulse = Pulse(bound=max(BOUND, 4 * heartbeat))
    monitor = Monitor(pulse, say=log.say, complain=log.complain)
    switch = Switch(
        say=log.say,
        complain=log.complain,
        counted=lambda arrived: monitor.pinged(arrived=arrived),
        attempt=attempt,
    )
    return Watchers(
        context=replace(context, say=log.say),
        log=log,
        monitor=monitor,
        switch=switch,
        listeners=(log, pulse, monitor, switch),
    )
