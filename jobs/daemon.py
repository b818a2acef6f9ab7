"""The daemon: a heartbeat that asks the database what is due, a leader lock, and a calm end.

The scheduler keeps nothing: its store is memory and its one entry is the heartbeat. What is due follows from the
recorded runs, so a machine that slept through Monday still sends Monday's letter, once.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, timedelta
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from jobs.clock import RunningClock
from jobs.runner import run_due
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.services.clock import utc_now
from tracker.services.context import Context, Say
from tracker.services.leadership import Leadership, leadership

HEARTBEAT = 30.0
"""Real seconds from the beginning of one look at what is due to the next."""

SHORTEST_HEARTBEAT = 0.05
STANDBY = 5.0
_LOOK_UP = 0.2


class Daemon:
    """Runs in the foreground until a signal, or until its clock ends."""

    def __init__(
        self,
        context: Context,
        *,
        clock: RunningClock,
        say: Say,
        complain: Say | None = None,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._context = context
        self._clock = clock
        self._say = say
        self._complain = complain or say
        self._heartbeat = max(heartbeat / clock.speed, SHORTEST_HEARTBEAT)
        self._lead: Leadership = leadership(context)
        self._ended = threading.Event()
        self._signal: str | None = None

    def run(self) -> int:
        """Work until told to stop; 0. What is under way then is finished first."""
        with self._signals():
            try:
                if self._wait_for_leadership():
                    self._beat_until_stopped()
            finally:
                self._lead.release()
        self._log(f"stopped ({self._signal or 'end of the rehearsal'})")
        return 0

    def stopping(self) -> bool:
        """Whether no new unit of work should begin."""
        return self._signal is not None or self._ended.is_set()

    def beat(self) -> None:
        """One look at what is due. Never raises: a database that is busy or away is asked again.

        A server that dropped the leader's line may have given the leadership to another process: nothing new is begun.
        """
        now = self._clock()
        try:
            if not self._lead.held() and not self._lead.acquire():
                self._log("another process leads now; standing by")
                return
            run_due(
                self._context,
                clock=self._clock,
                should_stop=lambda: self.stopping() or not self._lead.held(),
                say=self._say,
                complain=self._complain,
            )
        except TrackerError as error:
            self._log(f"cannot work now: {error}", self._complain)
        except Exception as error:  # a daemon that dies of a surprise sends no letters
            logging.getLogger(__name__).debug("heartbeat failed", exc_info=error)
            self._log(f"cannot work now: unexpected {type(error).__name__}: {error}", self._complain)
        finally:
            if self._clock.over(now):  # a rehearsal ends, whatever its last look came to
                self._ended.set()

    def _wait_for_leadership(self) -> bool:
        announced = ""
        while not self.stopping():
            said = "another process works on this database; standing by"
            try:
                if self._lead.acquire():
                    self._log(f"leading; a look at what is due every {self._heartbeat:g} s")
                    return True
            except TrackerError as error:  # a server that is being restarted; once it ran, a daemon stays
                said = f"cannot ask who leads, trying again: {error}"
            if announced != said:
                self._log(said)
                announced = said
            if self._clock.over(self._clock()):
                self._ended.set()
            self._pause(max(STANDBY / self._clock.speed, SHORTEST_HEARTBEAT))
        return False

    def _beat_until_stopped(self) -> None:
        # A pass that takes longer than the pause is normal and not worth a warning per heartbeat.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        scheduler.add_job(self.beat, "interval", seconds=self._heartbeat, id="heartbeat", next_run_time=utc_now())
        scheduler.start()
        try:
            while not self.stopping():
                self._pause(_LOOK_UP)
                beat = scheduler.get_job("heartbeat")
                # The scheduler waits for an instant of the machine's clock. Set back, that would be hours away.
                if beat is not None and beat.next_run_time > utc_now() + 2 * timedelta(seconds=self._heartbeat):
                    self._log("the clock was set back; looking at what is due now")
                    scheduler.modify_job("heartbeat", next_run_time=utc_now())
        finally:
            scheduler.shutdown(wait=True)

    def _pause(self, seconds: float) -> None:
        self._ended.wait(min(seconds, _LOOK_UP))

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Ask to stop on the first SIGTERM, SIGINT or (Windows) Ctrl-Break; a second one ends the process at once."""

        def stop(number: int, _frame: FrameType | None) -> None:
            self._signal = signal.Signals(number).name  # a plain assignment: taking a lock here could dead-lock
            signal.signal(number, before[number])

        numbers = (getattr(signal, name, None) for name in ("SIGTERM", "SIGINT", "SIGBREAK"))
        before = {int(number): signal.getsignal(number) for number in numbers if number is not None}
        for number in before:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _log(self, message: str, tell: Say | None = None) -> None:
        (tell or self._say)(f"{format_instant(self._clock().replace(microsecond=0))} daemon {message}")
