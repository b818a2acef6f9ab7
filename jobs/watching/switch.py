"""The dead man's switch: a server is called after the work, and its silence raises the alarm.

Calls go out from a thread of their own, after everything is in the database. A call that does not arrive changes
nothing but a line in the log. What is told is told by the newest state of every job: a pass that did well does not hide
that an earlier one of another job failed.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jobs.catalog import jobs
from jobs.listening import OUTBOX, Listener, Unit
from jobs.schedule import Idle
from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.model.instants import format_instant, to_the_second
from tracker.services.context import Context, Say
from tracker.services.pinging import FAIL, SECONDS, START, SUCCESS, failing_jobs, is_set, letters_lost, ping

MOST, WITHIN = 5, 60.0
"""So many calls in so many seconds: servers drop more."""

QUIET = 300.0
"""Seconds after which a scheduler that has nothing to do says that it lives."""

_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call to make."""

    kind: str
    body: str


def run_id(job: str, slot: datetime | None, attempt: int = 0) -> str:
    """``fetch_rates@2026-12-01T00:05Z#1``: the same for the same attempt at the same slot, on every machine.

    >>> from datetime import UTC
    >>> run_id("fetch_rates", datetime(2026, 12, 1, 0, 5, tzinfo=UTC), 2)
    'fetch_rates@2026-12-01T00:05:00Z#2'
    >>> run_id("outbox", None)
    'outbox'
    """
    at = f"@{format_instant(slot)}" if slot is not None else ""
    return f"{job}{at}{f'#{attempt}' if attempt else ''}"


class Caller:
    """Makes calls in their order from one thread, so many a minute, the newest outcome always.

    Where calls would come too close together, starts are left out and of several outcomes the newest stays.
    """

    def __init__(
        self,
        call: Callable[[Call], str],
        *,
        told: Callable[[Call, str], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._call = call
        self._told = told
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._waiting: deque[Call] = deque()
        self._made: deque[float] = deque(maxlen=MOST)
        self._ended = False
        self._thread: threading.Thread | None = None

    def add(self, call: Call) -> None:
        """Queue one; never waits."""
        with self._changed:
            if self._ended or (call.kind == START and not self._free()):
                return
            if call.kind != START:
                self._waiting = deque(one for one in self._waiting if one.kind == START)
            self._waiting.append(call)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="dead man's switch", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def end(self, *, within: float) -> None:
        """Make what waits and may be made now, then stop; at most so many seconds."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(within)

    def idle(self, within: float) -> bool:
        """Wait until nothing waits; whether that came within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, within)

    def _free(self) -> bool:
        """Whether a start may be queued: its outcome must still find room."""
        recent = sum(self._monotonic() - at < WITHIN for at in self._made)
        return recent + len(self._waiting) + 2 <= MOST

    def _pause(self) -> float:
        """Seconds until a further call may be made."""
        if len(self._made) < MOST:
            return 0.0
        return max(self._made[0] + WITHIN - self._monotonic(), 0.0)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ended)
                pause = self._pause()
                if self._ended and (pause or not self._waiting):
                    return
                if pause:
                    self._changed.wait(pause)
                    continue
                call = self._waiting[0]
                self._made.append(self._monotonic())
            why = self._call(call)
            self._told(call, why)
            with self._changed:
                if self._waiting and self._waiting[0] is call:  # else a newer outcome has taken its place meanwhile
                    self._waiting.popleft()
                self._changed.notify_all()


