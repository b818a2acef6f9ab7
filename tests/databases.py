"""Databases to test on: SQLite always, PostgreSQL too when TRACKER_TEST_POSTGRESQL_URL names a server.

Preparing a database takes longer than most tests, so each kind is prepared once per session and copied: a file by
copying it, a PostgreSQL database by ``CREATE DATABASE … TEMPLATE …``. A database of its own, and not a schema, because
advisory locks belong to the database.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, text

from tracker.store import migrate
from tracker.store.copying import copy
from tracker.store.engine import open_engine

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
NewDatabase = Callable[..., str]

_NUMBERS = count()
_THERE = text("SELECT 1 FROM pg_database WHERE datname = :name")


class Server:
    """The throw-away PostgreSQL server, and the databases made on it."""

    def __init__(self, url: str) -> None:
        # one process waits while another fills the database that both will copy: as long as that takes
        self._admin = open_engine(url, timeout=600).execution_options(isolation_level="AUTOCOMMIT")

    def new(self, template: str = "template0") -> URL:
        """The URL of a fresh database, a copy of ``template``."""
        name = f"tracker_test_{os.getpid()}_{next(_NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} {self._by_files}")
        return self._admin.url.set(database=name)

    @cached_property
    def _by_files(self) -> str:
        """Copying files costs half of what copying through the log does; before 15 there was no other way."""
        with self._admin.connect() as connection:
            version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
        return "STRATEGY file_copy" if version >= 150_000 else ""

    @contextmanager
    def shared(self, purpose: str, fill: Callable[[str], None]) -> Iterator[str]:
        """The name of a database that all processes of this test run use; the first fills it, the last removes it."""
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        name = f"tracker_test_{run}_{purpose}"
        changing, using = (zlib.crc32(f"{name} {what}".encode()) for what in ("changing", "using"))
        with self._admin.connect() as connection:
            ask = connection.exec_driver_sql
            ask(f"SELECT pg_advisory_lock({changing})")
            if connection.scalar(_THERE, {"name": name}) is None:
                ask(f"CREATE DATABASE {name} TEMPLATE template0 {self._by_files}")
                try:
                    fill(text_of(self._admin.url.set(database=name)))
                except BaseException:
                    ask(f"DROP DATABASE {name} WITH (FORCE)")
                    raise
            ask(f"SELECT pg_advisory_lock_shared({using})")
            ask(f"SELECT pg_advisory_unlock({changing})")
            yield name
            ask(f"SELECT pg_advisory_lock({changing})")
            ask(f"SELECT pg_advisory_unlock_shared({using})")
            if ask(f"SELECT pg_try_advisory_lock({using})").scalar():
                ask(f"DROP DATABASE {name} WITH (FORCE)")
            connection.invalidate()  # the locks go with the line

    def drop(self, url: URL) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE {url.database} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()

    def execute(self, statement: str) -> None:
        """Run one statement as the server's owner, outside of the databases made here."""
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


def text_of(url: URL) -> str:
    """The URL as a setting takes it."""
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    url = os.environ.get("TRACKER_TEST_POSTGRESQL_URL")
    if not url:
        pytest.skip("TRACKER_TEST_POSTGRESQL_URL is not set")
    server = Server(url)
    yield server
    server.close()


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated, empty SQLite file. Copy, never change."""
    path = tmp_path_factory.mktemp("ready") / "tracker.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.ensure_ready(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def ready_template(postgresql_server: Server) -> Iterator[str]:
    """One migrated, empty PostgreSQL database. Copy, never connect."""

    def fill(url: str) -> None:
        engine = open_engine(url)
        migrate.ensure_ready(engine)
        engine.dispose()

    with postgresql_server.shared("ready", fill) as name:
        yield name


@pytest.fixture(scope="session")
def prepared_template(postgresql_server: Server, prepared_home: Path) -> Iterator[str]:
    """The database of a prepared home, on PostgreSQL: with the same vintages, so that answers can be compared."""

    def fill(url: str) -> None:
        source, target = open_engine(f"sqlite:///{prepared_home / 'tracker.sqlite3'}"), open_engine(url)
        copy(source, target)
        source.dispose()
        target.dispose()

    with postgresql_server.shared("prepared", fill) as name:
        yield name


@pytest.fixture
def new_postgresql(postgresql_server: Server) -> Iterator[NewDatabase]:
    """Makes URLs of PostgreSQL databases, empty or copied from a template, dropped afterwards."""
    made: list[URL] = []

    def make(template: str = "template0") -> str:
        made.append(postgresql_server.new(template))
        return text_of(made[-1])

    yield make
    for url in made:
        postgresql_server.drop(url)


@pytest.fixture
def sqlite_file(ready_file: Path, tmp_path: Path) -> Path:
    """A migrated, empty SQLite database file."""
    return Path(shutil.copy(ready_file, tmp_path / "tracker.db"))


@pytest.fixture(params=BOTH)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database: a test that uses one of the fixtures below runs on both."""
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that does not hold anything yet."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'tracker.db'}"
    make: NewDatabase = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture
def ready_url(backend: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database at this program's schema, empty."""
    if backend == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    make: NewDatabase = request.getfixturevalue("new_postgresql")
    return make(request.getfixturevalue("ready_template"))


@pytest.fixture
def engine(ready_url: str) -> Iterator[Engine]:
    """A database at this program's schema, empty."""
    opened = open_engine(ready_url)
    yield opened
    opened.dispose()


@pytest.fixture
def ready_environ(ready_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation whose database has its tables and nothing in them."""
    return {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_OFFLINE": "true", "TRACKER_DATABASE_URL": ready_url}


@pytest.fixture
def prepared_environ(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of this test's own, with all that the product ships in its database."""
    if backend == "sqlite":
        home = request.getfixturevalue("ready_home")
        return {"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}
    make: NewDatabase = request.getfixturevalue("new_postgresql")
    url = make(request.getfixturevalue("prepared_template"))
    return {"TRACKER_HOME": str(tmp_path / "home"), "TRACKER_OFFLINE": "true", "TRACKER_DATABASE_URL": url}


@pytest.fixture
def prepared_homes(
    ready_home: Path, new_postgresql: NewDatabase, prepared_template: str, tmp_path: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """Two such installations, one on SQLite and one on PostgreSQL, for tests that compare their answers."""
    common = {"TRACKER_OFFLINE": "true"}
    return (
        {**common, "TRACKER_HOME": str(ready_home)},
        {**common, "TRACKER_HOME": str(tmp_path / "other"), "TRACKER_DATABASE_URL": new_postgresql(prepared_template)},
    )
