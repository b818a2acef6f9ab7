"""How each source is: its declaration, what is newest of it, and how the conversation with it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.model.feed import NoFeed
from tracker.model.instants import Label
from tracker.model.series import publisher_of
from tracker.model.source import SourceInfo
from tracker.services.circuits import CLOSED, circuit_of
from tracker.services.context import Context
from tracker.services.freshness import Freshness, stalest

if TYPE_CHECKING:
    from tracker.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One source: its declaration, what is newest of it, and how the conversation with it goes.

    ``freshness`` is that of its main series missed the longest, each by its own calendar; None for announcements and
    where none is stored.
    ``missing`` says what this installation lacks to ask it, and how to get it; empty for nothing. ``off`` says why it
    is not asked and how to enable it; empty where it is. ``read_since`` is when this
    installation first read a document that it had from the publisher's own host. ``circuit`` is closed, open or
    half-open.
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
    circuit: str = CLOSED

    @property
    def unverified(self) -> bool:
        """Whether nobody has yet seen its parser read a document of the publisher: not its makers, not this place."""
        return not self.info.verified and self.read_since is None


def source_statuses(context: Context) -> tuple[SourceStatus, ...]:
    """Every declared source with its state, in the order of the keys."""
    from tracker.services.enabled import why_off
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
                    freshness=stalest(key, labels, context.now, settings.pairs)
                    if source.info.kind == "rates"
                    else None,
                    last_success_at=state.last_success_at,
                    consecutive_failures=state.consecutive_failures,
                    next_attempt_at=state.next_attempt_at,
                    last_error=state.last_error,
                    missing=source.missing(),
                    off=why_off(source.info, settings),
                    read_since=work.runs.first_read(key),
                    circuit=circuit_of(state, context.now).state,
                )
            )
    return tuple(found)


def without_feed() -> tuple[NoFeed, ...]:
    """Publishers that announce sanctions and have no feed this program could read."""
    from tracker.data.loader import feeds

    return feeds().without


def declared_hosts(settings: Settings) -> tuple[str, ...]:
    """Lines of an allow-list: every host that may be reached, then as remarks those of sources that are off."""
    from tracker.services.enabled import enabled_sources
    from tracker.sources.catalog import sources

    asked = {host for source in enabled_sources(settings).values() for host in source.info.hosts}
    off = sorted((host, key) for key, source in sources().items() for host in source.info.hosts if host not in asked)
    return (*sorted(asked), *(f"# {host} (not asked: {key} is off)" for host, key in off))


def _newest(work: UnitOfWork, info: SourceInfo, labels: Mapping[str, Label]) -> str | None:
    """The newest label of a source of rates, the newest day of one of announcements or of a list."""
    if info.kind == "announcements":
        newest = work.announcements.newest(info.key)
        return None if newest is None else newest.published_on.isoformat()
    if info.kind == "lists":
        snapshot = work.lists.latest_snapshot(info.key)
        return None if snapshot is None else snapshot.snapshot_at.date().isoformat()
    return max((label for series, label in labels.items() if publisher_of(series) == info.key), default=None)
