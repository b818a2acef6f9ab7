"""The HTML report in a browser: it stands alone, answers to pointing and to the keyboard, and does without scripts."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Opening
from tests.once import Once
from tests.reports.test_hostile_text import HOSTILE, poisoned
from tracker.config import load
from tracker.model.period import iso_week
from tracker.services.briefing import brief
from tracker.services.context import open_context
from tracker.services.rendering import render

WIDE, PHONE = 1280, 380
RHODES = "event-2014-11-11-rhodes-beijing"
MERKEL = "event-2014-11-11-merkel-no-new-sanctions"
OBAMA = "event-2014-11-11-obama-putin-apec"
TUESDAY, WEDNESDAY = "rate-2014-11-11", "rate-2014-11-12"
MORE_ROWS = "#part-origins tr:nth-child(n+4)"
CANARY = (
    '"><script>window.pwned=1</script><img src=x onerror="window.pwned=2"><svg onload="window.pwned=3">'
    '<a href="javascript:window.pwned=4">x</a></title><style>@import "http://evil.example/x.css";</style>'
    "<meta http-equiv=refresh content='0;url=http://evil.example/'><iframe src=http://evil.example></iframe>"
)


@pytest.fixture(scope="module")
def report(once: Once, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the report of the article's week, from the shipped ledger and the embedded archive."""

    def make(path: Path) -> None:
        home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("page") / "home"))
        context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
        page = render(brief(context, iso_week("2014-W46", zone="UTC", now=context.now)), "html")
        context.engine.dispose()
        assert isinstance(page, str)
        path.write_text(page, encoding="utf-8")

    return once.file("report.html", make).as_uri()


def lit(page: Page) -> set[str]:
    """The places that are shown to belong together: observations by their heading, events by their card."""
    found: list[str] = page.locator(".lit").evaluate_all("all => all.map(one => (one.closest('[id]') || {}).id)")
    return {one for one in found if one.startswith(("rate-", "event-"))}


def top_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_it_is_one_file_that_fits_and_is_usable(report: str, width: int, scheme: str, opened: Opening) -> None:
    watch = opened(report, width=width, color_scheme=scheme)
    watch.assert_sound(but=MORE_ROWS)
    watch.page.set_viewport_size({"width": 700, "height": 900})
    watch.assert_fits()
    watch.assert_alone()
    assert watch.page.title().startswith("Rouble and sanctions")
    assert watch.page.locator("h1").count() == 1


def test_an_event_and_the_fixing_it_met_are_shown_together_either_way(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE).page
    assert lit(page) == set()
    page.locator(f".drawing.wide a[href='#{MERKEL}']").hover()
    assert {TUESDAY, WEDNESDAY, MERKEL} <= lit(page), "nobody knows which of both it met"
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Merkel")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.locator(f".drawing.wide a[data-events~='{RHODES}']").hover()
    assert {TUESDAY, RHODES, OBAMA} <= lit(page), "one sign, two announcements"
    expect(tip).to_contain_text("Rhodes")
    expect(tip).to_contain_text("Obama and Putin")
    page.locator(f"#{TUESDAY} > h3 .day").hover()
    assert {TUESDAY, MERKEL, RHODES} <= lit(page)
    assert "event-2014-11-12-breedlove-sofia" not in lit(page), "met Wednesday's fixing alone"
    page.mouse.move(2, 2)
    assert lit(page) == set()


def test_the_keyboard_does_what_pointing_does(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE).page
    tag = page.locator(f"#{TUESDAY} .tags a[href='#{RHODES}']")
    tag.focus()
    assert {TUESDAY, RHODES} <= lit(page)
    expect(page.get_by_role("tooltip")).to_contain_text("Rhodes")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    assert lit(page) == set()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"#{RHODES}$"))
    assert 0 <= top_of(page.locator(f"#{RHODES}")) < 900


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_number_opens_where_it_comes_from(report: str, width: int, opened: Opening) -> None:
    watch = opened(report, width=width)
    page = watch.page
    box = page.get_by_role("dialog", name="Where this number comes from")
    level = page.locator("#rate-2014-11-10 h3 a.number")
    expect(box).to_be_hidden()
    level.click()
    expect(box).to_be_visible()
    expect(box).to_contain_text("USD/RUB@ecb 2014-11-10")
    expect(box).to_contain_text("45.48")
    expect(box).to_contain_text("European Central Bank")
    expect(box).to_contain_text(re.compile(r"[0-9a-f]{64}"))
    watch.assert_fits()
    if width == PHONE:
        watch.assert_usable(within="[popover]")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(level).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    box.get_by_role("button", name="Close").press("Enter")
    expect(box).to_be_hidden()
    expect(level).to_be_focused()
    page.keyboard.press("Enter")
    box.get_by_role("link").last.click()
    expect(box).to_be_hidden()
    assert 0 <= top_of(page.locator("#from-USD-RUB-ecb-2014-11-10")) < 900


