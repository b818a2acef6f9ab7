"""A whole site in a browser, as ``tracker serve`` shows it: every page, every link, and one of each kind closely."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opening
from tests.browser.watching import Watch
from tests.once import Once
from tracker.config import load
from tracker.services.context import open_context
from tracker.services.serving import served
from tracker.services.site.building import Wanted, build_site

NOW = datetime(2014, 12, 20, 9, tzinfo=UTC)
WANTED = Wanted(since=date(2014, 11, 10), until=date(2014, 11, 24))
KINDS = (
    ("index.html", 1280, "light"),
    ("index.html", 380, "dark"),
    ("about.html", 380, "light"),
    ("versions.html", 380, "dark"),
    ("weeks/index.html", 1280, "dark"),
    ("events/index.html", 1280, "light"),
    ("events/year-2014.html", 380, "dark"),
    ("events/2014-11-11-rhodes-beijing.html", 1280, "light"),
    ("sources/index.html", 380, "light"),
    ("sources/ecb.html", 1280, "dark"),
)
"""One page of each kind; weeks are like a report, which has tests of its own."""

MORE_ROWS = "tr:nth-child(n+6)"


@pytest.fixture(scope="module")
def folder(once: Once, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two weeks."""

    def make(path: Path) -> None:
        home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("site") / "home"))
        context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
        build_site(context.rehearsal(lambda: NOW), path, WANTED)
        context.engine.dispose()

    return once.file("site", make)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Where the site is shown while a test runs."""
    with served(folder) as server:
        answering = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        answering.start()
        yield server.url
        server.shutdown()
        answering.join()


def own(watch: Watch, address: str) -> None:
    watch.assert_quiet()
    assert all(one.startswith(address) for one in watch.requests)


def test_every_page_fits_a_phone_and_is_quiet(folder: Path, address: str, opened: Opening) -> None:
    watch = opened(address, address.rstrip("/"), width=380)
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert len(pages) > 30
    for name in pages:
        watch.page.goto(f"{address}{name}")
        watch.assert_fits()
    own(watch, address)


@pytest.mark.parametrize(("name", "width", "scheme"), KINDS)
def test_one_page_of_each_kind_is_usable(name: str, width: int, scheme: str, address: str, opened: Opening) -> None:
    watch = opened(f"{address}{name}", address.rstrip("/"), width=width, color_scheme=scheme)
    watch.assert_sound(but=MORE_ROWS)
    own(watch, address)


def test_what_the_rates_did_is_seen_whole_on_a_desk_and_in_stacks_on_a_phone(
    folder: Path, address: str, opened: Opening
) -> None:
    names = [path.name for path in sorted((folder / "events").glob("2014-*.html"))]
    assert len(names) >= 10
    watch = opened(address, address.rstrip("/"), width=1280)
    for name in names:
        watch.page.goto(f"{address}events/{name}")
        for box in watch.page.locator(".part-rates .table").all():
            assert box.evaluate("one => one.scrollWidth <= one.clientWidth"), name
    phone = opened(f"{address}events/{names[0]}", address.rstrip("/"), width=380).page.locator(".part-rates .table")
    for cell in phone.locator("td:not(:empty)").all():
        assert cell.evaluate("one => getComputedStyle(one).display") == "grid"
    assert phone.first.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_table_wider_than_its_room_moves_sideways_by_key_as_well(address: str, opened: Opening) -> None:
    watch = opened(f"{address}events/index.html", address.rstrip("/"), width=645)
    box = watch.page.locator(".table").first
    assert box.evaluate("one => one.scrollWidth > one.clientWidth"), "else this looks at nothing"
    watch.assert_sound(but=MORE_ROWS)
    expect(box).to_have_attribute("tabindex", "0")
    expect(box).to_have_attribute("aria-label", re.compile(r"\S"))


def test_a_reader_walks_from_the_front_page_to_an_announcement_by_keyboard(address: str, opened: Opening) -> None:
    watch = opened(address, address.rstrip("/"), width=1280)
    page = watch.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.locator("a[href='weeks/2014-W46.html']").first.press("Enter")
    page.wait_for_url("**/weeks/2014-W46.html")
    page.locator("a[href*='2014-11-11-rhodes-beijing']").first.press("Enter")
    expect(page.locator("h1, :target").first).to_be_visible()
    page.go_back()
    own(watch, address)


def test_the_site_says_all_of_it_without_scripts_and_from_the_disk(folder: Path, opened: Opening) -> None:
    watch = opened((folder / "weeks" / "2014-W46.html").as_uri(), width=380, java_script_enabled=False)
    for part in watch.page.locator("main section").all():
        expect(part).to_be_visible()
    watch.assert_quiet()


def test_it_is_sent_with_the_headers_that_keep_it_to_itself(address: str, opened: Opening) -> None:
    watch = opened(address, address.rstrip("/"))
    answer = watch.page.request.get(f"{address}weeks/2014-W46.html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    framed = watch.page.request.get(f"{address}index.html").headers
    assert framed["x-frame-options"] == "DENY"
