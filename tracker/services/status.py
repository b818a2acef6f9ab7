"""How the installation is: sources and their freshness, runs, deliveries, the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import DatabaseError
from tracker.events.overlay import Conflict
from tracker.model.instants import Label
from tracker.model.series import publisher_of
from tracker.model.source import SourceInfo
from tracker.model.work import Delivery, FetchRun, JobRun
from tracker.services import ledger, reviewing
from tracker.services.context import Context
from tracker.services.findings_of_status import (
    about_disk,
    about_ledger,
    about_letters,
    about_runs,
    about_sources,
    about_values,
)
from tracker.services.freshness import Freshness, freshest
from tracker.services.installation import Installation, Upcoming, free_space, installation

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork

_UNSENT = ("uncertain", "failed", "pending", "sending")
_HISTORY = 2_000
"""Runs looked through for the newest of each job: more than a fortnight of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One source: its declaration, what is newest of it, and how the conversation with it goes.

    ``freshness`` judges its newest rate by its own calendar; None for announcements and where none is stored.
    ``missing`` says what this installation lacks to ask it, and how to get it; empty for nothing. ``off`` says why it
    is not asked and how to enable it; empty where it is. ``read_since`` is when this
    installation first read a document that it had from the publisher's own host.
    """

    info: SourceInfo
    newest: str | None
    freshness: Freshness | None = None
    last_success_at: datetime | None
    consecutive_failures: int
    next_attempt_at: datetime | None
    last_error: str
    missing: str = ""
    off: str = ""
    read_since: datetime | None = None

    @property
    def unverified(self) -> bool:
        """Whether nobody has yet seen its parser read a document of the publisher: not its makers, not this place."""
        return not self.info.verified and self.read_since is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The installation at one instant.

    Where the database cannot be used, ``broken`` is True, one finding says why, and everything read from it is empty.
    """

    home: str
    database: str
    disk_free: int
    installation: Installation | None = None
    broken: bool = False
    ledger_version: str | None = None
    events: int = 0
    awaiting_review: int = 0
    set_aside: int = 0
    sources: tuple[SourceStatus, ...] = ()
    jobs: tuple[JobRun, ...] = ()
    fetches: tuple[FetchRun, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


def source_statuses(context: Context) -> tuple[SourceStatus, ...]:
    """Every declared source with its state, in the order of the keys."""
    from tracker.services.enabled import how_to_enable, is_enabled
    from tracker.sources.catalog import sources
    from tracker.store.unit_of_work import UnitOfWork

    settings = context.settings
    found = []
    with UnitOfWork(context.engine, write=False) as work:
        labels = work.observations.newest_labels()
        for key, source in sources().items():
            state = work.runs.state(key)
            found.append(
                SourceStatus(
                    info=source.info,
                    newest=_newest(work, source.info, labels),
                    freshness=freshest(key, labels, context.now) if source.info.kind == "rates" else None,
                    last_success_at=state.last_success_at,
                    consecutive_failures=state.consecutive_failures,
                    next_attempt_at=state.next_attempt_at,
                    last_error=state.last_error,
                    missing=source.missing(),
                    off=""
                    if is_enabled(source.info, settings)
                    else f"{source.info.note} Enable it with {how_to_enable(key, settings)}.",
                    read_since=work.runs.first_read(key),
                )
            )
    return tuple(found)


def declared_hosts(settings: Settings) -> tuple[str, ...]:
    """Lines of an allow-list: every host that may be reached, then as remarks those of sources that are off."""
    from tracker.services.enabled import enabled_sources
    from tracker.sources.catalog import sources

    asked = {host for source in enabled_sources(settings).values() for host in source.info.hosts}
    off = sorted((host, key) for key, source in sources().items() for host in source.info.hosts if host not in asked)
    return (*sorted(asked), *(f"# {host} (not asked: {key} is off)" for host, key in off))


def status(context: Context, *, runs: int = 10, upcoming: Upcoming | None = None) -> Status:
    """Everything worth knowing on one screen; ``runs`` bounds each history, ``upcoming`` knows the next slots."""
    from tracker.store.unit_of_work import UnitOfWork

    whole = ledger.read(context)
    sources = source_statuses(context)
    found = installation(context, upcoming)
    with UnitOfWork(context.engine, write=False) as work:
        fetches = work.runs.recent_fetches(limit=_HISTORY)
        deliveries = work.deliveries.all(limit=runs)
        history = work.runs.recent(limit=_HISTORY)
        unsent = tuple(one for state in _UNSENT for one in work.deliveries.all(state))
        version = work.events.ledger_version()
    waiting = sum(event.status == "review" for event in whole.events)
    aside = reviewing.waiting(context)
    readers = len(context.settings.email_to)
    return Status(
        home=str(context.settings.home),
        database=context.settings.shown("database_url"),
        disk_free=found.disk_free,
        installation=found,
        ledger_version=version,
        events=sum(event.status == "accepted" for event in whole.events),
        awaiting_review=waiting,
        set_aside=aside,
        sources=sources,
        jobs=history[:runs],
        fetches=fetches[:runs],
        deliveries=deliveries,
        conflicts=whole.conflicts,
        findings=(
            *about_sources(sources),
            *about_runs(history, fetches, found, context.now),
            *about_letters(unsent, found, readers=readers, now=context.now),
            *about_ledger(whole.conflicts, waiting),
            *about_values(aside),
            *about_disk(found.disk_free),
        ),
    )


def broken(settings: Settings, error: DatabaseError) -> Status:
    """What can still be said when the database cannot be used: where everything is, why, and what helps."""
    return Status(
        home=str(settings.home),
        database=settings.shown("database_url"),
        disk_free=free_space(settings),
        broken=True,
        findings=(Finding(what=error.message, remedy=error.remedy or "Look closer with: tracker doctor"),),
    )


def _newest(work: UnitOfWork, info: SourceInfo, labels: Mapping[str, Label]) -> str | None:
    """The newest label of a source of rates, the newest day of one of announcements."""
    if info.kind == "announcements":
        newest = work.announcements.newest(info.key)
        return None if newest is None else newest.published_on.isoformat()
    return max((label for series, label in labels.items() if publisher_of(series) == info.key), default=None)
