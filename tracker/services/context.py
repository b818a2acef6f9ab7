"""What every service needs: settings, the instant it is now, the database, the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Settings
from tracker.errors import ConfigError, DatabaseError, OutdatedDatabaseError
from tracker.model.instants import require_utc
from tracker.services.clock import utc_now

if TYPE_CHECKING:
    from tracker.net.http import HttpClient
    from tracker.store.engine import Engine

Clock = Callable[[], datetime]
"""The present instant, aware, in UTC, whenever it is asked."""

Say = Callable[[str], None]
"""Where progress and notices go; the command line passes standard error, the daemon its log."""


def silent(_: str) -> None:
    """Say nothing."""


def never() -> bool:
    """Go on."""
    return False


class _Network:
    """The HTTP client, built on first use so that commands that stay offline never import it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def client(self) -> HttpClient:
        from tracker.net.http import HttpClient
        from tracker.net.identity import user_agent

        return HttpClient(
            user_agent=user_agent(contact=self._settings.email_from or self._settings.site_url),
            ca_bundle=self._settings.ca_bundle,
            offline=self._settings.offline,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One command's or one job's surroundings.

    Attributes
    ----------
    now : datetime
        The instant everything is judged by; UTC. ``--now`` pretends another one.
    clock : callable
        The instant everything is *recorded* with (vintages, decisions, retrievals, deliveries): the machine's clock,
        whatever ``now`` pretends, except in a rehearsal of the scheduler, which is all on its own clock.
    step : callable
        Told in a word whenever long work has come a step further; to whoever watches it that is a sign of life. From
        several threads.
    stopping : callable
        Whether work that can be left off between two of its steps should be: asked between letters.
    rehearsing : bool
        Whether a scheduler on a pretended clock works: it leaves alone what others read outside the database.
    """

    settings: Settings
    now: datetime
    engine: Engine
    clock: Clock = utc_now
    say: Say = silent
    step: Say = silent
    stopping: Callable[[], bool] = never
    rehearsing: bool = False
    _network: _Network = field(repr=False)

    @property
    def http(self) -> HttpClient:
        """The one HTTP client."""
        return self._network.client

    @property
    def where(self) -> str:
        """The database in words: the file's path, or the URL without its password."""
        from tracker.store.engine import describe

        return describe(self.engine)

    def at(self, now: datetime) -> Context:
        """The same surroundings at another instant."""
        return replace(self, now=require_utc(now, "now"))

    def configured(self, settings: Settings) -> Context:
        """The same database with other settings; ``ConfigError`` when they are about another database or home."""
        for name in ("home", "database_url"):
            if getattr(settings, name) != getattr(self.settings, name):
                raise ConfigError(f"{name} has changed, which takes a restart.", remedy="Nothing was taken over.")
        return replace(self, settings=settings, _network=_Network(settings))

    def rehearsal(self, clock: Clock) -> Context:
        """The same surroundings on another clock altogether: what is recorded carries it, too."""
        return replace(self, now=require_utc(clock(), "now"), clock=clock, rehearsing=True)


def open_context(
    settings: Settings, *, now: datetime | None = None, say: Say = silent, load: bool = True, wait: float = 30.0
) -> Context:
    """Open the database, making it ready when it is missing, and bring in what the product ships.

    ``load=False`` leaves out the shipped ledger and the embedded rates (for commands about the database itself);
    ``wait`` is how many seconds to wait for another process that holds the database.
    Raises ``DatabaseError`` with the command that helps when the database cannot be used.
    """
    from tracker.store.engine import open_engine
    from tracker.store.migrate import ensure_ready

    prepare_home(settings)
    engine = open_engine(settings.database_url, timeout=wait)
    context = Context(
        settings=settings,
        now=require_utc(now, "now") if now is not None else utc_now(),
        engine=engine,
        say=say,
        _network=_Network(settings),
    )
    if load:
        try:
            ensure_ready(engine)
            bring_in_shipped(context)
        except BaseException:
            engine.dispose()
            raise
    return context


def looking(settings: Settings, engine: Engine, *, now: datetime) -> Context:
    """Surroundings for who only looks at a database that is open already: nothing is made and nothing brought in."""
    return Context(settings=settings, now=require_utc(now, "now"), engine=engine, _network=_Network(settings))


def open_reading(settings: Settings, *, now: datetime | None = None, wait: float = 30.0) -> Context:
    """Open the database for reading alone: nothing is created, upgraded, brought in, fetched or written.

    Raises ``DatabaseError`` for a database that is not there, ``OutdatedDatabaseError`` for one of another version of
    the program or with another version of its ledger, ``ForeignDatabaseError`` for another program's.
    """
    from tracker.data.loader import ledger_version
    from tracker.store.engine import describe, open_engine
    from tracker.store.migrate import require_ready
    from tracker.store.unit_of_work import UnitOfWork

    engine = open_engine(settings.database_url, timeout=wait, reading=True)
    try:
        require_ready(engine)
        with UnitOfWork(engine, write=False) as work:
            known = work.events.ledger_version()
    except BaseException:
        engine.dispose()
        raise
    if known != ledger_version():
        engine.dispose()
        raise OutdatedDatabaseError(
            f"The database {describe(engine)} has {f'version {known}' if known else 'no version'} of the ledger, and"
            f" this program brings version {ledger_version()}. Nothing was changed.",
            remedy="Any tracker command brings them together, as `tracker status`.",
        )
    return looking(settings, engine, now=now or utc_now())


def prepare_home(settings: Settings) -> None:
    """Make the folder in which data live, for its owner alone; ``DatabaseError`` when that is not possible."""
    from tracker.store.private import private_folder

    try:
        private_folder(settings.home)
    except OSError as error:
        raise DatabaseError(
            f"cannot create the folder for the tracker's data, {settings.home}: {error.strerror}.",
            remedy="Choose another folder with --home DIR or TRACKER_HOME.",
        ) from error


def bring_in_shipped(context: Context) -> None:
    """Put the shipped ledger and the embedded ECB archive into the store; does nothing when they are there.

    Vintages say when this installation really learned a value, whatever ``--now`` pretends.
    """
    from tracker.data.loader import ledger_version, shipped_events
    from tracker.services.embedded import load_embedded
    from tracker.store.unit_of_work import UnitOfWork

    version = ledger_version()
    with UnitOfWork(context.engine, write=False) as work:
        known = work.events.ledger_version()
    if known != version:
        if known is None:
            context.say(f"Preparing the database; data live in {Path(context.settings.home)}.")
        with UnitOfWork(context.engine, write=True) as work:
            work.events.sync_shipped(shipped_events(), ledger_version=version, recorded_at=context.clock())
            work.commit()
    load_embedded(context)
