"""What the daemon and the tick need of the rooms below: the runs of jobs, and fetching one kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.model.work import JobRun
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.services.fetching import FetchOutcome


LOOKED_AT = 60
"""Newest runs of a job from which is decided what is due."""

KEPT = 400
KEPT_FOR = timedelta(days=400)
"""What housekeeping leaves: runs of more than a year, and of each job its newest, far more than are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many old runs of jobs, and conversations with sources, were deleted."""

    jobs: int
    fetches: int


def runs(context: Context, job: str, *, limit: int = LOOKED_AT) -> tuple[JobRun, ...]:
    """The newest recorded runs of a job."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.runs.recent(job, limit)


def installation_key(context: Context) -> str:
    """The random key of this installation, made the first time it is asked for."""
    from secrets import token_hex

    from tracker.store.unit_of_work import UnitOfWork

    found = known_installation_key(context)
    if found:
        return found
    with UnitOfWork(context.engine, write=True) as work:
        made = work.installation_key.keep(token_hex(16), context.clock())
        work.commit()
    return made


def known_installation_key(context: Context) -> str:
    """The same for who only looks: empty where no schedule was ever worked."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=False) as work:
        return work.installation_key.read() or ""


def claim(context: Context, job: str, slot: datetime) -> bool:
    """Mark a slot as started; False when it is done, or not free.

    Only for whoever holds the leadership: a run still marked as started is then a dead process's and is taken over.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        won = work.runs.claim(job, slot, at=context.now, stale_after=timedelta(0), retry_after=timedelta(0))
        work.commit()
    return won


def finish(
    context: Context, job: str, slot: datetime, *, state: str, detail: str, claimed_at: datetime | None = None
) -> bool:
    """Mark a claimed slot as ``done`` or ``failed``; with ``claimed_at``, only the claim of that instant.

    False when another process took the slot over meanwhile: a leader that was paused wakes up and finds another one.
    """
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        closed = work.runs.finish(job, slot, at=context.now, state=state, detail=detail, claimed_at=claimed_at)
        work.commit()
    return closed


def forget_old_runs(context: Context) -> Forgotten:
    """Delete what nothing will ask for again. What is due, and what is asked of a source, is the same as before."""
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(context.engine, write=True) as work:
        now = context.clock()
        forgotten = Forgotten(
            jobs=work.runs.prune(now, keep=KEPT, kept_for=KEPT_FOR),
            fetches=work.runs.prune_fetches(now, kept_for=KEPT_FOR),
        )
        work.commit()
    return forgotten


def fetch_kind(context: Context, kind: str) -> str:
    """Fetch every due source of a kind (``rates``, ``announcements``, ``lists``); what came of it in a few words.

    Raises ``TrackerError`` when sources were asked and not one of them answered.
    """
    from tracker.services.enabled import enabled_sources
    from tracker.services.fetching import fetch

    keys = [key for key, source in enabled_sources(context.settings).items() if source.info.kind == kind]
    if context.settings.offline:
        return "nothing asked: working offline"
    outcomes = fetch(context, keys)
    said = "; ".join(_words(outcome) for outcome in outcomes if outcome.state != "skipped") or "no source is due"
    answered = any(outcome.state in {"ok", "unchanged"} for outcome in outcomes)
    if not answered and any(outcome.state == "failed" for outcome in outcomes):
        raise TrackerError(said, retryable=True)
    return said


def _words(outcome: FetchOutcome) -> str:
    if outcome.state == "failed":
        return outcome.error
    if outcome.state == "unchanged":
        return f"{outcome.source}: nothing new"
    revised = f", {outcome.revised} revised" if outcome.revised else ""
    return f"{outcome.source}: {outcome.new} new{revised}"