def test_it_says_all_of_it_without_scripts(report: str, opened: Opening) -> None:
    watch = opened(report, width=PHONE, java_script_enabled=False)
    page = watch.page
    for button in page.locator("button").all():
        expect(button).to_be_hidden()
    for part in page.locator("main section, main .window, main .event").all():
        expect(part).to_be_visible()
    level = page.locator("#rate-2014-11-10 h3 a.number")
    level.click()
    row = page.locator("#from-USD-RUB-ecb-2014-11-10")
    expect(page).to_have_url(re.compile("#from-USD-RUB-ecb-2014-11-10$"))
    expect(row).to_be_in_viewport()
    summary = page.locator(".window details summary").first
    summary.click()
    expect(page.locator(".window details > :not(summary)").first).to_be_visible()
    watch.assert_alone()


def ids_and_targets(page: Page) -> tuple[list[str], set[str]]:
    ids: list[str] = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    links: list[str] = page.locator("a").evaluate_all(
        "all => all.map(one => one.getAttribute('href') || one.getAttribute('xlink:href') || '')"
    )
    return ids, {one[1:] for one in links if one.startswith("#")}


def test_no_link_of_the_page_leads_nowhere(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE).page
    ids, targets = ids_and_targets(page)
    assert len(ids) == len(set(ids))
    assert len(targets) > 50
    assert targets - set(ids) == set()
    foreign = page.locator("a[href^=http]")
    assert foreign.count() > 5
    assert foreign.evaluate_all("all => all.filter(one => !one.hostname).length") == 0


def test_the_reader_chooses_the_colours_and_they_stay(report: str, opened: Opening) -> None:
    watch = opened(report, width=PHONE, color_scheme="light")
    page = watch.page
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(paper)
    assert dark != light
    watch.assert_usable(within=".top")
    page.reload()
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(paper) == light


def test_the_citation_is_copied_and_that_is_said(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE, permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == page.locator("#citation-text").inner_text()


def test_on_paper_it_is_light_and_without_what_only_a_screen_can_do(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE, color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (".contents", "#theme", "button.copy", ".skip"):
        expect(page.locator(gone).first).to_be_hidden()
    colour = page.evaluate("() => getComputedStyle(document.body).color")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 90, "dark ink"
    expect(page.locator(".drawing.wide").first).to_be_visible()
    expect(page.locator(".drawing.narrow").first).to_be_hidden()


def test_on_paper_a_week_takes_few_pages(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE).page
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) <= 9


def test_the_contents_mark_the_part_that_is_read_and_the_top_is_one_link_away(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE).page
    marked = page.locator(".contents [aria-current]")
    expect(marked).to_have_count(0)
    for part in ("part-link", "part-year", "part-origins"):
        page.locator(f"#{part}").evaluate("one => one.scrollIntoView()")
        expect(marked).to_have_attribute("href", f"#{part}")
        expect(marked).to_be_in_viewport()
    page.get_by_role("link", name="Back to the top").press("Enter")
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.top, .contents') !== null")


def test_nothing_moves_for_who_asked_for_that(report: str, opened: Opening) -> None:
    page = opened(report, width=WIDE, reduced_motion="reduce").page
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].map(one => getComputedStyle(one)).filter(one =>"
        " one.animationName !== 'none' || one.transitionDuration !== '0s' || one.scrollBehavior === 'smooth').length"
    )
    assert moving == 0


@pytest.mark.parametrize("poison", ["".join(HOSTILE.values()), CANARY], ids=["everything", "canary"])
def test_a_hostile_week_runs_nothing_and_leads_nowhere_it_should_not(
    poison: str, opened: Opening, tmp_path: Path
) -> None:
    page_file = tmp_path / "hostile.html"
    page = render(poisoned(poison), "html")
    assert isinstance(page, str)
    page_file.write_text(page, encoding="utf-8")
    watch = opened(page_file.as_uri(), width=PHONE)
    watch.assert_fits()
    watch.assert_quiet()
    watch.assert_alone()
    seen = watch.page
    for summary in seen.locator("summary").all()[:4]:
        summary.click()
    for tag in seen.locator(".tags a").all()[:3]:
        tag.focus()
    assert seen.evaluate("() => window.pwned") is None
    schemes = seen.locator("a").evaluate_all("all => [...new Set(all.map(one => one.protocol || 'none:'))]")
    assert set(schemes) <= {"http:", "https:", "file:", "none:"}
    assert "evil.example" not in " ".join(one for one in watch.requests if not one.startswith("file:"))
    assert watch.page.title()
