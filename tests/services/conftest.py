"""Contexts for the services on both databases: one to read from, and a copy for each test that writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import BOTH, Server, text_of
from tests.fakenet.fakenet import FakeNet
from tests.fakenet.patience import PATIENCE
from tests.services import fetched
from tracker.config import load
from tracker.net.http import HttpClient
from tracker.services.context import Context, open_context

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def opened(environ: dict[str, str], folder: Path) -> Iterator[Context]:
    """The context of an installation, on 22 November 2026."""
    context = open_context(load(environ, cwd=folder)).rehearsal(lambda: NOW)
    yield context
    context.engine.dispose()


@pytest.fixture(scope="session", params=BOTH)
def shipped_context(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """What the product ships and nothing else, on 22 November 2026; for tests that only read."""
    environ = {"TRACKER_OFFLINE": "true"}
    if request.param == "sqlite":
        # its own copy: files beside an open database come and go while others copy the shared home
        home = Path(shutil.copytree(request.getfixturevalue("prepared_home"), tmp_path_factory.mktemp("read") / "home"))
        yield from opened({**environ, "TRACKER_HOME": str(home)}, home)
        return
    server: Server = request.getfixturevalue("postgresql_server")
    url = server.new(request.getfixturevalue("prepared_template"))
    home = tmp_path_factory.mktemp("shipped")
    yield from opened({**environ, "TRACKER_HOME": str(home), "TRACKER_DATABASE_URL": text_of(url)}, home)
    server.drop(url)


@pytest.fixture
def own_context(prepared_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    """The same in a copy this test may change."""
    yield from opened(prepared_environ, tmp_path)


@pytest.fixture
def office_context(prepared_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    """The same under the assumption that what is known by day only was said between nine and one."""
    yield from opened({**prepared_environ, "TRACKER_OFFICE_HOURS": "9-13"}, tmp_path)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    """The fake internet, and this test's way to it."""
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


@pytest.fixture
def context(engine: Engine) -> fetched.Surroundings:
    """An empty database and a client that asks once, on 20 November 2026."""
    client = HttpClient(user_agent="t", spacing=0.0, backoff=0.0, retries=0, max_bytes=5_000_000, **PATIENCE)
    return fetched.Surroundings(engine=engine, now=fetched.NOW, http=client, settings=load({}, cwd=Path()))
