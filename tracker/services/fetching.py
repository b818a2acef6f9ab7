"""Fetching: which sources are due, a conversation with each of them at the same time, and what became of them.

A source that fails stops no other and is left alone for a while; what was stored before is untouched.
"""

from __future__ import annotations

import difflib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import DatabaseError, FetchError, ParseError, SourceError, UsageError
from tracker.model.instants import Label, format_instant, to_the_second
from tracker.model.series import publisher_of
from tracker.services.backfill import Step, Watch, fill, parts_of
from tracker.services.conversation import Tally, detours_of
from tracker.services.currencies import with_currencies
from tracker.services.enabled import enabled_sources, require_enabled
from tracker.services.expected import worth_asking_at
from tracker.services.failures import told
from tracker.services.usual import ask_as_usual
from tracker.sources.base import FetchPlan, Source
from tracker.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from tracker.services.context import Context

_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(hours=6)
_LONGEST_WISH = timedelta(hours=24)
_CLOCKS_DIFFER = timedelta(minutes=5)
_LONGEST_PAUSE_WITHOUT_NETWORK = timedelta(minutes=15)  # the fault is more likely here than there


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOutcome:
    """What became of one source.

    Attributes
    ----------
    state : str
        ``ok`` (something new or revised), ``unchanged``, ``failed`` (in part or whole; what came before the failure is
        kept and counted) or ``skipped`` (not due).
    documents, records, new, revised : int
        Documents retrieved, records read, values or announcements never seen before, values that changed.
    sound : int
        Documents that were read, or that had not changed. A failed source with some failed in part only.
    passed_over : int
        Items that were read and are about nothing this program follows.
    reason : str
        ``FetchError.reason`` of a failure, ``parse`` or ``check``; empty otherwise.
    error : str
        One sentence for people with the remedy; why it was skipped, for a skipped source.
    duration : float
        Seconds.
    next_attempt_at : datetime or None
        Before which asking again is pointless; None = whenever due.
    step : Step or None
        How far a back-fill came; None for the usual run.
    """

    source: str
    state: str
    documents: int = 0
    records: int = 0
    new: int = 0
    revised: int = 0
    sound: int = 0
    passed_over: int = 0
    warnings: tuple[str, ...] = ()
    reason: str = ""
    error: str = ""
    url: str = ""
    duration: float = 0.0
    next_attempt_at: datetime | None = None
    step: Step | None = None


def fetch(
    context: Context,
    sources: Sequence[str] | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    due_only: bool = True,
    currencies: Sequence[str] = (),
    again: bool = False,
    watch: Watch | None = None,
) -> tuple[FetchOutcome, ...]:
    """Fetch and ingest the named sources (all by default), all at once; one outcome each, in their order.

    ``due_only`` leaves out sources asked within their cadence or told to wait. A source that fails stops no other.
    ``currencies`` are asked for instead of a source's usual ones. A back-fill (``since``, ``until``) leaves out what
    an earlier one finished, unless ``again``; ``watch`` is told how far it is. ``UsageError`` for an unknown name or a
    source that is off; database and configuration errors are raised after all have ended. An interruption is raised at
    once, with what is read until then stored.
    """
    chosen = _chosen(sources, context.settings)
    if currencies:
        chosen = with_currencies(chosen)
    asking = Asking(since=since, until=until, due_only=due_only, currencies=tuple(currencies), again=again, watch=watch)
    if context.http.offline:
        why = "not asked, because this program is set offline"
        return tuple(FetchOutcome(source=source.key, state="skipped", reason="offline", error=why) for source in chosen)
    _tell_of_the_clock(context)
    outcomes: dict[str, FetchOutcome] = {}
    broken: list[BaseException] = []
    open_runs: dict[str, int] = {}

    def work(source: Source) -> Callable[[], None]:
        def run() -> None:
            try:
                outcomes[source.key] = _fetch_one(context, source, asking, open_runs)
            except BaseException as error:  # noqa: BLE001  # carried over to the calling thread and raised there
                broken.append(error)

        return run

    # Daemon threads: an interrupted command ends at once instead of waiting for the slowest upstream.
    threads = [threading.Thread(target=work(source), name=f"fetch {source.key}", daemon=True) for source in chosen]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        _close(context, open_runs)
        raise
    if broken:
        raise broken[0]
    return tuple(outcomes[source.key] for source in chosen)


def pause_after(failures: int) -> timedelta:
    """How long to leave a source alone after that many failures in a row: 5 minutes, doubled each time, at most 6 h."""
    return min(_FIRST_PAUSE * (1 << min(failures - 1, 10)), _LONGEST_PAUSE)


def _chosen(names: Sequence[str] | None, settings: Settings) -> tuple[Source, ...]:
    from tracker.sources.catalog import sources

    known: Mapping[str, Source] = sources()
    if names is None:
        return tuple(enabled_sources(settings).values())
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            raise UsageError(f"There is no source {name!r}.", remedy=hint)
        require_enabled(known[name].info, settings)
    return tuple(known[name] for name in dict.fromkeys(names))


