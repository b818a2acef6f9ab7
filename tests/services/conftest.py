"""Contexts for the services: one prepared database to read from, and a copy for each test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.config import load
from tracker.services.context import Context, open_context

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _opened(home: Path, **settings: str) -> Context:
    opened = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", **settings}, cwd=home))
    return opened.rehearsal(lambda: NOW)


@pytest.fixture(scope="session")
def shipped_context(prepared_home: Path) -> Iterator[Context]:
    """What the product ships and nothing else, on 22 November 2026; for tests that only read."""
    context = _opened(prepared_home)
    yield context
    context.engine.dispose()


@pytest.fixture
def own_context(ready_home: Path) -> Iterator[Context]:
    """The same in a copy this test may change."""
    context = _opened(ready_home)
    yield context
    context.engine.dispose()


@pytest.fixture
def either_context(prepared_environ: dict[str, str], tmp_path: Path) -> Iterator[Context]:
    """The same on SQLite and on PostgreSQL."""
    context = open_context(load(prepared_environ, cwd=tmp_path)).rehearsal(lambda: NOW)
    yield context
    context.engine.dispose()


@pytest.fixture
def office_context(ready_home: Path) -> Iterator[Context]:
    """The same under the assumption that what is known by day only was said between nine and one."""
    context = _opened(ready_home, TRACKER_OFFICE_HOURS="9-13")
    yield context
    context.engine.dispose()
