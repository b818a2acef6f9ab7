"""What a monitor is told of an installation: plain data, read in a bounded time, the last known where it takes longer.

Readiness is judged by the newest *observation* against the calendar of its own series, never by when a source was last
asked: one that answers with the same old value every hour is not fresh.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.config.secrets import redacted
from tracker.data.loader import main_series, quotable
from tracker.errors import DatabaseError
from tracker.model.instants import Label
from tracker.model.series import Series
from tracker.services.circuits import CLOSED, circuit_of
from tracker.services.context import Context
from tracker.services.deriving import fixing_of, stored_keys
from tracker.services.freshness import Freshness, freshness, stalest

if TYPE_CHECKING:
    from tracker.sources.base import Source
    from tracker.store.engine import Engine
    from tracker.store.runs import SourceState
    from tracker.store.unit_of_work import UnitOfWork

MOST_BEHIND = 2
"""So many rates of a pair may be missing, each a day late by then, until the data count as too old."""

PATIENCE = 3.0
"""Seconds a monitor waits for the database, at most."""

FRESH_FOR = 2.0
"""Seconds for which what was read is told again: nobody can make the database busy by asking often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One source that is asked.

    ``latest`` is the instant its newest value speaks of (of rates that of the series missed the longest), ``behind``
    how many later ones should be out, None for what has no calendar. ``cut_off``: its circuit is open.
    """

    key: str
    kind: str
    latest: datetime | None = None
    behind: int | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    cut_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An installation at one instant. ``too_old`` says for each pair without a recent rate what is missing."""

    at: datetime
    revision: str | None
    needed: str
    sources: tuple[Seen, ...] = ()
    succeeded: Mapping[str, datetime] = field(default_factory=dict)
    failed: Mapping[str, datetime] = field(default_factory=dict)
    outbox: Mapping[str, int] = field(default_factory=dict)
    alerts: Mapping[str, int] = field(default_factory=dict)
    too_old: tuple[str, ...] = ()

    @property
    def at_head(self) -> bool:
        """Whether the database has the schema this program needs."""
        return self.revision == self.needed


def observe(engine: Engine, settings: Settings, now: datetime) -> Observed:
    """Read it all in one snapshot; raises ``DatabaseError``. ``now`` is UTC."""
    from tracker.services.enabled import enabled_sources
    from tracker.store.migrate import HEAD
    from tracker.store.unit_of_work import UnitOfWork

    with UnitOfWork(engine, write=False) as work:
        revision = work.counts.revision()
        if revision != HEAD:
            return Observed(at=now, revision=revision, needed=HEAD)
        asked = {key: one for key, one in enabled_sources(settings).items() if not one.missing()}
        labels = work.observations.newest_labels()
        return Observed(
            at=now,
            revision=revision,
            needed=HEAD,
            sources=tuple(_sources(work, asked, labels, settings, now)),
            succeeded=work.counts.last_ended("done"),
            failed=work.counts.last_ended("failed"),
            outbox=work.counts.outbox(),
            alerts=work.counts.alerts(),
            too_old=tuple(too_old(settings, asked, labels, now)),
        )


def attempt_of(context: Context, job: str, slot: datetime) -> int:
    """Which attempt at a slot the last one was; 0 where that cannot be read now."""
    from tracker.store.unit_of_work import UnitOfWork

    try:
        with UnitOfWork(context.engine, write=False) as work:
            return work.counts.attempts(job, slot)
    except DatabaseError:
        return 0


def too_old(
    settings: Settings, asked: Mapping[str, Source], labels: Mapping[str, Label], now: datetime
) -> Iterator[str]:
    """For each pair that is followed and has no recent rate at any source that is asked: which, and what is missing.

    ``labels`` are the newest stored ones. Set offline nothing is expected.
    """
    for pair in () if settings.offline else settings.pairs:
        judged = [one for key in asked for one in _judged(key, pair, labels, now)]
        if not judged:
            yield f"nothing is stored of {pair} at a source that is asked and goes on"
            continue
        best = min(judged, key=lambda one: one.behind)
        if best.behind > MOST_BEHIND:
            yield f"{pair}: {best.words}"


def _judged(source: str, pair: str, labels: Mapping[str, Label], now: datetime) -> Iterator[Freshness]:
    """How fresh a pair is at a source: the least fresh of what makes it, nothing where it ended or is second hand."""
    base, _, quote = pair.partition("/")
    own: list[Series | None] = [one for one in main_series(source) if one.name.pair == pair]
    for one in dict.fromkeys((*own, quotable(base, quote, source))):
        if one is None or one.cross_check or (one.ends is not None and one.ends <= now.date()):
            continue
        parts = [key for key in stored_keys(one) if key in labels and "T" not in labels[key]]
        if parts and len(parts) == len(stored_keys(one)):
            yield max((freshness(key, labels[key], now) for key in parts), key=lambda found: found.behind)