class Switch(Listener):
    """Says when work begins, that it went well, and that it did not."""

    def __init__(
        self,
        *,
        say: Say,
        complain: Say,
        counted: Callable[[bool], None] = lambda _arrived: None,
        attempt: Callable[[str, datetime], int] = lambda _job, _slot: 0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._complain = complain
        self._counted = counted
        self._attempt = attempt
        self._monotonic = monotonic
        self._context: Context | None = None
        self._failing: dict[str, str] = {}
        self._lost: int | None = None
        self._begun = False
        self._told_at = float("-inf")
        self._why = ""
        self.caller = Caller(self._make, told=self._came_of_it, monotonic=monotonic)

    def on_start(self, context: Context) -> None:
        """Whom to call."""
        self._context = context

    def on_reload(self, context: Context) -> None:
        """Whom to call now."""
        self._context = context

    def on_lead(self, *, leading: bool) -> None:
        """What the last runs failed at is in the database; what this process knew of it may be long done."""
        self._failing.clear()
        self._lost = None
        if leading:
            self._failing.update(self._failed_before())
            self._lost = self._letters_lost()

    def on_begin(self, job: str, slot: datetime | None) -> None:
        """The first unit of a pass is its start."""
        if not self._begun:
            self._begun = True
            self._tell(START, [f"begun: {run_id(job, slot)}"])

    def on_looked(self, now: datetime, units: tuple[Unit, ...]) -> None:
        """A pass is over, and recorded."""
        begun, self._begun = self._begun, False
        if all(unit.job != OUTBOX for unit in units):  # it has a unit as long as anything waits to be sent
            self._failing.pop(OUTBOX, None)
        for unit in units:
            self._failing.pop(unit.job, None)
            if unit.state == "failed":
                self._failing[unit.job] = self._line(unit)
        worked = begun or any(not isinstance(unit.detail, Idle) for unit in units)
        if not worked and self._monotonic() - self._told_at < QUIET:
            return
        self._failing.pop("", None)
        body = [self._line(unit) for unit in units] or [f"{format_instant(now)} nothing is due"]
        if units:
            lost, before = self._letters_lost(), self._lost
            self._lost = lost
            if lost is None or (before is not None and lost > before):
                what = "unknown: the outbox could not be read" if lost is None else f"{lost - (before or 0)} lost"
                self._tell(FAIL, [f"letters: {what}; see tracker status", *body])
                return
        if self._failing:
            self._tell(FAIL, [*self._failing.values(), *(one for one in body if one not in self._failing.values())])
        else:
            self._tell(SUCCESS, body)

    def on_trouble(self, now: datetime, words: str) -> None:
        """A pass could not be had: once at first, then every few minutes."""
        begun, self._begun = self._begun, False
        if begun or "" not in self._failing or self._monotonic() - self._told_at >= QUIET:
            self._failing[""] = f"{format_instant(now)} cannot work: {words}"
            self._tell(FAIL, [self._failing[""]])

    def on_end(self) -> None:
        """Let a last call go out."""
        self.caller.end(within=SECONDS + 1)

    def _line(self, unit: Unit) -> str:
        attempt = 0 if unit.slot is None else self._attempt(unit.job, unit.slot)
        how = "nothing done" if isinstance(unit.detail, Idle) else f"{unit.state} in {unit.took:.1f} s"
        said = unit.counts or unit.detail
        return f"{run_id(unit.job, unit.slot, attempt)} {how}: {said}"

    def _failed_before(self) -> dict[str, str]:
        if self._context is None:
            return {}
        known = {job.key for job in jobs()}
        try:
            failed = failing_jobs(self._context)
        except TrackerError:
            return {}
        return {job: f"{job} failed at {to_the_second(at)}" for job, at in failed.items() if job in known}

    def _letters_lost(self) -> int | None:
        if self._context is None:
            return None
        try:
            return letters_lost(self._context)
        except TrackerError:
            return None

    def _tell(self, kind: str, lines: list[str]) -> None:
        if self._context is None or not is_set(self._context.settings):
            return
        if kind != START:
            self._told_at = self._monotonic()
        more = [f"… and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
        self.caller.add(Call(kind=kind, body="\n".join([*lines[:_LINES], *more])))

    def _make(self, call: Call) -> str:
        settings: Settings | None = None if self._context is None else self._context.settings
        return "" if settings is None else ping(settings, call.kind, call.body)

    def _came_of_it(self, _call: Call, why: str) -> None:
        """Said once when it stops working, and once when it works again."""
        self._counted(not why)
        if why and why != self._why:
            self._complain(f"the dead man's switch could not be told: {why} The work goes on.")
        elif self._why and not why:
            self._say("the dead man's switch is told again")
        self._why = why
