"""An instant for the store's tests; the databases are those of tests/databases.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture
def noon() -> datetime:
    """An instant to work at."""
    return datetime(2014, 11, 14, 12, tzinfo=UTC)
