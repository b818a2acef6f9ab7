"""Whether every case of the costly tests is run, or by default a fixed part of them.

A test marked ``thorough`` is a further case of what another one proves by default. Breadth on PostgreSQL is left out
by default too: what is the same there in one case is the same in the others. The tests of the store run all of their
cases on both databases. Of any other test the first case runs on PostgreSQL too; of tests that only read what is
shipped, the first of each module.
"""

from __future__ import annotations

import os

import pytest

THOROUGH = bool(os.environ.get("TRACKER_TEST_THOROUGH"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for the thorough alone."""
    if THOROUGH:
        return
    seen, kept, left_out = set[tuple[str, str]](), list[pytest.Item](), list[pytest.Item]()
    for item in items:
        alike = _alike_on_postgresql(item)
        further = item.get_closest_marker("thorough") is not None or (alike is not None and alike in seen)
        (left_out if further else kept).append(item)
        if alike is not None:
            seen.add(alike)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _alike_on_postgresql(item: pytest.Item) -> tuple[str, str] | None:
    """What cases on PostgreSQL have in common of which one is enough; None for all others."""
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if "store" in item.path.parts or "postgresql" not in (params.get("backend"), params.get("shipped_context")):
        return None
    return (str(item.path), "" if "shipped_context" in params else item.function.__name__)  # type: ignore[attr-defined]
