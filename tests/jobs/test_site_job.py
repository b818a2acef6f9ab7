"""The kept site: by a tick as a process, in turns, after a kill, and where its folder is of no use."""

from __future__ import annotations

import multiprocessing
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
from tracker.errors import TrackerError
from tracker.services import work
from tracker.services.context import Context
from tracker.services.doctor.checks.site import CHECK
from tracker.services.doctor.lines import Subject, Terminal
from tracker.services.findings_of_keeping import about_site
from tracker.services.site import building, keeping
from tracker.services.site.building import Built, Wanted, build_site
from tracker.services.site.folder import FolderHeldError, site_folder

NOW = datetime(2014, 3, 12, 9, 12, tzinfo=UTC)
SLOT = datetime(2014, 3, 12, 9, 10, tzinfo=UTC)
SCOPE: dict[str, object] = {"pair": "USD/RUB", "public": True}


@pytest.fixture(scope="module")
def whole(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of one build nobody disturbed. Never changed."""
    folder = tmp_path_factory.mktemp("whole")
    with opened(Path(shutil.copytree(prepared_home, folder / "home")), NOW) as found:
        build_site(found, folder / "site", Wanted(public=True))
    return folder / "site"


@pytest.fixture
def context(prepared_home: Path, tmp_path: Path) -> Iterator[Context]:
    home = Path(shutil.copytree(prepared_home, tmp_path / "home"))
    with opened(home, NOW, TRACKER_SITE_DIR=str(tmp_path / "site")) as found:
        yield replace(found, rehearsing=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_not_set_it_is_not_owed(context: Context) -> None:
    off = replace(context, settings=replace(context.settings, site_dir=None))
    assert run_due(off, clock=off.clock, jobs=[site.JOB]) == ()
    assert list(work.runs(off, "site")) == []


def test_a_rehearsal_leaves_what_others_read_alone(context: Context, root: Path) -> None:
    assert "rehearsal" in site.run(context.rehearsal(context.clock), SLOT)
    assert not root.exists()


def test_what_a_child_is_told_are_the_settings_without_secrets(context: Context) -> None:
    texts = keeping._texts(context.settings)
    assert not any(name in texts for name in ("smtp_password", "ping_url"))
    assert replace(keeping.settings_of(texts), origins={}) == replace(context.settings, origins={})


def test_asked_to_stop_it_leaves_off_and_turns_complete_what_one_build_makes(
    context: Context, whole: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest first; and however many weeks there are, no turn begins a process, which would outlive a kill."""
    assert "left off" in keeping.keep(replace(context, stopping=lambda: True), root)
    assert keeping.behind(root, SCOPE) != 0
    assert not keeping.is_held(root), "the process has ended"
    monkeypatch.setattr(building, "_MANY", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    beside: list[object] = []
    watched = replace(context, step=lambda _: beside.extend(multiprocessing.active_children()))
    seen: list[Built] = []
    while not seen or seen[-1].behind:
        seen.append(build_site(watched, root, Wanted(public=True, most=2)))
        assert keeping.behind(root, SCOPE) == seen[-1].behind
    assert len(seen) > 1
    assert seen[0].weeks < seen[-1].weeks
    assert files_of(root) == files_of(whole)
    assert beside == []


def test_a_run_makes_it_in_a_process_and_says_so(
    context: Context, whole: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the scheduler was started, a folder named like the program is none of its business."""
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert "no site of USD/RUB, with --public was made" in next(about_site(context.settings)).what
    (unit,) = run_due(context, clock=context.clock, jobs=[site.JOB])
    assert unit.state == "done", unit.detail
    assert "of them made anew" in unit.detail
    assert files_of(root) == files_of(whole)
    assert keeping.behind(root, SCOPE) == 0
    assert list(about_site(context.settings)) == []
    again = site.run(context, SLOT + timedelta(minutes=15))
    assert isinstance(again, Idle), "the hour's turn was done"
    with site_folder(root, SCOPE):
        held = site.run(context, SLOT + timedelta(hours=1))
        assert isinstance(held, Idle)
        assert "another build" in held
        with pytest.raises(FolderHeldError, match="Another build"):
            keeping.keep(context, root)


def test_a_slot_that_found_nothing_to_do_is_no_turn(context: Context, root: Path) -> None:
    work.claim(context, site.KEY, SLOT)
    work.finish(context, site.KEY, SLOT, state="done", detail=f"another build is at work in {root}")
    assert not site._done_this_hour(context, SLOT + timedelta(minutes=15), root)
    next_slot = SLOT + timedelta(minutes=15)
    work.claim(context, site.KEY, next_slot)
    work.finish(context, site.KEY, next_slot, state="done", detail=f"{keeping.told(root)}3 weeks")
    assert site._done_this_hour(context, SLOT + timedelta(minutes=30), root)
    assert not site._done_this_hour(context, SLOT + timedelta(minutes=30), root / "other")


@pytest.mark.parametrize(
    "scope",
    [{"pair": "EUR/RUB", "public": True}, {"pair": "EUR/RUB", "public": False}],
)
def test_a_site_of_another_pair_is_not_replaced_unasked(context: Context, root: Path, scope: dict[str, object]) -> None:
    with site_folder(root, scope) as folder:
        folder.write("a.html", "A")
    before = files_of(root)
    with pytest.raises(TrackerError, match="is of EUR/RUB") as raised:
        site.run(context, SLOT)
    assert f"tracker report --site {root} --pair USD/RUB --public" in raised.value.remedy
    assert files_of(root) == before
    assert [one.what for one in about_site(context.settings)] == [raised.value.message]
    assert keeping.behind(root, SCOPE) is None


def test_a_public_site_is_not_made_private_unasked_but_a_private_one_hidden(context: Context, root: Path) -> None:
    with site_folder(root, SCOPE) as folder:
        folder.write("a.html", "A")
    private = {**SCOPE, "public": False}
    refused = keeping.refusal(root, private)
    assert refused is not None
    assert refused.remedy.endswith("--pair USD/RUB")
    shutil.rmtree(root)
    with site_folder(root, private):
        pass
    assert keeping.refusal(root, SCOPE) is None
    assert "no site of USD/RUB, with --public" in next(about_site(context.settings)).what


def test_a_folder_of_no_use_fails_clearly_and_alone(context: Context, root: Path) -> None:
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


def test_a_process_that_ends_early_is_told_with_what_it_complained_of(
    context: Context, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_CHILD", "no_such_module")
    with pytest.raises(TrackerError, match=r"ended early \(.*No module named .?no_such_module"):
        keeping.keep(context, root)


def test_a_line_that_was_cut_is_the_end() -> None:
    assert list(keeping._lines(['{"step": "a"}\n', '{"st'])) == [{"step": "a"}]
