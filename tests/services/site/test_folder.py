"""The folder of a site: nobody else's files are touched, and what a killed build left the next one makes whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.services.site.conftest import LATER, WANTED, Place, build, files_of, opened
from tracker.errors import UsageError
from tracker.services import decisions
from tracker.services.site import folder as folders
from tracker.services.site.folder import Folder, site_folder
from tracker.services.site.manifest import NAME, Manifest

SCOPE = {"pair": "USD/RUB", "public": False}


def write(root: Path, **files: str) -> Folder:
    with site_folder(root, SCOPE) as folder:
        for name, content in files.items():
            folder.write(f"{name}.html", content)
        folder.clear()
        folder.save(replace(folder.before, files=folder.files, unfinished=False))
    return folder


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not empty"):
        write(tmp_path, a="A")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(root, a="A", b="B", c="C")
    (root / "CNAME").write_text("example.org")
    (root / "b.html").write_text("mended by hand")
    assert write(root, a="A").removed == 1
    assert {path.name for path in root.iterdir()} == {"a.html", "b.html", "CNAME", NAME, folders.LOCK}


def test_a_file_is_written_only_where_it_changed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    assert write(root, a="A", b="B").written == 2
    assert write(root, a="A", b="B").written == 0
    (root / "b.html").unlink()
    assert write(root, a="A", b="C").written == 1
    assert (root / "b.html").read_text() == "C"


def test_what_a_killed_build_left_is_not_believed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(root, a="A")
    with site_folder(root, SCOPE) as folder:
        folder.write("a.html", "X")  # and then it was killed
        (root / f"{folders._MARK}half").write_text("half a pa")
    assert (root / "a.html").read_text() == "X"
    assert write(root, a="A").written == 1
    assert (root / "a.html").read_text() == "A"
    assert not list(root.glob(f"{folders._MARK}*"))


def test_a_build_that_was_killed_at_once_stands_in_nobodys_way(tmp_path: Path) -> None:
    """Its first manifest was half-written, so nothing says yet whose folder it is."""
    root = tmp_path / "site"
    root.mkdir()
    (root / f"{folders._MARK}half").write_text("half a mani")
    assert write(root, a="A").written == 1
    assert {path.name for path in root.iterdir()} == {"a.html", NAME, folders.LOCK}


def test_one_build_at_a_time(tmp_path: Path) -> None:
    root = tmp_path / "site"
    with site_folder(root, SCOPE), pytest.raises(UsageError, match="Another build"):
        write(root, a="A")
    assert write(root, a="A").written == 1


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", "c:a", "a\\b", ""])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    with site_folder(tmp_path / "site", SCOPE) as folder, pytest.raises(ValueError, match="not a path"):
        folder.write(path, "A")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    write(root, a="A")
    outside.mkdir()
    (root / "weeks").symlink_to(outside)
    with site_folder(root, SCOPE) as folder, pytest.raises(UsageError, match="leads out"):
        folder.write("weeks/a.html", "A")
    assert not list(outside.iterdir())


def test_a_spoilt_manifest_is_said(tmp_path: Path) -> None:
    write(tmp_path / "site", a="A")
    (tmp_path / "site" / NAME).write_text('{"program": "sanctions-pressure-tracker", "format": 99}')
    with pytest.raises(UsageError, match="another version"):
        write(tmp_path / "site", a="A")


def test_a_build_that_was_killed_is_completed(copied: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after each of its first files, and once more: in the end it is the folder of a build nobody disturbed."""
    calm, troubled = copied("calm"), copied("troubled")
    troubled = replace(troubled, home=calm.home)
    with opened(calm.home) as context:
        decisions.edit(context, "2014-11-11-rhodes-beijing", {"title": "Another title"}, reason="a test", by="t")
    build(calm, LATER)
    put, left = Folder._put, [3]

    def killed(self: Folder, path: str, data: bytes) -> None:
        if path != NAME:
            left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        put(self, path, data)

    monkeypatch.setattr(Folder, "_put", killed)
    with pytest.raises(KeyboardInterrupt):
        build(troubled, LATER)
    monkeypatch.undo()
    found = Manifest.read((troubled.site / NAME).read_text())
    assert found is not None
    assert found.unfinished
    build(troubled, LATER)
    assert files_of(troubled.site) == files_of(calm.site)


