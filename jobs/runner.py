"""One pass over what is due. The daemon makes one every half minute, the tick makes one."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from jobs.catalog import jobs as all_jobs
from jobs.listening import OUTBOX, Listener, Unit
from jobs.schedule import Idle, Job, due_slots
from jobs.spreading import offset
from tracker.config.secrets import redacted
from tracker.errors import TrackerError
from tracker.model.instants import format_instant
from tracker.services import outbox, work
from tracker.services.context import Context, Say, silent

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def run_due(
    context: Context,
    *,
    clock: Clock,
    jobs: Iterable[Job] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    say: Say = silent,
    complain: Say | None = None,
    listener: Listener | None = None,
) -> tuple[Unit, ...]:
    """Run every slot that is due, job by job, then send the letters whose time has come again.

    Raises ``DatabaseError`` when the database cannot be read at all.

    Only for whoever holds the leadership of the database. A job that fails is recorded and stops nothing else;
    ``should_stop`` is asked before each unit, and by the jobs between letters. ``say`` gets one line per unit,
    ``complain`` instead those of failures; ``listener`` is told of each as it begins, comes on and ends.
    """
    now = clock()  # one instant for all: what falls due meanwhile waits for the next pass, behind its fetches
    units: list[Unit] = []
    listener = listener or Listener()
    context = replace(context, step=listener.on_progress, stopping=should_stop)

    def report(unit: Unit, began: float) -> None:
        done = replace(unit, took=time.monotonic() - began)
        units.append(done)
        slot = f" {format_instant(done.slot)}" if done.slot else ""
        at = format_instant(clock().replace(microsecond=0))
        tell = complain if complain is not None and done.state == "failed" else say
        how = "nothing done" if isinstance(done.detail, Idle) else f"{done.state} in {done.took:.1f} s"
        tell(f"{at} {done.job}{slot} {how}: {done.detail}")
        listener.on_unit(done)

    declared = all_jobs() if jobs is None else jobs
    chosen = tuple(job for job in declared if job.wanted(context.settings))
    key = _key(context, chosen)
    for job in chosen:
        began, at = time.monotonic(), clock()
        try:
            for slot in _due(context, job, now, key):
                if should_stop():
                    return tuple(units)
                began = time.monotonic()
                unit = _run_slot(context, job, slot, clock, listener)
                if unit is not None:
                    report(unit, began)
        except Exception as error:  # noqa: BLE001  # the database failed around the job: the next job gets its chance
            report(Unit(job=job.key, slot=None, state="failed", detail=_words(context, error), began=at), began)
    if not should_stop():
        began = time.monotonic()
        unit = _send_again(context.at(clock()))
        if unit is not None:
            report(unit, began)
    return tuple(units)


def _key(context: Context, jobs: Iterable[Job]) -> str:
    """What these jobs are spread by. Raises ``DatabaseError`` where the database cannot be asked: nothing can be done.

    Where the key cannot be made yet, they are not spread in this pass.
    """
    found = work.known_installation_key(context)
    if found or not any(job.spread for job in jobs):
        return found
    try:
        return work.installation_key(context)
    except TrackerError as error:  # said by the jobs, which cannot write either
        LOG.debug("the key of the installation cannot be made", exc_info=error)
        return ""


def _due(context: Context, job: Job, now: datetime, key: str) -> list[datetime]:
    slots = due_slots(job, runs=work.runs(context, job.key), now=now, shift=offset(key, job.spread))
    held_back = job.not_before
    return [slot for slot in slots if held_back is None or held_back(context.at(now), slot) <= now]


def _run_slot(context: Context, job: Job, slot: datetime, clock: Clock, listener: Listener) -> Unit | None:
    """Claim, run, mark. A process that dies in between leaves ``started``, which the next leader takes over."""
    began = clock()
    if not work.claim(context.at(began), job.key, slot):
        return None
    listener.on_begin(job.key, slot)
    try:
        state, detail = "done", job.run(context.at(clock()), slot)
    except Exception as error:  # whatever it was, it is recorded, and the other jobs go on
        LOG.debug("%s failed", job.key, exc_info=error)
        state, detail = "failed", _words(context, error)
    if not work.finish(context.at(clock()), job.key, slot, state=state, detail=str(detail), claimed_at=began):
        detail = f"another process took this slot over meanwhile, and what it records holds; here: {detail}"
    return Unit(job=job.key, slot=slot, state=state, detail=detail, began=began)


def _send_again(context: Context) -> Unit | None:
    """Letters that were put off, or left by a dead process."""
    if context.settings.offline:
        return None
    try:
        outcomes = outbox.send_due(context)
    except Exception as error:  # noqa: BLE001  # a wrong mail setting must not stop the fetching
        return Unit(job=OUTBOX, slot=None, state="failed", detail=_words(context, error))
    if not outcomes:
        return None
    said = "; ".join(f"{one.period} to {one.recipient}: {one.state} {one.detail}".rstrip() for one in outcomes)
    counts = Counter(one.state for one in outcomes)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    return Unit(job=OUTBOX, slot=None, state="done", detail=said, counts=counted)


def _words(context: Context, error: Exception) -> str:
    """One line about an error, without secrets."""
    text = str(error) if isinstance(error, TrackerError) else f"unexpected {type(error).__name__}: {error}"
    return redacted(context.settings, " ".join(text.split()))
