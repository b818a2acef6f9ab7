"""What is made once per test run, whoever of its processes comes first; the others wait for it and take it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

LONGEST = 600.0
"""Seconds for which a process waits while another makes something; as long as a test may take."""


class Once:
    """Files of one test run, each made by the first process that wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def file(self, name: str, make: Callable[[Path], None]) -> Path:
        """The path of a file that ``make`` has written. Copy or read it, never change it."""
        path = self._folder / name
        with self._alone(name):
            if not path.exists():
                unfinished = path.with_name(f"{name}.unfinished")
                unfinished.unlink(missing_ok=True)  # of a process that failed in the midst of it
                make(unfinished)
                unfinished.rename(path)
        return path

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """A lock that waits, goes with its process, and is there on every system: that of a database file."""
        with closing(sqlite3.connect(self._folder / f"{name}.lock", timeout=LONGEST, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """The files all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return Once((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "once")
