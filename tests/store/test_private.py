"""The database, and the folder it is in, are for their owner alone where we make them; what exists is left as it is."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.doctor.test_doctor_checks import lines, subject
from tracker.config import load
from tracker.services.context import open_context
from tracker.store.private import readable_by_anybody

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


def made(home: Path) -> Path:
    context = open_context(load({"TRACKER_HOME": str(home)}, cwd=home.parent))
    context.engine.dispose()
    return home / "tracker.sqlite3"


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def public_place() -> Iterator[Path]:
    """A folder every user can reach; the test's own is closed already higher up."""
    before = os.umask(0o022)
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # under a name of its own
        Path(name).chmod(0o755)
        yield Path(name)
    os.umask(before)


def test_what_is_made_is_for_its_owner_alone_and_the_doctor_is_content(public_place: Path) -> None:
    database = made(public_place / "home")
    assert (rights(database.parent), rights(database)) == (0o700, 0o600)
    assert {rights(one) for one in database.parent.glob("tracker.sqlite3*")} == {0o600}
    assert {line.level for line in lines("database", subject(database.parent))} == {"ok"}


def test_what_exists_keeps_its_rights_and_the_doctor_says_what_helps(public_place: Path) -> None:
    home = public_place / "home"
    home.mkdir(mode=0o755)
    database = made(home)
    assert (rights(home), rights(database)) == (0o755, 0o600)
    database.chmod(0o644)
    made(home)
    assert rights(database) == 0o644
    (warning,) = [line for line in lines("database", subject(home)) if line.level != "ok"]
    assert warning.level == "warn"
    assert f"chmod 600 '{database}'*" in warning.remedy
    home.chmod(0o700)
    assert not readable_by_anybody(database), "nobody else comes so far"
