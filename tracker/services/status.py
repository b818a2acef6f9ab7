"""How the installation is: sources and their freshness, runs, deliveries, the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.events.overlay import Conflict
from tracker.model.instants import Label
from tracker.model.source import SourceInfo
from tracker.model.work import Delivery, FetchRun, JobRun
from tracker.services import ledger
from tracker.services.context import Context

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork

_HISTORY = 2_000
"""Runs looked through for the newest of each job: more than a fortnight of all of them."""

FAILING_AFTER = 3
"""Failures in a row from which a source is a finding and not bad luck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One source: its declaration, what is newest of it, and how the conversation with it goes.

    ``missing`` says what this installation lacks to ask it, and how to get it; empty for nothing.
    """

    info: SourceInfo
    newest: str | None
    last_success_at: datetime | None
    consecutive_failures: int
    next_attempt_at: datetime | None
    last_error: str
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The installation at one instant."""

    home: str
    database: str
    ledger_version: str | None
    events: int
    awaiting_review: int
    sources: tuple[SourceStatus, ...]
    jobs: tuple[JobRun, ...]
    fetches: tuple[FetchRun, ...]
    deliveries: tuple[Delivery, ...]
    conflicts: tuple[Conflict, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


def source_statuses(context: Context) -> tuple[SourceStatus, ...]:
    """Every declared source with its state, in the order of the keys."""
    from tracker.sources.catalog import sources
    from tracker.store.unit_of_work import UnitOfWork

    found = []
    with UnitOfWork(context.engine, write=False) as work:
        labels = work.observations.newest_labels()
        for key, source in sources().items():
            state = work.runs.state(key)
            found.append(
                SourceStatus(
                    info=source.info,
                    newest=_newest(work, source.info, labels),
                    last_success_at=state.last_success_at,
                    consecutive_failures=state.consecutive_failures,
                    next_attempt_at=state.next_attempt_at,
                    last_error=state.last_error,
                    missing=source.missing(),
                )
            )
    return tuple(found)


def declared_hosts() -> tuple[str, ...]:
    """Every host that any source may reach, for an allow-list; nothing is opened to know it."""
    from tracker.sources.catalog import sources

    return tuple(sorted({host for source in sources().values() for host in source.info.hosts}))


def status(context: Context, *, runs: int = 10) -> Status:
    """Everything worth knowing on one screen; ``runs`` bounds each history."""
    from tracker.store.unit_of_work import UnitOfWork

    whole = ledger.read(context)
    sources = source_statuses(context)
    with UnitOfWork(context.engine, write=False) as work:
        jobs = work.runs.recent(limit=runs)
        fetches = work.runs.recent_fetches(limit=runs)
        deliveries = work.deliveries.all(limit=runs)
        history = work.runs.recent(limit=_HISTORY)
        unsent = (*work.deliveries.all("uncertain"), *work.deliveries.all("failed"))
        version = work.events.ledger_version()
    waiting = sum(event.status == "review" for event in whole.events)
    return Status(
        home=str(context.settings.home),
        database=context.settings.shown("database_url"),
        ledger_version=version,
        events=sum(event.status == "accepted" for event in whole.events),
        awaiting_review=waiting,
        sources=sources,
        jobs=jobs,
        fetches=fetches,
        deliveries=deliveries,
        conflicts=whole.conflicts,
        findings=(
            *_about_sources(sources),
            *_about_jobs(history),
            *_about_deliveries(unsent),
            *_about_ledger(whole.conflicts, waiting),
        ),
    )


def _about_sources(sources: tuple[SourceStatus, ...]) -> list[Finding]:
    usable = [one for one in sources if not one.missing]
    never = [one.info.key for one in usable if one.last_success_at is None and one.info.enabled]
    untried = [Finding(what=f"never fetched: {', '.join(never)}", remedy="Fetch them: tracker fetch")] if never else []
    lacking = [
        Finding(what=f"{one.info.key} is not available: {what}.", remedy=remedy)
        for one in sources
        for what, _, remedy in (one.missing.partition(". "),)
        if what
    ]
    return [
        *untried,
        *lacking,
        *(
            Finding(
                what=f"{source.info.key} failed {source.consecutive_failures} times in a row: {source.last_error}",
                remedy=f"Try it now: tracker fetch {source.info.key}",
            )
            for source in usable
            if source.consecutive_failures >= FAILING_AFTER
        ),
    ]


def _about_jobs(jobs: tuple[JobRun, ...]) -> list[Finding]:
    newest: dict[str, JobRun] = {}
    for run in jobs:
        newest.setdefault(run.job, run)
    return [
        Finding(what=f"the last run of {run.job} failed: {run.detail}", remedy="It is tried again with: tracker tick")
        for run in newest.values()
        if run.state == "failed"
    ]


def _about_deliveries(unsent: tuple[Delivery, ...]) -> list[Finding]:
    return [
        Finding(
            what=f"the letter of {one.period} to {one.recipient} {_FATE[one.state]}: {one.detail}",
            remedy=f"{_ADVICE[one.state]} tracker email resend --week {one.period} --to {one.recipient}",
        )
        for one in unsent
    ]


_FATE = {"uncertain": "may or may not have arrived", "failed": "was not delivered"}
_ADVICE = {
    "uncertain": "Ask the recipient first; it is never sent again by itself. Then:",
    "failed": "Correct the address or the settings, then:",
}


def _about_ledger(conflicts: tuple[Conflict, ...], waiting: int) -> list[Finding]:
    found = [
        Finding(what=conflict.message, remedy=f"See: tracker events show {conflict.event_id}") for conflict in conflicts
    ]
    if waiting:
        noun = "event waits" if waiting == 1 else "events wait"
        found.append(Finding(what=f"{waiting} proposed {noun} for a decision", remedy="See: tracker events review"))
    return found


def _source_of(series: str) -> str:
    """The source of a series key, without its frequency: ``USD/RUB@yahoo.1h`` is of ``yahoo``."""
    return series.partition("@")[2].partition(".")[0]


def _newest(work: UnitOfWork, info: SourceInfo, labels: Mapping[str, Label]) -> str | None:
    """The newest label of a source of rates, the newest day of one of announcements."""
    if info.kind == "announcements":
        newest = work.announcements.newest(info.key)
        return None if newest is None else newest.published_on.isoformat()
    return max((label for series, label in labels.items() if _source_of(series) == info.key), default=None)
