"""The listener that keeps the small web server: it starts and ends with the daemon, and the work never waits."""

from __future__ import annotations

import errno
import threading
import time
from datetime import datetime

from jobs.listening import Listener, Unit
from jobs.watching.endpoint import ADDRESS, Page, Server, verdicts
from jobs.watching.metrics import Metrics
from jobs.watching.pulse import Pulse
from jobs.watching.readiness import health, readiness
from tracker.services.context import Context, Say
from tracker.services.watching import PATIENCE, Observer

TRY_AGAIN = 60.0
"""Seconds after which a port that was in use is tried again."""

LOOK_UP = 0.5
"""Seconds after which the server looks whether it should end, and whom to cut off."""


class Monitor(Listener):
    """Answers on the port of the settings, or on none. ``complain`` is told when that is not possible.

    ``patience`` is how many seconds an answer waits for the database.
    """

    def __init__(self, pulse: Pulse, *, say: Say, complain: Say, patience: float = PATIENCE) -> None:
        self._pulse = pulse
        self._say = say
        self._complain = complain
        self._patience = patience
        self._context: Context | None = None
        self._observer: Observer | None = None
        self._metrics: Metrics | None = None
        self._server: Server | None = None
        self._tried_at = float("-inf")
        self._told = ""

    @property
    def port(self) -> int | None:
        """The port it answers on now."""
        return None if self._server is None else self._server.port

    def on_start(self, context: Context) -> None:
        """Begin to answer."""
        self._begin(context)

    def on_reload(self, context: Context) -> None:
        """Answer by the new settings: what was counted stays, a port that is the same stays open."""
        observer = self._observer
        before = None if self._context is None else self._context.settings.watch_port
        if before != context.settings.watch_port:
            self._close_server()
        self._observer = None
        self._begin(context)
        if observer is not None:
            observer.close()

    def on_pulse(self, now: datetime) -> None:  # noqa: ARG002
        """Try again for a port that was in use."""
        wanted = self._context is not None and self._context.settings.watch_port is not None
        if wanted and self._server is None and time.monotonic() - self._tried_at >= TRY_AGAIN:
            self._listen()

    def on_unit(self, unit: Unit) -> None:
        """Count it."""
        if self._metrics is not None:
            self._metrics.on_unit(unit)

    def pinged(self, *, arrived: bool) -> None:
        """Count a call of the dead man's switch."""
        if self._metrics is not None:
            self._metrics.pinged(arrived=arrived)

    def on_end(self) -> None:
        """Give back the port and the connection."""
        self._close_server()
        if self._observer is not None:
            self._observer.close()

    def _begin(self, context: Context) -> None:
        self._context = context
        if context.settings.watch_port is None:
            return
        self._observer = Observer(context, patience=self._patience)
        if self._metrics is None:
            self._metrics = Metrics(latest=lambda: self._known().latest(), signs=self._pulse.signs)
        if self._server is None:
            self._told = ""
            self._listen()

    def _known(self) -> Observer:
        observer = self._observer
        if observer is None:
            raise RuntimeError("nobody watches")
        return observer

    def _listen(self) -> None:
        port = None if self._context is None else self._context.settings.watch_port
        if port is None or self._metrics is None:
            return
        self._tried_at = time.monotonic()
        try:
            self._server = Server(
                port, {"/healthz": self._health, "/readyz": self._readiness, "/metrics": self._numbers}
            )
        except OSError as error:
            why = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
            words = f"nobody can watch on {ADDRESS}:{port}: {why}. The work goes on; TRACKER_WATCH_PORT names another."
            if words != self._told:
                self._complain(words)
            self._told = words
            return
        threading.Thread(target=self._server.serve_forever, args=(LOOK_UP,), name="watching port", daemon=True).start()
        self._told = ""
        self._say(f"to be watched on http://{ADDRESS}:{self._server.port}/healthz, /readyz and /metrics")

    def _close_server(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def _health(self, _accept: str) -> Page:
        return verdicts((health(self._pulse.signs(), self._pulse.bound),))

    def _readiness(self, _accept: str) -> Page:
        known = self._known().latest()
        return verdicts(tuple(readiness(self._pulse.signs(), self._pulse.bound, known)))

    def _numbers(self, accept: str) -> Page:
        if self._metrics is None:
            raise RuntimeError("nobody counts")
        body, media_type = self._metrics.text(accept)
        return Page(status=200, body=body, media_type=media_type)
