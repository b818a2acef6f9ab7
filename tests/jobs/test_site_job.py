"""The kept site: built for others to read, gone on with when cut short, and no trouble to other jobs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from jobs.catalog import jobs
from jobs.listening import Unit
from jobs.runner import run_due
from tests.services.site.conftest import files_of
from tracker.config import load
from tracker.services.context import Context, open_context
from tracker.services.doctor.checks.site import CHECK
from tracker.services.doctor.lines import Line, Subject, Terminal
from tracker.services.site.building import Wanted, build_site
from tracker.services.site.folder import LOCK
from tracker.services.site.manifest import NAME, Manifest

NOW = datetime(2014, 3, 9, 12, 55, tzinfo=UTC)
"""Two weeks after the ledger begins: a whole site is quickly made."""

Opened = Callable[[Mapping[str, str]], Context]


@pytest.fixture
def opened(prepared_home: Path, tmp_path: Path) -> Iterator[Opened]:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    with ExitStack() as stack:

        def context_of(settings: Mapping[str, str]) -> Context:
            environ = {"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true", **settings}
            context: Context = open_context(load(environ, cwd=home)).rehearsal(lambda: NOW)
            stack.callback(context.engine.dispose)
            return context

        yield context_of


def work(context: Context, *keys: str, should_stop: Callable[[], bool] = lambda: False) -> dict[str, Unit]:
    chosen = [job for job in jobs() if job.key in keys]
    return {one.job: one for one in run_due(context, clock=lambda: NOW, jobs=chosen, should_stop=should_stop)}


def looked(context: Context) -> Line:
    terminal = Terminal(encoding="utf-8", width=None)
    subject = Subject(settings=context.settings, environ={}, now=NOW, network=False, terminal=terminal)
    (line,) = CHECK.run(subject)
    return line


def pages(folder: Path) -> dict[str, bytes]:
    """What readers get: all but the program's own notes about the folder."""
    return {path: content for path, content in files_of(folder).items() if path not in {NAME, LOCK}}


def test_where_no_folder_is_named_nothing_is_made(opened: Opened) -> None:
    context = opened({})
    assert work(context, "site")["site"].detail == "no site is kept (TRACKER_SITE_DIR)"
    assert "TRACKER_SITE_DIR" in looked(context).what


def test_the_kept_site_is_the_one_for_others_and_byte_for_byte_that_of_the_command(
    opened: Opened, tmp_path: Path
) -> None:
    context = opened({"TRACKER_SITE_DIR": str(tmp_path / "kept")})
    assert "no page yet" in looked(context).what
    done = work(context, "site")["site"]
    assert done.state == "done", done.detail
    by_hand = tmp_path / "by-hand"
    build_site(context, by_hand, Wanted(public=True))
    assert pages(tmp_path / "kept") == pages(by_hand)
    assert f"{len(Manifest.read((by_hand / NAME).read_text('utf-8')).files)} files" in done.detail
    assert "may be put where others read it" in looked(context).what


def test_a_build_that_is_asked_to_stop_is_left_off_and_gone_on_with(opened: Opened, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    context = opened({"TRACKER_SITE_DIR": str(kept), "TRACKER_SITE_PUBLIC": "false"})
    asked = count()
    left = work(context, "site", should_stop=lambda: next(asked) > 0)["site"]
    assert left.state == "failed"
    assert "after 1 of 2 weeks" in left.detail
    assert "is being made" in looked(context).what
    build_site(context, tmp_path / "whole", Wanted())
    build_site(context, kept, Wanted())
    assert pages(kept) == pages(tmp_path / "whole")


def test_a_folder_that_cannot_be_written_is_told_and_other_jobs_go_on(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = work(opened({"TRACKER_SITE_DIR": str(tmp_path / "file" / "site")}), "site", "housekeeping")
    assert done["site"].state == "failed"
    assert "cannot be written" in done["site"].detail
    assert done["housekeeping"].state == "done"


def test_a_folder_with_other_things_in_it_is_left_alone(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    context = opened({"TRACKER_SITE_DIR": str(tmp_path / "mine")})
    assert looked(context).level == "fail"
    assert work(context, "site")["site"].state == "failed"
    assert files_of(tmp_path / "mine") == {"letter.txt": b"dear"}
