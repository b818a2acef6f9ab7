"""Databases for the store's tests: SQLite always, PostgreSQL too when TRACKER_TEST_POSTGRESQL_URL names a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tracker.store import migrate
from tracker.store.engine import open_engine

_SCHEMAS = count()


@pytest.fixture(scope="session")
def _ready_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated, empty SQLite file: copied per test, because migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("ready") / "tracker.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.ensure_ready(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_file(_ready_file: Path, tmp_path: Path) -> Path:
    """A migrated, empty SQLite database file."""
    return Path(shutil.copy(_ready_file, tmp_path / "tracker.db"))


@pytest.fixture
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Makes URLs of empty PostgreSQL databases (a schema each), dropped afterwards."""
    url = os.environ.get("TRACKER_TEST_POSTGRESQL_URL")
    if not url:
        pytest.skip("TRACKER_TEST_POSTGRESQL_URL is not set")
    admin = open_engine(url)
    names: list[str] = []

    def make() -> str:
        names.append(f"tracker_test_{os.getpid()}_{next(_SCHEMAS)}")
        with admin.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {names[-1]}")
        target = admin.url.update_query_dict({"options": f"-c search_path={names[-1]}"})
        return target.render_as_string(hide_password=False)

    yield make
    with admin.begin() as connection:
        for name in names:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that does not hold anything yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'tracker.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database at this program's schema, empty."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{request.getfixturevalue('sqlite_file')}")
    else:
        opened = open_engine(request.getfixturevalue("new_postgresql")())
        migrate.ensure_ready(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def noon() -> datetime:
    """An instant to work at."""
    return datetime(2014, 11, 14, 12, tzinfo=UTC)
