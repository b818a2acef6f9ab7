"""No page of a site and no feed says in the field's terms what readers have words for."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest

from tests.model.test_icalendar import read
from tests.services.site.conftest import LATER, Place, build, opened
from tests.services.site.test_incremental import edited

LEFT_HAND = re.compile(
    r"(?<![\w-])(?:pre|day 0|contaminated|ambiguous|abnormal returns?|p ?[=<>≤]|p-values?|mde|confounders?|coverage"
    r"|quarantin\w*|designations?|deescalate)(?!\w)",
    re.IGNORECASE,
)
EXACTLY = re.compile(r"(?<!\w)CAR(?!\w)")
VALUE = frozenset(("hold", "escalate"))
"""Of everyday use, too: left-hand words where they are all that is said."""

NAMES = ("UN: meetings coverage and press releases",)
"""What others call what is theirs."""


class Said(HTMLParser):
    """What a reader meets, piece by piece: no code, no address, and no note that opens beneath a verdict."""

    SKIPPED = frozenset(("code", "pre", "script", "style"))
    VOID = frozenset(("meta", "br", "img", "link", "hr", "input"))

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta" and told.get("name") == "description":
            self.pieces.append(str(told["content"]))
        if tag not in self.VOID:
            self._open.append(tag in self.SKIPPED or (tag == "details" and told.get("class") == "how"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open) and data.strip():
            self.pieces.append(" ".join(data.split()))


def left_hand(pieces: list[str]) -> list[str]:
    text = " ".join(pieces)
    for name in NAMES:
        text = text.replace(name, "")
    found = [text[max(0, one.start() - 40) : one.end() + 20] for one in LEFT_HAND.finditer(text)]
    return [*found, *EXACTLY.findall(text), *(one for one in pieces if one.strip(" .:,") in VALUE)]


@pytest.fixture(scope="module")
def site(made_once: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With an announcement of names put on a list, and one that changes no pressure."""
    folder = tmp_path_factory.mktemp("words")
    place = Place(
        home=Path(shutil.copytree(made_once.home, folder / "home")),
        site=Path(shutil.copytree(made_once.site, folder / "site")),
    )
    with opened(place.home) as context:
        edited("2014-11-11-rhodes-beijing", kind="designation", action="impose", stance="escalate")(context)
    build(place, LATER)
    return place.site


def test_no_page_says_it(site: Path) -> None:
    pages = {path.relative_to(site).as_posix(): Said(path.read_text()).pieces for path in site.rglob("*.html")}
    assert len(pages) > 30
    for page in (
        "events/2014-11-11-rhodes-beijing.html",
        "events/index.html",
        "events/year-2014.html",
        "weeks/2014-W46.html",
    ):
        assert "names put on lists" in " ".join(pages[page]), page
    told = " ".join(pages["events/2014-11-11-rhodes-beijing.html"])
    assert "names put on lists: a new measure Direction more pressure" in told
    assert "no change in pressure" in " ".join(pages["events/2014-11-11-merkel-no-new-sanctions.html"])
    assert {page: found for page, pieces in pages.items() if (found := left_hand(pieces))} == {}


def test_no_feed_says_it(site: Path) -> None:
    items = json.loads((site / "feed.json").read_text())["items"]
    entries = feedparser.parse((site / "feed.xml").read_text()).entries
    dates = read((site / "calendar.ics").read_bytes().decode())
    told = [
        *(one[key] for one in items for key in ("title", "content_text")),
        *(one[key] for one in entries for key in ("title", "description")),
        *(str(one[key][-1]) for one in dates for key in ("SUMMARY", "DESCRIPTION") if key in one),
    ]
    assert len(told) > 8
    assert left_hand(told) == []


@pytest.mark.parametrize("text", ["its p = 0.09", "Kind: designation", "a CAR of 2 %", "day 0", "hold"])
def test_what_is_looked_for_is_found(text: str) -> None:
    assert left_hand([text])
    assert not left_hand(Said(f"<p>Fine <code>{text}</code><details class='how'>{text}</details></p>").pieces)
