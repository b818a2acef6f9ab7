"""Whoever watches pages in these tests sees what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import Watch

PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}<title>A page</title></head><body>{body}'
GOOD = "<main><h1>A page</h1><p>Words.</p></main>"
POLICY = """<meta http-equiv="content-security-policy" content="default-src 'none'">"""


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watch]:
    page = browser.new_page(viewport={"width": 380, "height": 600})
    yield Watch(page=page, allowed=("http://127.0.0.1:9",))
    page.close()


def shown(watch: Watch, folder: Path, *, head: str = "", body: str = GOOD) -> Watch:
    page = folder / "page.html"
    page.write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    watch.page.goto(page.as_uri())
    return watch


def test_a_good_page_passes(watch: Watch, tmp_path: Path) -> None:
    shown(watch, tmp_path).assert_sound()
    watch.assert_alone()


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        ("<script>console.error('one')</script>", GOOD, "error: one"),
        ("<script>console.warn('two')</script>", GOOD, "warning: two"),
        ("<script>throw new Error('three')</script>", GOOD, "error: three"),
        ("<script>alert('four')</script>", GOOD, "dialog: four"),
        (POLICY, f'{GOOD}<p style="color:red">Red</p>', "Content Security Policy"),
        ("", f'{GOOD}<img alt="far" src="https://example.org/far.png">', "request: https://example.org/far.png"),
        ('<link rel="stylesheet" href="http://127.0.0.1:10/own.css">', GOOD, "request: http://127.0.0.1:10/own.css"),
    ],
)
def test_what_no_page_may_do_is_told(head: str, body: str, told: str, watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=re.escape(told)):
        shown(watch, tmp_path, head=head, body=body).assert_quiet()


def test_what_is_wider_than_its_window_is_named(watch: Watch, tmp_path: Path) -> None:
    wide = f'{GOOD}<div style="overflow:auto"><p style="width:900px">ok</p></div><p id="wide" style="width:400px">x</p>'
    with pytest.raises(AssertionError, match=r"> 380 px\n<p id=.wide.[^\n]*$"):
        shown(watch, tmp_path, body=wide).assert_fits()


def test_what_is_hard_to_use_is_named(watch: Watch, tmp_path: Path) -> None:
    faint = '<main><h1>A page</h1><p style="color:#bbb">faint</p><button></button></main>'
    with pytest.raises(AssertionError, match=r"(?s)critical button-name:.*serious color-contrast:"):
        shown(watch, tmp_path, body=faint).assert_usable()


def test_nothing_but_the_page_was_asked_for(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("p { color: black }", encoding="utf-8")
    shown(watch, tmp_path, head='<link rel="stylesheet" href="own.css">')
    watch.assert_quiet()
    with pytest.raises(AssertionError, match=r"own\.css"):
        watch.assert_alone()
