"""Whether the scheduler lives, and whether it leads: what the daemon shows of itself without any database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.listening import Listener, Unit
from tracker.services.context import Context

BOUND = 180.0
"""Seconds without a sign of life from the scheduler's own thread after which it counts as dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What was heard of the daemon.

    Attributes
    ----------
    age : float
        Seconds since the last sign of life.
    leading : bool or None
        None as long as it is not decided.
    waits : str
        Why it stands by; empty where it does not.
    trouble : str
        Why the last look at what is due could not be had; empty where it could.
    """

    age: float = 0.0
    leading: bool | None = None
    waits: str = ""
    trouble: str = ""


class Pulse(Listener):
    """Keeps the newest signs; may be asked from any thread."""

    def __init__(self, *, bound: float = BOUND, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.bound = bound
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._signs = Signs()
        self._at = monotonic()

    def signs(self) -> Signs:
        """As of now."""
        with self._lock:
            return replace(self._signs, age=max(self._monotonic() - self._at, 0.0))

    def alive(self) -> bool:
        """Whether the last sign of life is young enough."""
        return self.signs().age <= self.bound

    def on_start(self, context: Context) -> None:  # noqa: ARG002
        """A first sign."""
        self._beat()

    def on_standby(self, why: str) -> None:
        """It waits for its turn, and lives."""
        self._beat(leading=False, waits=why)

    def on_lead(self, *, leading: bool) -> None:
        """Decided."""
        self._beat(leading=leading, waits="" if leading else "another process leads")

    def on_beat(self, now: datetime) -> None:  # noqa: ARG002
        """A look begins."""
        self._beat()

    def on_pulse(self, now: datetime) -> None:  # noqa: ARG002
        """The heartbeat, also during long work."""
        self._beat()

    def on_unit(self, unit: Unit) -> None:  # noqa: ARG002
        """Work was done."""
        self._beat()

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:  # noqa: ARG002
        """The database answered."""
        self._beat(trouble="")

    def on_trouble(self, now: datetime, words: str) -> None:  # noqa: ARG002
        """The database did not, or something else went wrong; the scheduler lives."""
        self._beat(trouble=words)

    def _beat(self, **changed: object) -> None:
        with self._lock:
            self._at = self._monotonic()
            self._signs = replace(self._signs, **changed)  # type: ignore[arg-type]  # fields of Signs, by name
