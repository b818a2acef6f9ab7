"""The daemon: a heartbeat that asks the database what is due, a leader lock, and a calm end.

The scheduler keeps nothing: its store is memory and its entries are the heartbeat, which works, and the pulse, which
says that it lives. What is due follows from the recorded runs, so a machine that slept through Monday still sends
Monday's letter, once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from jobs.circuits import CircuitLog
from jobs.clock import RunningClock
from jobs.listening import OUTBOX, Listener, Listeners, Unit
from jobs.runner import run_due
from jobs.schedule import Job
from jobs.signals import Signals
from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.services.clock import utc_now
from tracker.services.context import Context, Say
from tracker.services.leadership import Leadership, leadership

HEARTBEAT = 30.0
"""Real seconds from the beginning of one look at what is due to the next."""

PULSE = 10.0
"""Real seconds between two signs of life of the scheduler."""

GRACE = 60.0
"""Real seconds that a unit under way is given to end once the daemon was asked to stop."""

LONGEST_SILENCE = 1800.0
"""Real seconds after which a unit without a sign of life is taken for dead, and the daemon ends to be started anew."""

SHORTEST_HEARTBEAT = 0.05
STANDBY = 2.0
_LOOK_UP = 0.2

STOPPED, LEFT_SOMETHING = 0, 4


class Daemon(Listener):
    """Runs in the foreground until a signal, or until its clock ends.

    Parameters
    ----------
    heartbeat, pulse, grace : float
        Seconds: between two looks, between two signs of life at most, for the unit under way once asked to stop.
    listeners : iterable of Listener
        Told of everything that happens.
    jobs : iterable of Job or None
        What it works; None for all that are declared.
    reread : callable or None
        Makes the context of newly read settings from the present one, for SIGHUP; raises ``TrackerError`` when they
        cannot be used.
    """

    def __init__(
        self,
        context: Context,
        *,
        clock: RunningClock,
        say: Say,
        complain: Say | None = None,
        heartbeat: float = HEARTBEAT,
        pulse: float | None = None,
        grace: float = GRACE,
        listeners: Iterable[Listener] = (),
        jobs: Iterable[Job] | None = None,
        reread: Callable[[Context], Context] | None = None,
    ) -> None:
        self._context = context
        self._clock = clock
        self._say = say
        self._complain = complain or say
        self._heartbeat = max(heartbeat / clock.speed, SHORTEST_HEARTBEAT)
        self._pulse = min(pulse or PULSE, PULSE, max(heartbeat, SHORTEST_HEARTBEAT))
        self._grace = grace
        self._jobs = None if jobs is None else tuple(jobs)
        self._reread = reread
        self._lead: Leadership = leadership(context)
        self._leads = False
        self._stands_by = False
        self._ended = threading.Event()
        self._working = threading.Lock()
        self._signals = Signals()
        self._sign_of_life = time.monotonic()
        self._at_work = ""
        self._hung = ""
        self._said = ""
        self._told = Listeners((self, CircuitLog(lambda words: self._log(words, self._complain)), *listeners))
        self.left = ""
        """The unit that did not end in time and was left; the process has to end without waiting for it."""

    def run(self) -> int:
        """Work until told to stop: 0, or 4 when a unit did not end within the grace and was left."""
        with self._signals.caught():
            self._told.on_start(self._context)
            try:
                if self._wait_for_leadership():
                    self._beat_until_stopped()
            finally:
                if not self.left:  # what was left may still be at work: its office ends with the process
                    self._lead.release()
                self._told.on_end()
        self._log(f"stopped ({self._why()})")
        return LEFT_SOMETHING if self.left else STOPPED

    def stopping(self) -> bool:
        """Whether no new unit of work should begin."""
        return self._signals.stop is not None or self._ended.is_set()

    def beat(self) -> None:
        """One look at what is due. Never raises: a database that is busy or away is asked again.

        A server that dropped the leader's line may have given the leadership to another process: nothing new is begun.
        """
        with self._working:
            if self.stopping():
                return
            now, context = self._clock(), self._context
            self._sign()
            self._told.on_beat(now)
            try:
                if not self._lead.held() and not self._lead.acquire():
                    self._stand_by("another process leads now; standing by")
                    return
                self._take_the_lead()
                units = run_due(
                    context,
                    clock=self._clock,
                    jobs=self._jobs,
                    should_stop=lambda: self.stopping() or self._context is not context or not self._lead.held(),
                    say=self._say,
                    complain=self._complain,
                    listener=self._told,
                )
                self._looked(now, units)
            except TrackerError as error:
                self._trouble(now, f"cannot work now: {error}")
            except Exception as error:  # a daemon that dies of a surprise sends no letters
                logging.getLogger(__name__).debug("heartbeat failed", exc_info=error)
                self._trouble(now, f"cannot work now: unexpected {type(error).__name__}: {error}")
            finally:
                self._at_work = ""
                if self._clock.over(now):  # a rehearsal ends, whatever its last look came to
                    self._ended.set()

    def pulse(self) -> None:
        """The scheduler's own sign of life. Once the unit under way has not shown one for too long, it is the last.

        A thread cannot be ended, a process can: whoever supervises this one starts it anew, and the slot with it.
        """
        silence = time.monotonic() - self._sign_of_life
        if silence <= LONGEST_SILENCE:
            self._told.on_pulse(self._clock())
        elif not self._ended.is_set():
            self._hung = f"{self._at_work or 'the heartbeat'}: no sign of life for {silence / 60:.0f} minutes"
            self._log(self._hung, self._complain)
            self._ended.set()

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """Remember what it is at."""
        self._at_work = job if slot is None else f"{job} of {format_instant(slot)}"
        self._sign()

    def on_progress(self, words: str) -> None:  # noqa: ARG002
        """The unit lives."""
        self._sign()

    def on_unit(self, unit: Unit) -> None:  # noqa: ARG002
        """It has ended."""
        self._at_work = ""
        self._sign()

    def _sign(self) -> None:
        self._sign_of_life = time.monotonic()

    def _looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
        if self._said:
            self._said = ""
            self._log("works again")
        # a job whose slots could not be read or marked has said so already
        unread = [one for one in units if one.slot is None and one.state == "failed" and one.job != OUTBOX]
        if unread:
            self._told.on_trouble(now, f"{unread[0].job}: {unread[0].detail}")
        else:
            self._told.on_looked(now, units)

    def _trouble(self, now: datetime, words: str) -> None:
        if words != self._said:  # once, and not twice a minute for as long as a server is away
            self._said = words
            self._log(words, self._complain)
        self._told.on_trouble(now, words)

    def _take_the_lead(self) -> None:
        self._stands_by = False
        if not self._leads:
            self._leads = True
            self._log(f"leading; a look at what is due every {self._heartbeat:g} s")
            self._told.on_lead(leading=True)

    def _stand_by(self, said: str) -> None:
        if self._stands_by:
            return
        self._stands_by = True
        self._log(said)
        if self._leads:
            self._leads = False
            self._told.on_lead(leading=False)
        self._told.on_standby(said)

    def _wait_for_leadership(self) -> bool:
        ask_at = pulse_at = 0.0
        while not self.stopping():
            self._reread_if_asked()
            now = time.monotonic()
            if now >= ask_at:
                ask_at = now + max(STANDBY / self._clock.speed, SHORTEST_HEARTBEAT)
                try:
                    if self._lead.acquire():
                        self._take_the_lead()
                        return True
                    self._stand_by("another process works on this database; standing by")
                    self._said = ""
                except TrackerError as error:  # a server that is being restarted; once it ran, a daemon stays
                    self._stands_by = False
                    self._trouble(self._clock(), f"cannot ask who leads, trying again: {error}")
            if now >= pulse_at:
                pulse_at = now + self._pulse
                self._told.on_pulse(self._clock())
            if self._clock.over(self._clock()):
                self._ended.set()
            self._ended.wait(min(_LOOK_UP, self._pulse))
        self._told.on_stop(self._why())
        return False

    def _beat_until_stopped(self) -> None:
        # A pass that takes longer than the pause is normal and not worth a warning per heartbeat.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for work, seconds in ((self.beat, self._heartbeat), (self.pulse, self._pulse)):
            scheduler.add_job(work, "interval", seconds=seconds, id=work.__name__, next_run_time=utc_now())
        scheduler.start()
        try:
            while not self.stopping():
                self._ended.wait(_LOOK_UP)
                if self._reread_if_asked():
                    scheduler.modify_job("beat", next_run_time=utc_now())
                self._mind_the_clock(scheduler)
        finally:
            self._told.on_stop(self._why())
            scheduler.shutdown(wait=False)
            if self._working.acquire(timeout=self._grace):
                self._working.release()
            else:
                self.left = self._at_work or "the look at what is due"
                self._log(
                    f"{self.left} did not end within {self._grace:g} s and is left; the next start takes it up again",
                    self._complain,
                )

    def _mind_the_clock(self, scheduler: BackgroundScheduler) -> None:
        """The scheduler waits for an instant of the machine's clock. Set back, that would be hours away."""
        for name, seconds in (("beat", self._heartbeat), ("pulse", self._pulse)):
            entry = scheduler.get_job(name)
            if entry is not None and entry.next_run_time > utc_now() + 2 * timedelta(seconds=seconds):
                if name == "beat":
                    self._log("the clock was set back; looking at what is due now")
                scheduler.modify_job(name, next_run_time=utc_now())

    def _reread_if_asked(self) -> bool:
        """On SIGHUP: take over newly read settings, or say why not and keep the old ones. Whether it was asked.

        The unit under way ends with those it began with; no further one begins with them.
        """
        if not self._signals.reload:
            return False
        self._signals.reload = False
        self._told.on_reloading()
        try:
            if self._reread is not None:
                old, self._context = self._context, self._reread(self._context)
                changed = _changed(old.settings, self._context.settings)
                self._log(f"settings read again: {', '.join(changed) + ' changed' if changed else 'all as before'}")
        except Exception as error:  # noqa: BLE001  # a file that cannot be read ends no daemon
            words = str(error) if isinstance(error, TrackerError) else f"unexpected {type(error).__name__}: {error}"
            self._log(f"the settings read again cannot be used, the old ones stay: {words}", self._complain)
        self._told.on_reload(self._context)
        return True

    def _why(self) -> str:
        return self._signals.stop or self._hung or "end of the rehearsal"

    def _log(self, message: str, tell: Say | None = None) -> None:
        (tell or self._say)(f"{format_instant(self._clock().replace(microsecond=0))} daemon {message}")


def _changed(old: Settings, new: Settings) -> list[str]:
    """The names of the settings that differ; never their values, which may be secret."""
    names = [one.name for one in fields(Settings) if one.name != "origins"]
    return [name for name in names if getattr(old, name) != getattr(new, name)]
