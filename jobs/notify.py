"""What a service manager wants to hear (sd_notify): ready, alive, what it is at, reloading, stopping.

``Type=notify`` of systemd, and whoever else hands over ``NOTIFY_SOCKET``. Without it nobody is told anything.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from jobs.listening import Listener, Unit
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.model.plain_text import clean
from tracker.services.context import Context

LOG = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds more to start in, asked for whenever the database could not be asked."""

_SEND_WITHIN = 1.0
_LONGEST_STATUS = 400


class Notifier:
    """Sends datagrams of ``KEY=value`` lines to the socket of a service manager.

    ``address`` is a path, or begins with ``@`` for an abstract socket. That nobody listens is no error: the work is
    more important than who hears of it.
    """

    def __init__(self, address: str) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def send(self, **values: object) -> None:
        """Send these, in this order."""
        family = getattr(socket, "AF_UNIX", None)
        if not self._address or family is None:
            return
        text = "".join(f"{key}={value}\n" for key, value in values.items())
        try:
            with socket.socket(family, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0)) as line:
                line.settimeout(_SEND_WITHIN)
                line.sendto(text.encode(), self._address)
        except OSError as error:
            LOG.debug("cannot notify the service manager: %s", error)


class Supervisor(Listener):
    """Tells the service manager what the daemon does.

    It is ready once it leads and the database answered its first look, or once it stands by for another process. The
    watchdog is told by the scheduler's own pulse, and by nothing else: a dead scheduler must not look alive.

    Parameters
    ----------
    environ : mapping
        With ``NOTIFY_SOCKET``, and ``WATCHDOG_USEC`` where a watchdog waits.
    outlook : callable
        What comes next, in a few words, for the status; may raise ``TrackerError``.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        outlook: Callable[[Context], str],
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._notifier = Notifier(environ.get("NOTIFY_SOCKET", ""))
        self._watchdog = environ.get("WATCHDOG_USEC", "")
        self._outlook = outlook
        self._monotonic_ns = monotonic_ns
        self._ready = False
        self._context: Context | None = None
        self._step = 0

    @property
    def pulse(self) -> float | None:
        """Seconds within which a pulse is wanted: a third of the watchdog's; None without one."""
        return int(self._watchdog) / 3_000_000 if self._watchdog.isdigit() and int(self._watchdog) else None

    def on_start(self, context: Context) -> None:
        """Say so."""
        self._context = context
        self._status("starting")

    def on_standby(self, why: str) -> None:
        """Standing by is being ready."""
        self._is_ready(why)

    def on_pulse(self, now: datetime) -> None:  # noqa: ARG002
        """Alive."""
        self._notifier.send(WATCHDOG=1)

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """The slot was claimed: the database answers."""
        self._step = 0
        self._is_ready(f"at work: {_unit(job, slot)}")

    def on_unit(self, unit: Unit) -> None:
        """What came of it."""
        self._status(f"{_unit(unit.job, unit.slot)} {unit.state}: {unit.detail}")

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:  # noqa: ARG002
        """What comes next."""
        if self._context is None:
            return
        try:
            words = self._outlook(self._context.at(now))
        except TrackerError as error:
            words = str(error)
        self._is_ready(words)

    def on_trouble(self, now: datetime, words: str) -> None:  # noqa: ARG002
        """A database that is away is waited for, also by the service manager."""
        if self._ready:
            self._status(words)
        else:
            self._notifier.send(STATUS=_line(words), EXTEND_TIMEOUT_USEC=int(PATIENCE * 1e6))

    def on_reloading(self) -> None:
        """Settings are being read."""
        self._notifier.send(RELOADING=1, MONOTONIC_USEC=self._monotonic_ns() // 1000)

    def on_reload(self, context: Context) -> None:
        """They were read, or the old ones stay."""
        self._context = context
        self._notifier.send(READY=1)

    def on_stop(self, why: str) -> None:
        """No new unit begins."""
        self._notifier.send(STOPPING=1, STATUS=_line(f"stopping: {why}"))

    def _is_ready(self, words: str) -> None:
        if self._ready:
            self._status(words)
        else:
            self._ready = True
            self._notifier.send(READY=1, STATUS=_line(words))

    def _status(self, words: str) -> None:
        self._notifier.send(STATUS=_line(words))


def _unit(job: str, slot: datetime | None) -> str:
    return job if slot is None else f"{job} of {format_instant(slot)}"


def _line(words: str) -> str:
    """One line: a status with a line break would be a message of its own."""
    return clean(" ".join(words.split()))[:_LONGEST_STATUS]
