"""The unit of work: one transaction, with the aggregates as its attributes."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import SQLAlchemyError

from tracker.store.alerts import Alerts
from tracker.store.announcements import Announcements
from tracker.store.archive import Archive
from tracker.store.counts import Counts
from tracker.store.deliveries import Deliveries
from tracker.store.engine import changed_meanwhile, describe, open_connection, turn
from tracker.store.events import Events
from tracker.store.installation_key import InstallationKey
from tracker.store.judgements import Judgements
from tracker.store.list_forgetting import ForgettingLists
from tracker.store.observations import Observations
from tracker.store.old_letters import OldLetters
from tracker.store.parts import Parts
from tracker.store.provenance import Provenance
from tracker.store.reach import Reach
from tracker.store.read_items import ReadItems
from tracker.store.runs import Runs
from tracker.store.sent_figures import SentFiguresStore
from tracker.store.snapshots import Snapshots
from tracker.store.translation import busy, driver_error, translate, translated

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine


class UnitOfWork:
    """One transaction on the database, rolled back unless ``commit()`` is called.

    >>> from tracker.store import engine, migrate
    >>> database = engine.open_engine("sqlite://")
    >>> migrate.ensure_ready(database)
    >>> with UnitOfWork(database, write=False) as work:
    ...     work.observations.series()
    []

    A reading unit sees one snapshot throughout and cannot write. Writing units come one at a time: keep them short and
    never open one around network I/O, or around another one. What follows a ``commit()`` inside the block belongs to a
    new transaction.

    Raises
    ------
    BusyDatabaseError
        When the other writer did not finish within the engine's timeout.
    DatabaseError
        Its other children as the case may be; drivers' own exceptions never leave the block.
    """

    snapshots: Snapshots
    archive: Archive
    observations: Observations
    judgements: Judgements
    announcements: Announcements
    lists: ForgettingLists
    events: Events
    read_items: ReadItems
    runs: Runs
    parts: Parts
    deliveries: Deliveries
    sent_figures: SentFiguresStore
    counts: Counts
    installation_key: InstallationKey
    old_letters: OldLetters
    alerts: Alerts
    provenance: Provenance
    reach: Reach

    def __init__(self, engine: Engine, *, write: bool) -> None:
        self._engine = engine
        self._write = write
        self._connection: Connection | None = None
        self._turn = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as until_the_end:
            if self._write and not until_the_end.enter_context(turn(self._engine)):
                raise busy(describe(self._engine))
            with translated(self._engine):
                connection = open_connection(self._engine, write=self._write)
            self._turn = until_the_end.pop_all()
        self._connection = connection
        self.snapshots = Snapshots(connection)
        self.archive = Archive(connection)
        self.observations = Observations(connection)
        self.judgements = Judgements(connection)
        self.announcements = Announcements(connection)
        self.lists = ForgettingLists(connection)
        self.events = Events(connection)
        self.read_items = ReadItems(connection)
        self.runs = Runs(connection)
        self.parts = Parts(connection)
        self.deliveries = Deliveries(connection)
        self.sent_figures = SentFiguresStore(connection)
        self.counts = Counts(connection)
        self.installation_key = InstallationKey(connection)
        self.old_letters = OldLetters(connection)
        self.alerts = Alerts(connection)
        self.provenance = Provenance(connection)
        self.reach = Reach(connection)
        return self

    def commit(self) -> None:
        """Make everything since the beginning (or the last commit) durable."""
        if self._connection is None:
            raise RuntimeError("commit() outside of the unit of work's block")
        with translated(self._engine):
            self._connection.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        torn = False
        if connection is not None:
            with self._turn:
                torn = changed_meanwhile(connection, self._engine)
                # closing rolls back; a connection that broke cannot say more than the error already under way
                with suppress(SQLAlchemyError):
                    connection.close()
        if torn and (error is None or isinstance(error, (SQLAlchemyError, driver_error(self._engine)))):
            raise busy(describe(self._engine)) from error
        if isinstance(error, (SQLAlchemyError, driver_error(self._engine))):
            raise translate(error, describe(self._engine)) from error
