"""Places a program may find itself in: a disk that is small, a folder nobody may write."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakenet.fakenet import FakeNet

DATABASE = "tracker.sqlite3"


@dataclass(frozen=True)
class Disk:
    """A file system of its own in a folder."""

    folder: Path

    def remount(self, options: str) -> None:
        """``size=40m``, ``ro``, ``rw``."""
        subprocess.run(["mount", "-o", f"remount,{options}", self.folder], check=True)

    def fill(self, leave: int) -> Path:
        """Put a file there that takes all but so many bytes."""
        free = shutil.disk_usage(self.folder).free
        filler = self.folder / "filler"
        filler.write_bytes(b"\0" * max(0, free - leave))
        return filler


def _mounted(folder: Path, size: str) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    return shutil.which("mount") is not None and subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Disk]]:
    """Mounts a small real disk (tmpfs) of a size. Root may, where its container was given that right."""
    trial = tmp_path / "trial"
    trial.mkdir()
    if not _mounted(trial, "1m"):
        pytest.skip("no file system can be mounted here")
    subprocess.run(["umount", trial], check=True)
    mounted: list[Path] = []

    def make(size: str) -> Disk:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        assert _mounted(folder, size)
        mounted.append(folder)
        return Disk(folder)

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNet]:
    """Upstreams on loopback, for this process and its children."""
    with FakeNet() as network:
        for name, value in network.env.items():
            monkeypatch.setenv(name, value)
        yield network


_SUMS = {
    "observation": "SELECT count(*), sum(ingest_id), sum(length(value)), max(label) FROM observation",
    "series": "SELECT count(*), max(id) FROM series",
    "announcement_version": "SELECT count(*), max(id), sum(length(title)) FROM announcement_version",
    "shipped_event": "SELECT count(*), max(id), sum(length(document)) FROM shipped_event",
    "candidate_event": "SELECT count(*), sum(length(document)) FROM candidate_event",
}


def known(home: Path) -> dict[str, tuple[object, ...]]:
    """Rows and sums over each table of knowledge, after looking whether the database is sound."""
    with closing(sqlite3.connect(home / DATABASE)) as raw:
        assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        return {name: raw.execute(query).fetchone() for name, query in _SUMS.items()}
