"""Databases to test on: SQLite always, PostgreSQL too when TRACKER_TEST_POSTGRESQL_URL names a server.

Preparing a database takes longer than most tests, so each kind is prepared once per session and copied: a file by
copying it, a PostgreSQL database by ``CREATE DATABASE … TEMPLATE …``. A database of its own, and not a schema, because
advisory locks belong to the database.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine

from tracker.store import migrate
from tracker.store.copying import copy
from tracker.store.engine import open_engine

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
NewDatabase = Callable[..., str]

_NUMBERS = count()


class Server:
    """The throw-away PostgreSQL server, and the databases made on it."""

    def __init__(self, url: str) -> None:
        self._admin = open_engine(url).execution_options(isolation_level="AUTOCOMMIT")

    def new(self, template: str = "template0") -> URL:
        """The URL of a fresh database, a copy of ``template``."""
        name = f"tracker_test_{os.getpid()}_{next(_NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._admin.url.set(database=name)

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
    url = postgresql_server.new()
    engine = open_engine(text_of(url))
    migrate.ensure_ready(engine)
    engine.dispose()
    yield str(url.database)
    postgresql_server.drop(url)


@pytest.fixture(scope="session")
def prepared_template(postgresql_server: Server, prepared_home: Path) -> Iterator[str]:
    """The database of a prepared home, on PostgreSQL: with the same vintages, so that answers can be compared."""
    url = postgresql_server.new()
    source, target = open_engine(f"sqlite:///{prepared_home / 'tracker.sqlite3'}"), open_engine(text_of(url))
    copy(source, target)
    source.dispose()
    target.dispose()
    yield str(url.database)
    postgresql_server.drop(url)


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
