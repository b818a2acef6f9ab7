"""A disk that is full: said in plain words, nothing lost, and the same command works once there is room."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Answer
from tests.fakenet import scenarios
from tests.fakenet.european_central_bank import ecb_history
from tests.fakenet.fakenet import FakeNet
from tests.surroundings.conftest import DATABASE, Disk, known
from tracker.services.clock import utc_now

Tracker = Callable[..., Answer]
ECB = "www.ecb.europa.eu"
AFTER = "2030-01-08T00:00Z"


def newest_history(net: FakeNet) -> None:
    """A whole archive with revised days after those that are stored."""
    body = ecb_history(utc_now(), first=date(2025, 1, 2))  # a document is judged by the real clock
    net.route(ECB, scenarios.ok(body, media_type="application/zip"))


def test_a_first_start_without_room_begins_again_when_there_is_some(
    disk: Callable[[str], Disk], tracker: Tracker, ready_home: Path
) -> None:
    small = disk("2m")
    home = small.folder / "home"
    refused = tracker("--home", str(home), "--offline", "report", "--week", "2014-W46")
    assert (refused.code, refused.out) == (6, "")
    assert f"{home / DATABASE} is full" in refused.err
    assert "Free some space" in refused.err
    small.remount("size=64m")
    assert tracker("--home", str(home), "--offline", "report", "--week", "2014-W46").code == 0
    assert known(home) == known(ready_home)


def test_a_fetch_and_a_tick_without_room_change_nothing_that_was_known(
    disk: Callable[[str], Disk], tracker: Tracker, ready_home: Path, net: FakeNet
) -> None:
    newest_history(net)
    small = disk("64m")
    home = Path(shutil.copytree(ready_home, small.folder / "home"))
    before = known(home)
    filler = small.fill(leave=0)
    refused = tracker("--home", str(home), "--offline", "--now", AFTER, "tick")
    assert (refused.code, "is full" in refused.err) == (6, True)
    filler.unlink()
    filler = small.fill(leave=40_000)  # room to look, not to write
    ticked = tracker("--home", str(home), "--offline", "--now", AFTER, "tick")
    assert ticked.code == 4
    assert "fetch_rates failed" in ticked.err
    assert "is full" in ticked.err
    assert known(home) == before
    filler.unlink()
    filler = small.fill(leave=200_000)
    refused = tracker("--home", str(home), "fetch", "ecb")
    assert refused.code == 6
    assert f"{home / DATABASE} is full. The last change was not stored; everything before it was kept" in refused.err
    assert known(home) == before
    filler.unlink()
    assert tracker("--home", str(home), "fetch", "ecb").code == 0
    assert known(home)["observation"] != before["observation"]
    assert tracker("--home", str(home), "--offline", "--now", AFTER, "tick").code == 0


def test_a_report_that_does_not_fit_leaves_the_old_file(
    disk: Callable[[str], Disk], tracker: Tracker, ready_home: Path
) -> None:
    small = disk("64k")
    old = small.folder / "week.txt"
    old.write_text("last week's")
    filler = small.fill(leave=0)
    refused = tracker("--offline", "report", "--week", "2014-W46", "-o", str(old))
    assert refused.code == 2
    assert f"{old} cannot be written: No space left on device" in refused.err
    assert old.read_text() == "last week's"
    assert sorted(small.folder.iterdir()) == [filler, old]
    filler.unlink()
    assert tracker("--offline", "report", "--week", "2014-W46", "-o", str(old)).code == 0
    assert "ROUBLE" in old.read_text()


def test_a_limit_on_the_size_of_files_is_no_damage_either(tracker: Tracker, ready_home: Path, net: FakeNet) -> None:
    newest_history(net)
    before = known(ready_home)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))
    try:
        refused = tracker("fetch", "ecb")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.code == 6
    assert "quota" in refused.err
    assert known(ready_home) == before
    assert tracker("fetch", "ecb").code == 0


def test_the_copy_made_before_an_upgrade_is_whole_or_not_there(disk: Callable[[str], Disk], ready_home: Path) -> None:
    from tracker.errors import DatabaseError
    from tracker.store.backups import backup_file
    from tracker.store.engine import open_engine

    small = disk("2m")
    engine = open_engine(f"sqlite:///{ready_home / DATABASE}")
    with pytest.raises(DatabaseError, match="full"):
        backup_file(engine, small.folder / "copy")
    assert list(small.folder.iterdir()) == []
    small.remount("size=32m")
    copy = backup_file(engine, small.folder / "copy")
    engine.dispose()
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