def test_what_is_taken_out_of_the_ledger_keeps_its_address(place: Place) -> None:
    path = place.site / "events/2014-11-11-rhodes-beijing.html"
    with opened(place.home) as context:
        decisions.decide(context, path.stem, accept=False, reason="a test", by="t")
    build(place, LATER)
    assert "Withdrawn" in path.read_text()
    assert "Rhodes" not in path.read_text()
    assert path.stem in (place.site / "versions.html").read_text()
    with opened(place.home, LATER) as context:
        decisions.undo(context, path.stem, reason="a test", by="t")
    build(place, LATER)
    assert "Withdrawn" not in path.read_text()


def test_a_clock_that_was_set_back_changes_nothing(place: Place) -> None:
    before = files_of(place.site)
    with pytest.raises(UsageError, match="2014-W47, which has not begun by 2014-11-12"):
        build(place, datetime(2014, 11, 12, tzinfo=UTC))
    assert files_of(place.site) == before


def test_bounds_leave_the_other_weeks_alone(place: Place) -> None:
    """They are in the lists and feeds still, and nothing of them is made anew, whatever else is."""
    before = files_of(place.site)
    with opened(place.home) as context:
        decisions.edit(context, "2014-11-11-rhodes-beijing", {"title": "Another title"}, reason="a test", by="t")
    built = build(place, LATER, replace(WANTED, since=date(2014, 11, 17), full=True))
    assert (built.weeks, built.made, built.removed) == (2, 1, 0)
    after = files_of(place.site)
    assert before.keys() == after.keys()
    for path in ("weeks/2014-W46.html", "events/2014-11-11-rhodes-beijing.html", "events/index.html", "feed.xml"):
        assert after[path] == before[path]
    assert build(place, LATER).made == 2


def test_an_announcement_that_went_away_is_withdrawn_beyond_the_bounds_too(place: Place) -> None:
    with opened(place.home) as context:
        decisions.decide(context, "2014-11-11-rhodes-beijing", accept=False, reason="a test", by="t")
    assert build(place, LATER, replace(WANTED, since=date(2014, 11, 17))).removed == 0
    assert "Withdrawn" in (place.site / "events/2014-11-11-rhodes-beijing.html").read_text()
    week = (place.site / "weeks/2014-W46.html").read_text()
    assert "events/2014-11-11-rhodes-beijing.html" not in week
    assert "taken out of this week: “2014-11-11-rhodes-beijing”" in week


def test_bounds_do_not_replace_a_site_of_another_kind(place: Place) -> None:
    before = files_of(place.site)
    with pytest.raises(UsageError, match="USD/RUB, without --public"):
        build(place, LATER, replace(WANTED, since=date(2014, 11, 17), public=True))
    assert files_of(place.site) == before


def test_what_was_for_its_owner_goes_before_anything_is_written_for_others(tmp_path: Path) -> None:
    root = tmp_path / "site"
    write(root, a="A", b="B", c="C")
    (root / "b.html").write_text("mended by hand")
    with site_folder(root, {**SCOPE, "public": True}):
        pass  # and then it was killed
    assert {path.name for path in root.iterdir()} == {"b.html", NAME, folders.LOCK}
    found = Manifest.read((root / NAME).read_text())
    assert found is not None
    assert (found.scope["public"], found.unfinished, found.files) == (True, True, {})


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.services.site.conftest import WANTED, Place, build
from tracker.services.site.folder import Folder
put = Folder._put
def killing(self, path, data):
    if path == "weeks/2014-W47.html":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    put(self, path, data)
Folder._put = killing
build(Place(home=Path(sys.argv[1]), site=Path(sys.argv[2])), wanted=WANTED)
"""


def test_a_killed_first_build_leaves_a_site_and_no_page_that_nobody_knows(made_once: Place, tmp_path: Path) -> None:
    killed = Place(home=Path(shutil.copytree(made_once.home, tmp_path / "home")), site=tmp_path / "site")
    run = subprocess.run((sys.executable, "-c", _KILLED, str(killed.home), str(killed.site)), check=False)
    assert run.returncode not in {0, 1}
    left = files_of(killed.site)
    assert {"index.html", "style.css", "site.css", "weeks/index.html", "feed.xml", "weeks/2014-W46.html"} <= left.keys()
    build(killed, wanted=replace(WANTED, since=date(2014, 11, 17)))
    manifest = Manifest.read((killed.site / NAME).read_text())
    assert manifest is not None
    assert files_of(killed.site).keys() == manifest.files.keys() | {NAME, folders.LOCK}
    assert build(killed).made == 2
    assert files_of(killed.site) == files_of(made_once.site)


def test_a_site_made_from_nothing_is_all_written(place: Place, tmp_path: Path) -> None:
    """Although some of it was there before as a draft."""
    built = build(Place(home=place.home, site=tmp_path / "new"))
    assert built.written == built.files > 0
