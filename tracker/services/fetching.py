"""Fetching: which sources are due, a conversation with each of them at the same time, and what became of them.

A source that fails stops no other and is left alone for a while; what was stored before is untouched.
"""

from __future__ import annotations

import difflib
import hashlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import FetchError, ParseError, SourceError, UsageError
from tracker.model.instants import Label, format_instant, to_the_second
from tracker.model.series import publisher_of
from tracker.model.source import Snapshot
from tracker.services.conversation import Tally, converse
from tracker.services.enabled import enabled_sources, require_enabled
from tracker.sources.base import FetchPlan, Source
from tracker.sources.checks import check
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
    reason : str
        ``FetchError.reason`` of a failure, ``parse`` or ``check``; empty otherwise.
    error : str
        One sentence for people with the remedy; why it was skipped, for a skipped source.
    duration : float
        Seconds.
    next_attempt_at : datetime or None
        Before which asking again is pointless; None = whenever due.
    """

    source: str
    state: str
    documents: int = 0
    records: int = 0
    new: int = 0
    revised: int = 0
    warnings: tuple[str, ...] = ()
    reason: str = ""
    error: str = ""
    url: str = ""
    duration: float = 0.0
    next_attempt_at: datetime | None = None


def fetch(
    context: Context,
    sources: Sequence[str] | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    due_only: bool = True,
) -> tuple[FetchOutcome, ...]:
    """Fetch and ingest the named sources (all by default), all at once; one outcome each, in their order.

    ``due_only`` leaves out sources asked within their cadence or told to wait. A source that fails stops no other.
    ``UsageError`` for an unknown name or a source that is off; database and configuration errors are raised after all
    have ended.
    """
    chosen = _chosen(sources, context.settings)
    if context.http.offline:
        why = "not asked, because this program is set offline"
        return tuple(FetchOutcome(source=source.key, state="skipped", reason="offline", error=why) for source in chosen)
    _tell_of_the_clock(context)
    outcomes: dict[str, FetchOutcome] = {}
    broken: list[BaseException] = []

    def work(source: Source) -> Callable[[], None]:
        def run() -> None:
            try:
                outcomes[source.key] = _fetch_one(context, source, since=since, until=until, due_only=due_only)
            except BaseException as error:  # noqa: BLE001  # carried over to the calling thread and raised there
                broken.append(error)

        return run

    # Daemon threads: an interrupted command ends at once instead of waiting for the slowest upstream.
    threads = [threading.Thread(target=work(source), name=f"fetch {source.key}", daemon=True) for source in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return tuple(outcomes[source.key] for source in chosen)


def load_embedded(context: Context) -> None:
    """Bring the embedded ECB archive into the store; nothing when these very bytes are there already."""
    from tracker.sources.rates import ecb

    try:
        content = ecb.embedded().read_bytes()
    except FetchError:
        return  # 'tracker doctor' names it; everything else works with what is stored
    sha256 = hashlib.sha256(content).hexdigest()
    recorded_at = context.clock()
    with UnitOfWork(context.engine, write=False) as unit:
        if unit.snapshots.has(sha256):
            return
    snapshot = Snapshot(
        source=ecb.SOURCE.key,
        url=ecb.EMBEDDED_URL,
        kind=ecb.HISTORY,
        retrieved_at=recorded_at,
        sha256=sha256,
        content=content,
        media_type="application/zip",
    )
    records = check(ecb.SOURCE, ecb.SOURCE.parse(snapshot), now=recorded_at, previous_count=None, judge_age=False)
    with UnitOfWork(context.engine, write=True) as unit:  # bytes and values together: their presence proves both
        if not unit.snapshots.has(sha256):
            unit.snapshots.add(snapshot)
            unit.observations.add(records.quotes, vintage=recorded_at, sha256=sha256)
            unit.commit()


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


def _fetch_one(
    context: Context, source: Source, *, since: date | None, until: date | None, due_only: bool
) -> FetchOutcome:
    if not source.info.rights.store:
        why = f"not asked: {source.info.rights.because or 'its terms do not allow keeping its numbers'}"
        return FetchOutcome(source=source.key, state="skipped", error=why)
    began = time.monotonic()
    now = context.clock()  # a conversation happens when it happens: --now pretends for reports, not for publishers
    with UnitOfWork(context.engine, write=False) as unit:
        state = unit.runs.state(source.key)
        newest = _newest(unit, source)
    if due_only and since is None and until is None:
        # What lies further ahead than any pause was written before the clock was set back: it is not waited for.
        at = state.next_attempt_at
        if at is not None and now < at <= now + _LONGEST_WISH:
            why = f"next attempt at {to_the_second(at)}: {state.last_error}"
            return FetchOutcome(source=source.key, state="skipped", error=why, next_attempt_at=at)
        if (
            state.last_success_at is not None
            and state.last_success_at <= now < state.last_success_at + source.info.cadence
        ):
            why = f"not due before {to_the_second(state.last_success_at + source.info.cadence)}"
            return FetchOutcome(source=source.key, state="skipped", error=why)
    plan = FetchPlan(now=now, since=since, until=until, newest=newest)
    with UnitOfWork(context.engine, write=True) as unit:
        number = unit.runs.fetch_started(source.key, now)
        unit.commit()
    tally = Tally()
    converse(context, source, plan, tally)
    return _finish(context, source, number, tally, failures=state.consecutive_failures, began=began)


def _newest(unit: UnitOfWork, source: Source) -> dict[str, Label]:
    """The newest label of each series, and the newest announcement of the last run that ended well.

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
    return newest


def _finish(
    context: Context, source: Source, number: int, tally: Tally, *, failures: int, began: float
) -> FetchOutcome:
    """Close the run, remember the source's health, and say what became of it."""
    failed = bool(tally.failures)
    changed = tally.new or tally.revised
    ended = context.clock()
    next_attempt_at = _next_attempt(ended, failures + 1, tally.failures) if failed else None
    error = " ".join(str(failure) for failure in tally.failures)
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
