"""What others read holds no command, option or setting of the program, which they do not have."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import click
import pytest
from pypdf import PdfReader

from tests.conftest import Answer
from tests.reports.letters import MAKERS
from tests.reports.test_alert_words import SAYINGS, items
from tests.services.site.conftest import Place
from tracker.cli._main import ROOT
from tracker.model.reader import LANGUAGES, Reader
from tracker.reports.alerts.message import message_of
from tracker.reports.letter.compose import compose
from tracker.reports.wording import Words

PLACES_MEANT: dict[str, str] = {}
"""Files of a site that may tell commands, by path, and why: none does."""

OWN_HOME = pytest.mark.usefixtures("ready_home")
READ = (".html", ".xml", ".json", ".ics")
SUBCOMMANDS = "|".join(map(re.escape, ROOT.list_commands(click.Context(ROOT))))
TYPED = re.compile(rf"\btracker +(?:-\S+ +)*(?:{SUBCOMMANDS})\b|(?<!\S)--[a-z][a-z-]+|\bTRACKER_[A-Z]\w*")
WEEK = ("--week", "2014-W46")


def typed(content: str) -> list[str]:
    """Every command, option and setting a document tells, with what stands around it."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", content, flags=re.DOTALL)
    text = " ".join(unescape(re.sub(r"<[^>]*>", "\n", bare)).replace("\\n", "\n").split())
    return [text[max(0, one.start() - 40) : one.end() + 20] for one in TYPED.finditer(text)]


def test_no_file_of_a_site_does(made_once: Place) -> None:
    told = {
        path.relative_to(made_once.site).as_posix(): typed(path.read_text())
        for path in made_once.site.rglob("*")
        if path.suffix in READ
    }
    assert {Path(path).suffix for path in told} == set(READ)
    assert set(told) >= {"weeks/2014-W46.html", "data/2014-W46.json", "method.html", "sources/moex.html", "feed.xml"}
    assert {path: found for path, found in told.items() if found and path not in PLACES_MEANT} == {}


def test_what_is_missing_is_told_all_the_same_with_ways_to_more(made_once: Place) -> None:
    page = (made_once.site / "weeks" / "2014-W46.html").read_text()
    quality = page.partition('id="part-quality"')[2].partition("</section>")[0]
    assert "nothing stored here</strong>, so nothing is said at its cut-off (11:30 Moscow)" in quality
    ways = re.findall(r'href="([^"]+)"', quality)
    assert {"../sources/cbr.html", "../sources/index.html", "#part-log"} < set(ways)
    for way in ways:
        file, _, place = way.partition("#")
        found = (made_once.site / "weeks" / file).read_text() if file else page
        assert not place or f'id="{place}"' in found, way


@OWN_HOME
@pytest.mark.parametrize("command", [("report", *WEEK), ("explain", "2022-03-08")], ids=["report", "explain"])
def test_no_public_page_does(tracker: Callable[..., Answer], tmp_path: Path, command: tuple[str, ...]) -> None:
    tracker(*command, "--public", "-o", "page.html")
    page = (tmp_path / "cwd" / "page.html").read_text()
    assert "How good is this" in page
    assert typed(page) == []
    assert "For whoever keeps this installation" not in page


@OWN_HOME
def test_who_keeps_the_installation_finds_them_in_a_closed_box(tracker: Callable[..., Answer], tmp_path: Path) -> None:
    tracker("report", *WEEK, "-o", "page.html")
    before, summary, box = (tmp_path / "cwd" / "page.html").read_text().partition("For whoever keeps this installation")
    assert before.endswith('<details class="keeper"><summary>')
    assert summary
    box, _, after = box.partition("</details>")
    assert typed(before) == typed(after) == []
    told = re.findall(r"<code>([^<]+)</code>", box)
    assert "tracker fetch cbr --since 2013-01-01" in told
    assert "tracker rates rule USD/RUB" in told
    text = " ".join(tracker("report", *WEEK).out.split())
    assert [one for one in told if one not in text] == []


@OWN_HOME
def test_no_pdf_does(tracker: Callable[..., Answer], tmp_path: Path, chromium: str) -> None:
    tracker("report", *WEEK, "-o", "week.pdf")
    pages = PdfReader(io.BytesIO((tmp_path / "cwd" / "week.pdf").read_bytes())).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "nothing stored here" in text
    assert typed(text) == []
    assert "For whoever keeps" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_no_letter_does(name: str, language: str) -> None:
    found = compose(MAKERS[name](), reader=Reader(address="a@example.org", language=language), picture=False)
    assert [one for part in (found.subject, found.preview, found.text, found.html) for one in typed(part)] == []


@OWN_HOME
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_a_new_installation_does(
    tracker: Callable[..., Answer], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_EMAIL_FROM", "tracker@example.org")
    monkeypatch.setenv("TRACKER_EMAIL_TO", "a@example.org")
    monkeypatch.setenv("TRACKER_EMAIL_OPTIONS", f"a@example.org language={language}")
    letter = tracker("email", "preview", *WEEK).out
    assert len(letter) > 1000
    assert typed(letter) == []


@pytest.mark.parametrize(("kind", "facts", "words"), SAYINGS)
def test_no_alert_does(kind: object, facts: object, words: Words) -> None:
    found = message_of(items(kind.say(facts, words)), words)  # type: ignore[attr-defined]
    assert [*typed(found.subject), *typed(found.text), *typed(found.html)] == []


@pytest.mark.parametrize(
    "text",
    [
        "tracker fetch cbr",
        "tracker --offline report",
        "all with --format json",
        "set TRACKER_ZONE",
        "<p>missing: <code>tracker sources</code></p>",
    ],
)
def test_what_is_looked_for_is_found(text: str) -> None:
    assert typed(text)
    assert not typed(f"<style>{text}</style>Sanctions pressure tracker, a tracker of sanctions – no options")
