"""The picture of the README: the report of a week as the program makes it, cut to what convinces in two minutes.

``make picture`` draws it anew. The PNG carries the words it shows, so that a test notices, without a browser, when the
report says something else.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html as lxml_html

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from PIL.Image import Image

FILE = Path(__file__).with_name("report.png")
WEEK = "2014-W46"
DAY = "rate-2014-11-11"
WORDS = "report"
"""The name of the text in the PNG."""

WIDTH = 980
"""CSS pixels; twice as many in the file."""

MOST = 250_000
_COLOURS = 96
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_NOT_SHOWN = ".//details | .//*[contains(@class, 'narrow')] | .//*[@class='credit'] | .//a[@class='over']"
_SHEET = """
:root { color-scheme: light; --paper: #fff; --sans: "Liberation Sans", Arial, sans-serif;
  --serif: "Liberation Serif", "Times New Roman", serif; }
html { font-size: 15px; line-height: 1.5; }
main { max-width: none; width: 980px; margin: 0; padding: 1.5rem 1.7rem 1.4rem; display: grid;
  grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr); gap: 0 2.2rem; align-items: start; background: var(--paper);
  border: 1px solid var(--rule); border-radius: 8px; }
a, a.number { color: inherit; text-decoration: none; }
.tags a { color: var(--muted); }
.opening { grid-column: 1 / -1; padding: 0 0 1.1rem; border-bottom: 1px solid var(--rule); margin-bottom: 1.1rem; }
.opening > p, .opening > h1 { max-width: none; }
.headline { font-size: 1.76rem; margin-top: .7rem; }
.lede { max-width: none; margin-top: .6rem; font-size: 1.16rem; line-height: 1.45; }
figure { margin: 0; }
.reading { font-size: .8rem; line-height: 1.4; }
.caption { font-size: .87rem; line-height: 1.4; margin-top: .4rem; }
.part { margin-top: 0; font-size: .93rem; }
.part h2 { font-size: 1.12rem; }
.part .aside { font-size: .87rem; margin: .1rem 0 0; }
.window { margin-top: .6rem; padding-top: .6rem; }
.item { padding: .1rem 0; margin: 0; }
.items { margin-top: .35rem; }
.part-link { grid-column: 1 / -1; margin-top: 1.1rem; padding-top: .9rem; border-top: 1px solid var(--rule); }
.part-link .aside { color: var(--ink); font-size: inherit; }
.part-link > ul.items { display: grid; grid-template-columns: 1fr 1fr; gap: 2.2rem; max-width: none; }
.part-link > ul.items { margin-top: .2rem; }
.part-link .item + .item { margin: 0 !important; }
"""


def page(home: Path) -> str:
    """The report of the week from the rates and events that are installed with the program, as HTML."""
    from tracker.config import load
    from tracker.model.period import iso_week
    from tracker.services.briefing import brief
    from tracker.services.context import open_context
    from tracker.services.rendering import render

    context = open_context(load({"TRACKER_HOME": str(home), "TRACKER_OFFLINE": "true"}, cwd=home))
    try:
        period = iso_week(WEEK, zone=context.settings.zone, now=context.now)
        return str(render(brief(context, period), "html"))
    finally:
        context.engine.dispose()


def cut(document: str) -> list[HtmlElement]:
    """What the picture shows of the page: headline, figure of the rate, Tuesday, and what can be linked."""
    tree = lxml_html.document_fromstring(document)
    places = ("//header[@class='opening']", "//*[@id='figure-rate']", "//*[@id='part-windows']", "//*[@id='part-link']")
    parts = [_one(tree, place) for place in places]
    for element in parts:
        for out in element.xpath(_NOT_SHOWN):
            out.drop_tree()
    _, _, days, link = parts
    for other in days.xpath(f"./figure | ./article[not(@id='{DAY}')]"):
        other.drop_tree()
    _one(days, f"./article[@id='{DAY}']")
    for item in link.xpath(".//li")[1:-1]:  # between what had to be passed and the textbook's word: for who reads on
        item.drop_tree()
    return parts


def words(document: str) -> str:
    """All that stands in the picture, and what is drawn in it in the words of who does not see it: a line for each."""
    return "\n".join(line for element in cut(document) for line in _texts(element))


def words_in(picture: Path) -> str:
    """The words a picture was made of."""
    from PIL import Image

    with Image.open(picture) as image:
        image.load()
        return str(image.info.get(WORDS, ""))  # type: ignore[attr-defined]


def _one(tree: HtmlElement, path: str) -> HtmlElement:
    found = tree.xpath(path)
    if len(found) != 1:
        raise SystemExit(f"The report has {len(found)} of {path}, and the picture needs one.")
    element: HtmlElement = found[0]
    return element


def _texts(element: HtmlElement) -> Iterator[str]:
    for text in element.xpath(".//text()[not(ancestor::*[contains(@class, 'unseen')])]"):
        told = re.sub(r"\s+", " ", str(text)).strip()
        if told:
            yield told


def _drawn(document: str) -> bytes:
    """The parts as a PNG, drawn by Chromium with the page's own sheet of styles and a little beside it."""
    import shutil

    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise SystemExit("make picture needs Chromium (Debian and Ubuntu: apt install chromium).")
    styles = "\n".join(re.findall(r"<style[^>]*>(.*?)</style>", document, re.DOTALL))
    parts = "".join(lxml_html.tostring(one, encoding="unicode", with_tail=False) for one in cut(document))
    text = f"<!doctype html><meta charset=utf-8><style>{styles}{_SHEET}</style><main>{parts}</main>"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=os.geteuid() != 0)
        opened = browser.new_page(viewport={"width": WIDTH + 20, "height": 900}, device_scale_factor=2)
        opened.set_content(text)
        shown = opened.locator("main").screenshot(animations="disabled")
        browser.close()
    return shown


def _small(drawn: bytes) -> Image:
    """The same in few colours: flat areas and letters need no more."""
    from PIL import Image

    with Image.open(BytesIO(drawn)) as image:
        return image.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def main() -> None:
    """Draw the picture and write it beside this file."""
    from PIL.PngImagePlugin import PngInfo

    with tempfile.TemporaryDirectory() as folder:
        document = page(Path(folder))
    image, info = _small(_drawn(document)), PngInfo()
    info.add_itxt(WORDS, words(document), zip=True)
    image.save(FILE, optimize=True, pnginfo=info, dpi=(144, 144))
    size = FILE.stat().st_size
    if size > MOST:
        raise SystemExit(f"The picture has {size // 1000} kB, and {MOST // 1000} kB are the most.")
    sys.stdout.write(f"{FILE.relative_to(FILE.parents[2])}: {image.width} × {image.height}, {size // 1000} kB\n")


if __name__ == "__main__":
    main()
