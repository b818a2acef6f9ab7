"""The page of a study in a browser: it stands alone and fits, its parts lead to each other, it runs nothing hostile."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.test_report_page import CANARY, ids_and_targets
from tests.once import Once
from tracker.config import load
from tracker.model.instants import parse_instant
from tracker.reports.formats import formats
from tracker.services.context import open_context
from tracker.services.ledger import Selection
from tracker.services.prepared import Question, prepare
from tracker.services.studies import answer_of
from tracker.services.study_views import view
from tracker.services.studying.page import study_report

WIDE, PHONE = 1280, 380
MORE_ROWS = "#part-origins tr:nth-child(n+4)"
NAMES = ("study.html", "study-by.html", "study-hostile.html")


@pytest.fixture(scope="module")
def pages(once: Once, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of a study of some statements, of the same by stance, and of the study with hostile texts."""
    made: dict[str, str] = {}

    def make() -> dict[str, str]:
        if made:
            return made
        home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("study") / "home"))
        settings = load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home)
        context = open_context(settings, now=parse_instant("2026-03-01T12:00:00Z"))
        until = parse_instant("2014-11-14T00:00:00Z")
        week = Selection(since=parse_instant("2014-11-08T00:00:00Z"), until=until)
        prepared = prepare(context, Question(selection=week))
        answer = answer_of(prepared)
        bad = tuple(replace(one, title=CANARY, summary=CANARY, issuer=CANARY) for one in prepared.events)
        reports = (
            study_report(answer, prepared),
            study_report(view("by").answer(prepared, "kind"), prepared, ("by", "kind")),
            study_report(
                replace(answer, events=bad, credits=(CANARY,), barred=(CANARY,)), replace(prepared, events=bad)
            ),
        )
        context.engine.dispose()
        made.update((name, str(formats()["html"].render(one))) for name, one in zip(NAMES, reports, strict=True))
        return made

    return {name: once.file(name, lambda path, name=name: _write(path, make()[name])).as_uri() for name in NAMES}


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("name", NAMES[:2])
def test_it_is_one_file_that_fits_and_is_usable(
    pages: dict[str, str], name: str, width: int, scheme: str, opened: Opening
) -> None:
    watch = opened(pages[name], width=width, color_scheme=scheme)
    watch.assert_sound(but=MORE_ROWS)
    watch.page.set_viewport_size({"width": 700, "height": 900})
    watch.assert_fits()
    watch.assert_alone()
    assert watch.page.title().startswith("Event study: ")
    assert watch.page.locator("h1").count() == 1


def test_everything_leads_somewhere_and_a_number_opens_its_origin(pages: dict[str, str], opened: Opening) -> None:
    page = opened(pages["study.html"], width=WIDE).page
    ids, targets = ids_and_targets(page)
    assert len(ids) == len(set(ids))
    assert targets - set(ids) == set()
    page.locator("#part-rates td a.number").first.click()
    box = page.get_by_role("dialog", name="Where this number comes from")
    expect(box).to_contain_text("European Central Bank")
    page.keyboard.press("Escape")
    sign = page.locator("#figure-own-parts .drawing.wide a").first
    sign.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#event-2014-11-"))


def test_no_cell_of_a_table_is_cut_on_a_desk(pages: dict[str, str], opened: Opening) -> None:
    page = opened(pages["study.html"], width=WIDE).page
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator("#part-judged .table, #part-together .table, #part-rates .table").evaluate_all(cut) == 0


def test_on_paper_it_keeps_the_figures_and_loses_what_only_a_screen_can_do(
    pages: dict[str, str], opened: Opening
) -> None:
    page = opened(pages["study.html"], width=WIDE, color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".contents", "#theme", "button.copy"):
        expect(page.locator(gone).first).to_be_hidden()
    for key in ("own-parts", "path", "rate"):
        expect(page.locator(f"#figure-{key} .drawing.wide")).to_be_visible()


def test_hostile_texts_run_nothing(pages: dict[str, str], opened: Opening) -> None:
    watch = opened(pages["study-hostile.html"], width=PHONE)
    watch.assert_fits()
    watch.assert_quiet()
    watch.assert_alone()
    assert watch.page.evaluate("() => window.pwned") is None