def _sources(
    work: UnitOfWork, asked: Mapping[str, Source], labels: Mapping[str, Label], settings: Settings, now: datetime
) -> Iterator[Seen]:
    states = {state.source: state for state in work.runs.states()}
    published, copies = work.counts.published(), work.counts.copies()
    for key, source in asked.items():
        latest, behind = None, None
        if source.info.kind == "rates":
            fresh = stalest(key, labels, now, settings.pairs)
            if fresh is not None:
                latest, behind = _made(fresh), fresh.behind
        elif key in published:
            newest = published[key]
            latest = newest.at or datetime.combine(newest.on, clock_time(), UTC)
        else:
            latest = copies.get(key)
        yield _seen(key, source.info.kind, latest, behind, states.get(key), now)


def _seen(
    key: str, kind: str, latest: datetime | None, behind: int | None, state: SourceState | None, now: datetime
) -> Seen:
    if state is None:
        return Seen(key=key, kind=kind, latest=latest, behind=behind)
    return Seen(
        key=key,
        kind=kind,
        latest=latest,
        behind=behind,
        last_success_at=state.last_success_at,
        failures=state.consecutive_failures,
        cut_off=circuit_of(state, now).state != CLOSED,
    )


def _made(fresh: Freshness) -> datetime:
    from tracker.data.loader import series_of
    from tracker.model.series import SeriesName

    return fixing_of(series_of(SeriesName.parse(fresh.series)).schedule, fresh.newest).made_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What is known of an installation now.

    ``observed`` is None as long as nothing could be read; ``age`` is how many seconds ago it was read. ``problem`` says
    why it could not be read this time (without secrets); ``errors`` counts how often that was so.
    """

    observed: Observed | None
    age: float
    problem: str
    errors: int


class Observer:
    """Reads for whoever asks, from any thread, on a connection of its own that is neither waited for nor shared.

    One reading is under way at a time; whoever asks meanwhile waits for it, at most ``patience`` seconds, and is then
    told what was known last.
    """

    def __init__(self, context: Context, *, patience: float = PATIENCE, fresh_for: float = FRESH_FOR) -> None:
        self._context = context
        self._patience = patience
        self._fresh_for = fresh_for
        self._state = threading.Condition()
        self._engine: Engine | None = None
        self._reading = False
        self._observed: Observed | None = None
        self._read_at = float("-inf")
        self._problem = ""
        self._errors = 0

    def latest(self) -> Latest:
        """Read, or tell what was known last; never raises and never takes longer than its patience."""
        with self._state:
            if time.monotonic() - self._read_at >= self._fresh_for:
                if not self._reading:
                    self._reading = True
                    threading.Thread(target=self._read, name="watching", daemon=True).start()
                if not self._state.wait_for(lambda: not self._reading, self._patience):
                    self._errors += 1
                    self._problem = f"the database did not answer within {self._patience:g} s"
            age = max(time.monotonic() - self._read_at, 0.0)
            return Latest(observed=self._observed, age=age, problem=self._problem, errors=self._errors)

    def close(self) -> None:
        """Let go of the connection; what is being read then ends by itself."""
        with self._state:
            engine, self._engine = self._engine, None
        if engine is not None and engine is not self._context.engine:
            engine.dispose()

    def _read(self) -> None:
        observed, problem = None, ""
        try:
            observed = observe(self._own_engine(), self._context.settings, self._context.clock())
        except DatabaseError as error:
            problem = error.message
        except Exception as error:  # noqa: BLE001  # whoever watches is told, whatever it was
            problem = f"unexpected {type(error).__name__}: {error}"
        with self._state:
            self._reading = False
            self._problem = redacted(self._context.settings, problem)
            if observed is not None:
                self._observed, self._read_at = observed, time.monotonic()
            else:
                self._errors += 1
            self._state.notify_all()

    def _own_engine(self) -> Engine:
        """A connection apart from that of the work; a database in memory has only the one."""
        from tracker.store.engine import database_path, open_engine

        with self._state:
            if self._engine is None:
                shared = self._context.engine
                in_memory = shared.dialect.name == "sqlite" and database_path(shared) is None
                self._engine = shared if in_memory else open_engine(self._context.settings.database_url, timeout=1.0)
            return self._engine
