"""Work done: slots of jobs, conversations with sources, and the health of each source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, update

from tracker.model.work import FetchRun, JobRun
from tracker.store.bulk import insert_missing, new_id, upsert
from tracker.store.tables import FETCH_RUN, JOB_RUN, RETRIEVAL, SOURCE_STATE

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

STARTED, DONE, FAILED = "started", "done", "failed"
_SOUND = frozenset((DONE, "unchanged"))
_LONGEST_CONVERSATION = timedelta(days=1)
STALE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The health of one source. No ``next_attempt_at`` means: ask whenever it is due."""

    source: str
    consecutive_failures: int = 0
    last_success_at: datetime | None = None
    next_attempt_at: datetime | None = None
    last_error: str = ""


class Runs:
    """Runs of jobs (one per slot), of fetches, and the state of sources."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- jobs ---

    def claim(
        self,
        job: str,
        slot: datetime,
        *,
        at: datetime,
        stale_after: timedelta = STALE_AFTER,
        retry_after: timedelta | None = None,
    ) -> bool:
        """Take one slot of one job; ``False`` when it was done, or is being done, elsewhere.

        A run still ``started`` longer than ``stale_after`` ago is taken over: its process died. A failed one is taken
        again only when ``retry_after`` is given and has passed since it failed. An instant that lies as far ahead was
        recorded before the clock was set back, and is not waited for.
        """
        fresh = {"job": job, "slot": slot, "state": STARTED, "attempts": 1, "started_at": at, "detail": ""}
        if insert_missing(self._connection, JOB_RUN, fresh):
            return True
        free = and_(JOB_RUN.c.state == STARTED, _passed(JOB_RUN.c.started_at, at, stale_after))
        if retry_after is not None:
            free = or_(free, and_(JOB_RUN.c.state == FAILED, _passed(JOB_RUN.c.finished_at, at, retry_after)))
        again = (
            update(JOB_RUN)
            .where(JOB_RUN.c.job == job, JOB_RUN.c.slot == slot, free)
            .values(state=STARTED, attempts=JOB_RUN.c.attempts + 1, started_at=at, finished_at=None, detail="")
        )
        return self._connection.execute(again).rowcount == 1

    def finish(
        self,
        job: str,
        slot: datetime,
        *,
        at: datetime,
        state: str,
        detail: str = "",
        claimed_at: datetime | None = None,
    ) -> bool:
        """Close a claimed slot as ``done`` or ``failed``.

        With ``claimed_at`` only if it is still this claim's: ``False`` when another process took it over meanwhile.
        """
        if state not in (DONE, FAILED):
            raise ValueError(f"a job run ends as done or failed, not {state!r}")
        own = [JOB_RUN.c.started_at == claimed_at] if claimed_at is not None else []
        closed = self._connection.execute(
            update(JOB_RUN)
            .where(JOB_RUN.c.job == job, JOB_RUN.c.slot == slot, *own)
            .values(state=state, finished_at=at, detail=detail)
        )
        return closed.rowcount == 1

    def find(self, job: str, slot: datetime) -> JobRun | None:
        """The run of one slot, or ``None``."""
        query = select(JOB_RUN).where(JOB_RUN.c.job == job, JOB_RUN.c.slot == slot)
        row = self._connection.execute(query).first()
        return None if row is None else _job_run(row)

    def recent(self, job: str | None = None, limit: int = 50) -> tuple[JobRun, ...]:
        """The newest runs (of one job), latest slot first."""
        query = select(JOB_RUN).order_by(JOB_RUN.c.slot.desc(), JOB_RUN.c.id.desc()).limit(limit)
        if job is not None:
            query = query.where(JOB_RUN.c.job == job)
        return tuple(_job_run(row) for row in self._connection.execute(query))

    def prune(self, at: datetime, *, keep: int, kept_for: timedelta) -> int:
        """Forget runs of jobs begun more than ``kept_for`` before ``at``; returns how many.

        The ``keep`` newest slots of each job stay, however old.
        """
        forgotten = 0
        for job in self._connection.scalars(select(JOB_RUN.c.job).distinct()).all():
            newest = select(JOB_RUN.c.slot).where(JOB_RUN.c.job == job).order_by(JOB_RUN.c.slot.desc())
            oldest_kept = self._connection.scalar(newest.offset(keep - 1).limit(1))
            if oldest_kept is not None:
                old = and_(JOB_RUN.c.job == job, JOB_RUN.c.slot < oldest_kept, JOB_RUN.c.started_at < at - kept_for)
                forgotten += self._connection.execute(delete(JOB_RUN).where(old)).rowcount
        return forgotten

    def prune_fetches(self, at: datetime, *, kept_for: timedelta) -> int:
        """Forget conversations begun more than ``kept_for`` before ``at``; returns how many.

        What is still asked of them stays, however old: of each source the newest one, the newest that ended well and
        the first that brought a document; and those that retrieved the newest bytes of an address, which say whether
        these bytes were read.
        """
        sound = FETCH_RUN.c.state.in_(_SOUND)
        newest = select(func.max(FETCH_RUN.c.id)).group_by(FETCH_RUN.c.source)
        first = select(func.min(FETCH_RUN.c.id)).where(sound, FETCH_RUN.c.documents > 0).group_by(FETCH_RUN.c.source)
        held = select(func.max(RETRIEVAL.c.id)).group_by(RETRIEVAL.c.source, RETRIEVAL.c.url)
        brought = (
            select(RETRIEVAL.c.id)
            .where(
                RETRIEVAL.c.source == FETCH_RUN.c.source,
                RETRIEVAL.c.id.in_(held),
                RETRIEVAL.c.retrieved_at >= FETCH_RUN.c.started_at,
                or_(FETCH_RUN.c.finished_at.is_(None), RETRIEVAL.c.retrieved_at <= FETCH_RUN.c.finished_at),
            )
            .exists()
        )
        old = and_(
            FETCH_RUN.c.started_at < at - kept_for,
            FETCH_RUN.c.id.not_in(newest),
            FETCH_RUN.c.id.not_in(newest.where(sound)),
            FETCH_RUN.c.id.not_in(first),
            not_(brought),
        )
        return self._connection.execute(delete(FETCH_RUN).where(old)).rowcount

    # --- fetches ---

    def fetch_started(self, source: str, at: datetime) -> int:
        """Open a conversation with a source; returns its number. One never finished stays visible as ``started``."""
        return new_id(
            self._connection,
            FETCH_RUN,
            {"source": source, "state": STARTED, "started_at": at, "documents": 0, "records": 0, "error": ""},
        )

    def fetch_finished(
        self, number: int, *, at: datetime, state: str, documents: int = 0, records: int = 0, error: str = ""
    ) -> None:
        """Close a conversation: ``done``, ``unchanged`` or ``failed``, with what it brought."""
        if state not in (DONE, "unchanged", FAILED):
            raise ValueError(f"a fetch run ends as done, unchanged or failed, not {state!r}")
        self._connection.execute(
            update(FETCH_RUN)
            .where(FETCH_RUN.c.id == number)
            .values(state=state, finished_at=at, documents=documents, records=records, error=error)
        )

    def recent_fetches(self, source: str | None = None, limit: int = 50) -> tuple[FetchRun, ...]:
        """The newest conversations (with one source), newest first."""
        query = select(FETCH_RUN).order_by(FETCH_RUN.c.id.desc()).limit(limit)
        if source is not None:
            query = query.where(FETCH_RUN.c.source == source)
        return tuple(
            FetchRun(
                source=row.source,
                started_at=row.started_at,
                state=row.state,
                finished_at=row.finished_at,
                documents=row.documents,
                records=row.records,
                error=row.error,
            )
            for row in self._connection.execute(query)
        )

    def last_sound_fetch(self, source: str) -> datetime | None:
        """When the newest conversation that ended well ended; what was recorded until then is whole."""
        query = (
            select(FETCH_RUN.c.finished_at)
            .where(FETCH_RUN.c.source == source, FETCH_RUN.c.state.in_(_SOUND))
            .order_by(FETCH_RUN.c.id.desc())
            .limit(1)
        )
        ended: datetime | None = self._connection.scalar(query)
        return ended

    def first_read(self, source: str) -> datetime | None:
        """When the first conversation that ended well and brought a document began; None before that."""
        query = select(func.min(FETCH_RUN.c.started_at, type_=FETCH_RUN.c.started_at.type)).where(
            FETCH_RUN.c.source == source, FETCH_RUN.c.state.in_(_SOUND), FETCH_RUN.c.documents > 0
        )
        began: datetime | None = self._connection.scalar(query)
        return began

    def success_by(self, source: str, at: datetime) -> datetime | None:
        """When a source had last been read by an instant; None where nothing is known of it.

        Old conversations are forgotten, documents are not: the newest retrieval by then counts as well.
        """
        newest = self.state(source).last_success_at
        if newest is None or newest <= at:
            return newest
        ended: datetime | None = self._connection.scalar(
            select(func.max(FETCH_RUN.c.finished_at, type_=FETCH_RUN.c.finished_at.type)).where(
                FETCH_RUN.c.source == source, FETCH_RUN.c.state.in_(_SOUND), FETCH_RUN.c.finished_at <= at
            )
        )
        retrieved: datetime | None = self._connection.scalar(
            select(func.max(RETRIEVAL.c.retrieved_at, type_=RETRIEVAL.c.retrieved_at.type)).where(
                RETRIEVAL.c.source == source, RETRIEVAL.c.retrieved_at <= at
            )
        )
        return max((one for one in (ended, retrieved) if one is not None), default=None)

    def ended_well(self, source: str, at: datetime) -> bool:
        """Whether every conversation under way at this instant ended well: then what it retrieved then was also read.

        One that never ended counts for as long as a conversation can take; where a clock was changed meanwhile, the
        answer is no.
        """
        over = or_(
            FETCH_RUN.c.finished_at >= at,
            and_(FETCH_RUN.c.finished_at.is_(None), FETCH_RUN.c.started_at >= at - _LONGEST_CONVERSATION),
        )
        query = select(FETCH_RUN.c.state).where(FETCH_RUN.c.source == source, FETCH_RUN.c.started_at <= at, over)
        states = set(self._connection.scalars(query))
        return bool(states) and states <= _SOUND

    def conversations(self, source: str) -> tuple[tuple[datetime, datetime | None, str], ...]:
        """Begin, end and state of every remembered conversation with a source, by their begin."""
        columns = (FETCH_RUN.c.started_at, FETCH_RUN.c.finished_at, FETCH_RUN.c.state)
        query = select(*columns).where(FETCH_RUN.c.source == source).order_by(FETCH_RUN.c.started_at)
        return tuple((row.started_at, row.finished_at, row.state) for row in self._connection.execute(query))

    # --- sources ---

    def state(self, source: str) -> SourceState:
        """The health of a source; a fresh one when it was never asked."""
        row = self._connection.execute(select(SOURCE_STATE).where(SOURCE_STATE.c.source == source)).first()
        return SourceState(source=source) if row is None else _source_state(row)

    def states(self) -> tuple[SourceState, ...]:
        """The health of every source ever asked, by key."""
        rows = self._connection.execute(select(SOURCE_STATE).order_by(SOURCE_STATE.c.source))
        return tuple(_source_state(row) for row in rows)

    def note_success(self, source: str, at: datetime, *, next_attempt_at: datetime | None = None) -> None:
        """The source answered soundly: failures start again from zero."""
        self._put(source, failures=0, success_at=at, next_attempt_at=next_attempt_at, error="")

    def note_failure(self, source: str, at: datetime, error: str, next_attempt_at: datetime | None = None) -> None:
        """The source failed at ``at``: one failure more, its words, and when asking again makes sense."""
        before = self.state(source)
        if before.last_success_at is not None and at < before.last_success_at <= at + _LONGEST_CONVERSATION:
            return  # a slow failure that ended after a later success says nothing about now
        self._put(
            source,
            failures=before.consecutive_failures + 1,
            success_at=before.last_success_at,
            next_attempt_at=next_attempt_at,
            error=error,
        )

    def _put(
        self,
        source: str,
        *,
        failures: int,
        success_at: datetime | None,
        next_attempt_at: datetime | None,
        error: str,
    ) -> None:
        values: dict[str, Any] = {
            "consecutive_failures": failures,
            "last_success_at": success_at,
            "next_attempt_at": next_attempt_at,
            "last_error": error,
        }
        statement = upsert(self._connection, SOURCE_STATE).values(source=source, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=[SOURCE_STATE.c.source], set_=values))


def _passed(since: ColumnElement[datetime], at: datetime, pause: timedelta) -> ColumnElement[bool]:
    return or_(since <= at - pause, since > at + pause)


def _job_run(row: Row[Any]) -> JobRun:
    return JobRun(
        job=row.job,
        slot=row.slot,
        state=row.state,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempts=row.attempts,
        detail=row.detail,
    )


def _source_state(row: Row[Any]) -> SourceState:
    return SourceState(
        source=row.source,
        consecutive_failures=row.consecutive_failures,
        last_success_at=row.last_success_at,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
    )