def _tell_of_the_clock(context: Context) -> None:
    """Say so when the newest run was recorded later than it is now."""
    now = context.clock()
    with UnitOfWork(context.engine, write=False) as unit:
        last = unit.runs.recent_fetches(limit=1)
    if last and last[0].started_at > now + _CLOCKS_DIFFER:
        context.say(
            f"The clock was set back: it shows {format_instant(now.replace(microsecond=0))}, and the last fetch"
            f" was recorded at {format_instant(last[0].started_at.replace(microsecond=0))}. Nothing waits for that"
            " instant; every source is asked again."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How the sources are asked, as ``fetch`` was told."""

    since: date | None
    until: date | None
    due_only: bool
    currencies: tuple[str, ...]
    again: bool
    watch: Watch | None


def _close(context: Context, open_runs: Mapping[str, int]) -> None:
    """Close the runs an interruption leaves open: nobody need wonder later whether they are still going on."""
    at = context.clock()
    with suppress(DatabaseError), UnitOfWork(context.engine, write=True) as unit:
        for number in open_runs.values():
            unit.runs.fetch_finished(number, at=at, state="failed", error="interrupted by the user")
        unit.commit()


def _fetch_one(context: Context, source: Source, asking: Asking, open_runs: dict[str, int]) -> FetchOutcome:
    if not source.info.rights.store:
        why = f"not asked: {source.info.rights.because or 'its terms do not allow keeping its numbers'}"
        return FetchOutcome(source=source.key, state="skipped", error=why)
    began = time.monotonic()
    now = context.clock()  # a conversation happens when it happens: --now pretends for reports, not for publishers
    with UnitOfWork(context.engine, write=False) as unit:
        state = unit.runs.state(source.key)
        newest = _newest(unit, source)
        finished = unit.parts.finished(source.key)
    plan = FetchPlan(
        now=now,
        since=asking.since,
        until=asking.until,
        newest=newest,
        currencies=asking.currencies,
        pairs=context.settings.pairs,
        finished=finished,
    )
    if asking.due_only and not plan.back_fill:
        # What lies further ahead than any pause was written before the clock was set back: it is not waited for.
        at = state.next_attempt_at
        if at is not None and now < at <= now + _LONGEST_WISH:
            why = f"next attempt at {to_the_second(at)}: {state.last_error}"
            return FetchOutcome(source=source.key, state="skipped", error=why, next_attempt_at=at)
        asked = state.last_success_at
        if asked is not None and asked <= now < asked + source.info.cadence:
            due = worth_asking_at(source.info, newest, asked)
            if now < due:
                return FetchOutcome(source=source.key, state="skipped", error=f"not due before {to_the_second(due)}")
    parts = parts_of(context, source, plan, again=asking.again) if plan.back_fill else None
    if parts is not None and not parts.left:
        count = len(parts.all)
        there = Step(source=source.key, parts=count, before=count, done=count)
        return FetchOutcome(source=source.key, state="unchanged", step=there)
    with UnitOfWork(context.engine, write=True) as unit:
        number = unit.runs.fetch_started(source.key, now)
        unit.commit()
    open_runs[source.key] = number
    tally = Tally()
    step: Step | None = None
    if parts is not None:
        step = fill(context, source, plan, parts, tally, asking.watch)
    else:
        ask_as_usual(context, source, plan, tally)
    tally.warnings += detours_of(tally)
    outcome = _finish(context, source, number, tally, failures=state.consecutive_failures, began=began)
    open_runs.pop(source.key, None)
    return replace(outcome, step=step)


def _newest(unit: UnitOfWork, source: Source) -> dict[str, Label]:
    """The newest label of each series, the newest snapshot, the newest announcement of the last run that ended well.

    Announcements come newest first: what a run cut short has stored says nothing of the pages it did not reach.
    """
    key = source.key
    newest = {
        series: label for series, label in unit.observations.newest_labels().items() if publisher_of(series) == key
    }
    sound = unit.runs.last_sound_fetch(key)
    announcement = unit.announcements.newest(key, as_of=sound) if sound is not None else None
    if announcement is not None:
        newest[key] = announcement.published_on.isoformat()
    listed = unit.lists.latest_snapshot(key) if source.info.kind == "lists" else None
    if listed is not None:
        newest[key] = listed.snapshot_at.date().isoformat()
    return newest


def _finish(
    context: Context, source: Source, number: int, tally: Tally, *, failures: int, began: float
) -> FetchOutcome:
    """Close the run, remember the source's health, and say what became of it."""
    failed = bool(tally.failures)
    changed = tally.new or tally.revised
    ended = context.clock()
    next_attempt_at = _next_attempt(ended, failures + 1, tally.failures) if failed else None
    error = told(tally.failures)
    with UnitOfWork(context.engine, write=True) as unit:
        unit.runs.fetch_finished(
            number,
            at=ended,
            state="failed" if failed else ("done" if changed else "unchanged"),
            documents=tally.documents,
            records=tally.records,
            error=error,
        )
        if failed:
            unit.runs.note_failure(source.key, ended, error, next_attempt_at=next_attempt_at)
        else:
            unit.runs.note_success(source.key, ended)
        unit.commit()
    return FetchOutcome(
        source=source.key,
        state="failed" if failed else ("ok" if changed else "unchanged"),
        documents=tally.documents,
        records=tally.records,
        new=tally.new,
        revised=tally.revised,
        sound=tally.sound,
        passed_over=tally.passed_over,
        warnings=tuple(dict.fromkeys(tally.warnings)),
        reason=_reason(tally.failures[0]) if failed else "",
        error=error,
        url=tally.failures[0].url if failed else tally.url,
        duration=time.monotonic() - began,
        next_attempt_at=next_attempt_at,
    )


def _next_attempt(now: datetime, failures: int, errors: Sequence[SourceError]) -> datetime:
    wishes = [error.retry_after for error in errors if isinstance(error, FetchError) and error.retry_after is not None]
    wish = min(timedelta(seconds=max(wishes, default=0.0)), _LONGEST_WISH)
    pause = pause_after(failures)
    if any(isinstance(error, FetchError) and error.reason == "network" for error in errors):
        pause = min(pause, _LONGEST_PAUSE_WITHOUT_NETWORK)
    return now + max(pause, wish)


def _reason(error: SourceError) -> str:
    if isinstance(error, FetchError):
        return error.reason
    return "parse" if isinstance(error, ParseError) else "check"
