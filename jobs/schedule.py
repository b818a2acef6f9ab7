"""When a job is due, as arithmetic over what the database says was done.

A slot is an instant at which a job should have run. Cadences count in UTC from a fixed instant, so no hour exists
twice and none is missing: a trigger in a zone with daylight saving fires twice in autumn and at a time that does not
exist in spring. Nothing here reads a clock or remembers anything: the same runs and the same instant give the same
due slots in every process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.config import Settings
from tracker.model.instants import require_utc
from tracker.model.work import LONGEST_WAIT, JobRun
from tracker.services.context import Context

MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
"""A Monday midnight from which cadences are counted."""

RETRY_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 12
"""Of a slot that is not caught up later; the next one comes soon."""


class Idle(str):
    """What a job says that found nothing it could do; its slot is over all the same."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Every so often, ``at`` so long after a Monday midnight UTC: weekly at 7 hours is Monday 07:00 UTC."""

    every: timedelta
    at: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        if self.every <= timedelta(0) or not timedelta(0) <= self.at < self.every:
            raise ValueError(f"a cadence needs 0 ≤ at < every, not at={self.at} every={self.every}")

    def latest(self, now: datetime) -> datetime:
        """The newest slot at or before ``now``."""
        first = MONDAY + self.at
        return first + (require_utc(now, "now") - first) // self.every * self.every

    def since(self, start: datetime, now: datetime) -> tuple[datetime, ...]:
        """All slots in [start, now], oldest first."""
        slot, found = self.latest(now), []
        while slot >= start:
            found.append(slot)
            slot -= self.every
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Declared work. A module of this package declares one as ``JOB``.

    Attributes
    ----------
    key : str
        Name in the database and in messages.
    cadence : Cadence
        Its slots.
    run : callable
        ``run(context, slot)`` does the work of one slot and says in a few words what came of it. It is called again
        for the same slot when it raised or died, so doing it twice must change nothing.
    catch_up : timedelta or None
        None: missed slots count as one, the newest. Otherwise each slot missed within this time is run, oldest first,
        and one that fails is tried for as long.
    order : int
        Jobs due at once run in this order: what fetches before what writes letters.
    not_before : callable or None
        ``not_before(context, slot)`` holds a slot back until that instant.
    spread : timedelta
        Within this time after its slot it becomes due, each installation at its own offset; at most half a cadence.
        For what asks publishers, and what works on it; a letter has none.
    is_set_up : callable or None
        Whether these settings ask for the job at all; where they do not, it has no slots and leaves no runs.
    """

    key: str
    cadence: Cadence
    run: Callable[[Context, datetime], str]
    catch_up: timedelta | None = None
    order: int = 50
    not_before: Callable[[Context, datetime], datetime] | None = None
    spread: timedelta = timedelta(0)
    is_set_up: Callable[[Settings], bool] | None = None

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.spread <= self.cadence.every / 2:
            raise ValueError(f"{self.key}: a spread is at most half a cadence, not {self.spread}")

    def wanted(self, settings: Settings) -> bool:
        """Whether these settings ask for it."""
        return self.is_set_up is None or self.is_set_up(settings)


def due_slots(
    job: Job, *, runs: Iterable[JobRun], now: datetime, shift: timedelta = timedelta(0)
) -> tuple[datetime, ...]:
    """The slots of a job to run at ``now``, oldest first: all that a start, a heartbeat or a tick has to catch up.

    A slot is due ``shift`` after its instant and is recorded under its instant, so another shift doubles nothing.
    ``runs`` are the job's recorded runs, at least of the time in which it catches up. On the very first start, when
    there are none, only the newest slot is due: nobody wants a year of letters. Slots that failed come back after a
    pause that grows with their attempts; so do slots whose process died, the first time at once. They are given up
    after ``MOST_ATTEMPTS``, or, of a job that catches up, once that time is over. Only the leader of a database may
    ask: to it, a run still marked as started is a dead one.
    """
    known = {run.slot: run for run in runs}
    newest = job.cadence.latest(now - shift)
    if job.catch_up is None:
        # one begun before the shift grew stands for all before it
        candidates: tuple[datetime, ...] = (max([newest, *(slot for slot in known if slot <= now)]),)
    else:
        begun = min(known, default=newest)
        candidates = job.cadence.since(max(now - job.catch_up, min(begun, newest)), now - shift)
    return tuple(slot for slot in candidates if slot not in known or _again(job, known[slot], now))


def retry_at(job: Job, run: JobRun) -> datetime | None:
    """When an unfinished or failed run may be tried again; None when it is done or is given up."""
    if run.state == "done" or (job.catch_up is None and run.attempts >= MOST_ATTEMPTS):
        return None
    if run.state == "started":
        at = run.started_at + (_pause(run.attempts - 1) if run.attempts > 1 else timedelta(0))
    else:
        at = (run.finished_at or run.started_at) + _pause(run.attempts)
    return at if job.catch_up is None or at <= run.slot + job.catch_up else None


def _pause(attempts: int) -> timedelta:
    return min(RETRY_AFTER * (1 << min(attempts - 1, MOST_ATTEMPTS)), LONGEST_WAIT)


def _again(job: Job, run: JobRun, now: datetime) -> bool:
    at = retry_at(job, run)
    # further ahead than any pause: recorded before the clock was set back, and not waited for
    return at is not None and not now < at <= now + 2 * LONGEST_WAIT
