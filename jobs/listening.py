"""What the daemon tells whoever watches it: its supervisor, its health endpoints, its log, a dead man's switch.

Whoever wants to hear something derives from ``Listener`` and is given to ``Daemon(listeners=…)``. Everything is told
after it is in the database. Calls come from several threads, never two at once. They have to return soon: the work
waits for them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.services.context import Context

LOG = logging.getLogger(__name__)

OUTBOX = "outbox"
"""The unit of what was put off or left to be sent; it has no slots, and there is none where nothing waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One piece of work that was done or that failed.

    Attributes
    ----------
    slot : datetime or None
        Nominal instant of the run, UTC; None for letters tried again, and for a job whose slots could not be read.
    state : str
        ``done`` or ``failed``.
    detail : str
        In a few words, what came of it, without secrets; a ``jobs.schedule.Idle`` when there was nothing it could do.
    counts : str
        The same for strangers where ``detail`` names readers: how many of what, no address; empty where it names none.
    began : datetime or None
        When it began on the daemon's clock, UTC.
    took : float
        Seconds.
    """

    job: str
    slot: datetime | None
    state: str
    detail: str
    counts: str = ""
    began: datetime | None = None
    took: float = 0.0


class Listener:
    """Hears what it overrides, and nothing else. What a listener raises is logged and stops nothing."""

    def on_start(self, context: Context) -> None:
        """The daemon starts; nothing was asked of the database yet."""

    def on_standby(self, why: str) -> None:
        """It does not lead, and waits: another process does. Told once each time."""

    def on_lead(self, *, leading: bool) -> None:
        """It leads now, or leads no longer."""

    def on_beat(self, now: datetime) -> None:
        """A look at what is due begins: the scheduler lives. ``now`` on the daemon's clock, UTC."""

    def on_pulse(self, now: datetime) -> None:
        """The scheduler's own heartbeat, also while a long unit is under way; while standing by, that of the waiting.

        It does not come once the scheduler is dead, or the unit under way shows no sign of life any more: the daemon
        then ends by itself.
        """

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """A unit of work begins."""

    def on_progress(self, words: str) -> None:
        """The unit under way has come a step further: a source has answered, a letter was sent."""

    def on_unit(self, unit: Unit) -> None:
        """A unit of work was done or failed, and that is recorded."""

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
        """The look that began at ``now`` is over, the database answered; ``units`` is all it did, perhaps nothing."""

    def on_trouble(self, now: datetime, words: str) -> None:
        """The look that began at ``now`` came to nothing: the database is busy, away or broken, or a surprise.

        Also told while waiting to lead, as often as the database cannot be asked.
        """

    def on_reloading(self) -> None:
        """Settings are about to be read again."""

    def on_reload(self, context: Context) -> None:
        """That is over; ``context`` carries the settings that hold now, the old ones where the new are of no use."""

    def on_stop(self, why: str) -> None:
        """It will stop: no new unit begins."""

    def on_end(self) -> None:
        """It has stopped; give back what you hold (sockets, threads)."""


class Listeners(Listener):
    """All listeners as one."""

    def __init__(self, listeners: Iterable[Listener] = ()) -> None:
        self._all = tuple(listeners)
        self._turn = threading.RLock()

    def _each(self, call: Callable[[Listener], None]) -> None:
        with self._turn:
            for one in self._all:
                try:
                    call(one)
                except Exception as error:  # noqa: BLE001  # whoever watches the work must not stop it
                    LOG.warning("%s failed: %s: %s", type(one).__name__, type(error).__name__, error)

    def on_start(self, context: Context) -> None:
        """Tell each."""
        self._each(lambda one: one.on_start(context))

    def on_standby(self, why: str) -> None:
        """Tell each."""
        self._each(lambda one: one.on_standby(why))

    def on_lead(self, *, leading: bool) -> None:
        """Tell each."""
        self._each(lambda one: one.on_lead(leading=leading))

    def on_beat(self, now: datetime) -> None:
        """Tell each."""
        self._each(lambda one: one.on_beat(now))

    def on_pulse(self, now: datetime) -> None:
        """Tell each."""
        self._each(lambda one: one.on_pulse(now))

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """Tell each."""
        self._each(lambda one: one.on_begin(job, slot))

    def on_progress(self, words: str) -> None:
        """Tell each."""
        self._each(lambda one: one.on_progress(words))

    def on_unit(self, unit: Unit) -> None:
        """Tell each."""
        self._each(lambda one: one.on_unit(unit))

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
        """Tell each."""
        self._each(lambda one: one.on_looked(now, units))

    def on_trouble(self, now: datetime, words: str) -> None:
        """Tell each."""
        self._each(lambda one: one.on_trouble(now, words))

    def on_reloading(self) -> None:
        """Tell each."""
        self._each(lambda one: one.on_reloading())

    def on_reload(self, context: Context) -> None:
        """Tell each."""
        self._each(lambda one: one.on_reload(context))

    def on_stop(self, why: str) -> None:
        """Tell each."""
        self._each(lambda one: one.on_stop(why))

    def on_end(self) -> None:
        """Tell each."""
        self._each(lambda one: one.on_end())
