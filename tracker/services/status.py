"""How the installation is: sources and their freshness, runs, deliveries, the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from tracker.config import Settings
from tracker.config.secrets import secrets_of
from tracker.errors import DatabaseError
from tracker.events.overlay import Conflict
from tracker.model.masking import without_all
from tracker.model.work import Delivery, FetchRun, JobRun
from tracker.services import ledger, reviewing
from tracker.services.alerts.addressees import channels
from tracker.services.alerts.listing import Listed, newest
from tracker.services.context import Context
from tracker.services.findings_of_keeping import about_keeping
from tracker.services.findings_of_status import (
    Finding,
    about_alerts,
    about_disk,
    about_ledger,
    about_letters,
    about_runs,
    about_sources,
    about_values,
)
from tracker.services.findings_of_weeks import about_weeks
from tracker.services.installation import Installation, Upcoming, free_space, installation
from tracker.services.items_read import counted
from tracker.services.source_status import SourceStatus, source_statuses

_UNSENT = ("uncertain", "failed", "pending", "sending")
_HISTORY = 2_000
"""Runs looked through for the newest of each job: more than a fortnight of all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The installation at one instant.

    ``alerts`` are numbers by state; ``watch_port`` is where a monitor may ask the daemon, ``switch`` says whether a
    dead man's switch is set.

    ``items_read`` and ``items_waiting`` count the items of feeds that the reader of statements has and has not read.

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
    items_read: int = 0
    items_waiting: int = 0
    items_read_at: datetime | None = None
    sources: tuple[SourceStatus, ...] = ()
    jobs: tuple[JobRun, ...] = ()
    fetches: tuple[FetchRun, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    alerts: tuple[Listed, ...] = ()
    watch_port: int | None = None
    switch: bool = False
    conflicts: tuple[Conflict, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


def status(context: Context, *, runs: int = 10, upcoming: Upcoming | None = None) -> Status:
    """Everything worth knowing on one screen; ``runs`` bounds each history, ``upcoming`` knows the next slots."""
    from tracker.store.unit_of_work import UnitOfWork

    secrets = secrets_of(context.settings)
    whole = ledger.read(context)
    sources = source_statuses(context)
    found = installation(context, upcoming)
    with UnitOfWork(context.engine, write=False) as work:
        fetches = work.runs.recent_fetches(limit=_HISTORY)
        deliveries = work.deliveries.all(limit=runs)
        history = work.runs.recent(limit=_HISTORY)
        unsent = tuple(one for state in _UNSENT for one in work.deliveries.all(state))
        version = work.events.ledger_version()
        held = work.counts.held()
    waiting = sum(event.status == "review" for event in whole.events)
    aside = reviewing.waiting(context)
    items = counted(context)
    readers, others = len(context.settings.email_to), len(channels(context.settings))

    def shown(text: str) -> str:
        """What servers and libraries have said may repeat a secret they were told."""
        return without_all(secrets, text)

    return Status(
        home=str(context.settings.home),
        database=context.settings.shown("database_url"),
        disk_free=found.disk_free,
        installation=found,
        ledger_version=version,
        events=sum(event.status == "accepted" for event in whole.events),
        awaiting_review=waiting,
        set_aside=aside,
        items_read=items.read,
        items_waiting=items.waiting,
        items_read_at=items.last_at,
        sources=sources,
        jobs=tuple(replace(one, detail=shown(one.detail)) for one in history[:runs]),
        fetches=tuple(replace(one, error=shown(one.error)) for one in fetches[:runs]),
        deliveries=tuple(replace(one, detail=shown(one.detail)) for one in deliveries),
        alerts=newest(context),
        watch_port=context.settings.watch_port,
        switch=bool(context.settings.ping_url),
        conflicts=whole.conflicts,
        findings=tuple(
            replace(one, what=shown(one.what))
            for one in (
                *about_sources(sources),
                *about_runs(history, fetches, found, context.now),
                *about_letters(unsent, found, readers=readers, channels=others, now=context.now),
                *about_weeks(context),
                *about_ledger(whole.conflicts, waiting),
                *about_values(aside),
                *about_alerts(held),
                *about_disk(found.disk_free),
                *about_keeping(context, found),
            )
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
