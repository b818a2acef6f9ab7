"""The kept site: by a tick as a process, in turns, after a kill, and where its folder is of no use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobs import site
from jobs.runner import run_due
from jobs.schedule import Idle
from tests.services.site.conftest import files_of, opened
from tracker.services import work
from tracker.services.context import Context
from tracker.services.doctor.checks.site import CHECK
from tracker.services.doctor.lines import Subject, Terminal
from tracker.services.findings_of_keeping import about_site
from tracker.services.site import keeping
from tracker.services.site.building import Built, Wanted, build_site
from tracker.services.site.folder import site_folder

NOW = datetime(2014, 3, 20, 9, 12, tzinfo=UTC)
SLOT = datetime(2014, 3, 20, 9, 10, tzinfo=UTC)


@pytest.fixture
def context(prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    with opened(home, NOW, TRACKER_SITE_DIR=str(tmp_path / "site")) as found:
        yield found


def test_not_set_it_is_not_owed(context: Context) -> None:
    off = replace(context, settings=replace(context.settings, site_dir=None))
    assert run_due(off, clock=off.clock, jobs=[site.JOB]) == ()
    assert list(work.runs(off, "site")) == []


def test_what_a_child_is_told_are_the_settings_without_secrets(context: Context) -> None:
    texts = keeping._texts(context.settings)
    assert not any(name in texts for name in ("smtp_password", "ping_url"))
    assert replace(keeping.settings_of(texts), origins={}) == replace(context.settings, origins={})


def test_turns_bring_the_newest_first_and_end_where_one_build_does(context: Context, tmp_path: Path) -> None:
    whole, turns = tmp_path / "whole", tmp_path / "turns"
    weeks = build_site(context, whole, Wanted(public=True)).weeks
    seen: list[Built] = []
    while not seen or seen[-1].behind:
        seen.append(build_site(context, turns, Wanted(public=True, most=weeks // 2)))
        assert keeping.behind(turns) == seen[-1].behind
    assert len(seen) > 1
    assert seen[0].weeks < weeks == seen[-1].weeks
    assert files_of(turns) == files_of(whole)


def test_a_run_makes_it_in_a_process_and_says_so(context: Context) -> None:
    root = context.settings.site_dir
    assert root is not None
    assert "no site was made" in next(about_site(context.settings)).what
    (unit,) = run_due(context, clock=context.clock, jobs=[site.JOB])
    assert unit.state == "done", unit.detail
    assert "weeks, 4 of them made anew" in unit.detail
    assert (root / "index.html").is_file()
    assert keeping.behind(root) == 0
    assert list(about_site(context.settings)) == []
    again = site.run(context, SLOT + timedelta(minutes=15))
    assert isinstance(again, Idle), "the hour's turn was done"
    with site_folder(root, {"pair": "USD/RUB", "public": True}):
        held = site.run(context, SLOT + timedelta(hours=1))
    assert isinstance(held, Idle)
    assert "another build" in held


def test_a_folder_of_no_use_fails_clearly_and_alone(context: Context) -> None:
    root = context.settings.site_dir
    assert root is not None
    root.write_text("a person's")
    other = replace(site.JOB, key="other", run=lambda *_: "went on", is_set_up=None, order=101)
    failed, went_on = run_due(context, clock=context.clock, jobs=[site.JOB, other])
    assert failed.state == "failed"
    assert "cannot be written" in failed.detail
    assert "TRACKER_SITE_DIR" in failed.detail
    assert went_on.state == "done"
    assert root.read_text() == "a person's"
    subject = Subject(
        settings=context.settings,
        environ={},
        now=NOW,
        network=False,
        terminal=Terminal(encoding="utf-8", width=None),
    )
    assert [line.level for line in CHECK.run(subject)] == ["fail"]


def test_asked_to_stop_it_leaves_off_and_the_next_turn_completes(context: Context, tmp_path: Path) -> None:
    root = context.settings.site_dir
    assert root is not None
    assert "left off" in keeping.keep(replace(context, stopping=lambda: True), root)
    assert keeping.behind(root) != 0
    assert "left" not in keeping.keep(context, root)
    build_site(context, tmp_path / "whole", Wanted(public=True))
    assert files_of(root) == files_of(tmp_path / "whole")
