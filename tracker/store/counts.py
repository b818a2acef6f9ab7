"""A few numbers about the work done, cheap enough to be asked for every few seconds: rows are counted, not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from tracker.model.alert import BEFORE, HELD, NOBODY
from tracker.store.tables import ALERT, ANNOUNCEMENT, ANNOUNCEMENT_VERSION, DELIVERY, JOB_RUN, LIST_SNAPSHOT

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is newest of a feed: its day, and its instant (UTC) where any item has one."""

    on: date
    at: datetime | None


class Counts:
    """Numbers of one instant, each by a name of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> str | None:
        """The schema the database is at."""
        found: str | None = self._connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found

    def last_ended(self, state: str) -> Mapping[str, datetime]:
        """By job, when its newest run that ended as ``done`` or ``failed`` ended (UTC)."""
        ended = func.max(JOB_RUN.c.finished_at, type_=JOB_RUN.c.finished_at.type)
        asked = select(JOB_RUN.c.job, ended).where(JOB_RUN.c.state == state).group_by(JOB_RUN.c.job)
        return {job: at for job, at in self._connection.execute(asked) if at is not None}

    def attempts(self, job: str, slot: datetime) -> int:
        """How often a slot was claimed; 0 for never."""
        asked = select(JOB_RUN.c.attempts).where(JOB_RUN.c.job == job, JOB_RUN.c.slot == slot)
        return self._connection.scalar(asked) or 0

    def outbox(self) -> Mapping[str, int]:
        """Deliveries by state."""
        counted = select(DELIVERY.c.state, func.count()).group_by(DELIVERY.c.state)
        return {state: int(number) for state, number in self._connection.execute(counted)}

    def first_made(self, report: str) -> Mapping[str, datetime]:
        """By period, when the first message of a report was put into the outbox (UTC), whatever became of it."""
        first = func.min(DELIVERY.c.created_at, type_=DELIVERY.c.created_at.type)
        asked = select(DELIVERY.c.period, first).where(DELIVERY.c.report == report).group_by(DELIVERY.c.period)
        return {row[0]: row[1] for row in self._connection.execute(asked)}

    def alerts(self) -> Mapping[str, int]:
        """Alerts by state; the row that remembers the last look for them is none."""
        counted = select(ALERT.c.state, func.count()).where(ALERT.c.kind != _LOOK).group_by(ALERT.c.state)
        return {state: int(number) for state, number in self._connection.execute(counted)}

    def held(self) -> Mapping[str, int]:
        """Alerts held back for somebody, by the reason; what is only noted waits for nobody."""
        counted = (
            select(ALERT.c.detail, func.count())
            .where(ALERT.c.kind != _LOOK, ALERT.c.state == HELD, ALERT.c.detail.not_in((BEFORE, NOBODY)))
            .group_by(ALERT.c.detail)
            .order_by(ALERT.c.detail)
        )
        return {because: int(number) for because, number in self._connection.execute(counted)}

    def published(self) -> Mapping[str, Published]:
        """By source of announcements, what is newest."""
        on, at = ANNOUNCEMENT_VERSION.c.published_on, ANNOUNCEMENT_VERSION.c.published_at
        asked = (
            select(ANNOUNCEMENT.c.source, func.max(on, type_=on.type), func.max(at, type_=at.type))
            .join(ANNOUNCEMENT_VERSION, ANNOUNCEMENT_VERSION.c.announcement_id == ANNOUNCEMENT.c.id)
            .group_by(ANNOUNCEMENT.c.source)
        )
        return {source: Published(on=day, at=instant) for source, day, instant in self._connection.execute(asked)}

    def copies(self) -> Mapping[str, datetime]:
        """By list, when its newest copy was taken (UTC)."""
        at = LIST_SNAPSHOT.c.snapshot_at
        asked = select(LIST_SNAPSHOT.c.list_key, func.max(at, type_=at.type)).group_by(LIST_SNAPSHOT.c.list_key)
        return {key: instant for key, instant in self._connection.execute(asked)}  # noqa: C416
