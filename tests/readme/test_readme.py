"""The README's picture and its table of sources are of what the program says and declares today."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image

from tests.readme import picture, sources
from tests.readme.commands import shown
from tracker.cli.report import report
from tracker.reports.formats import formats
from tracker.sources.catalog import sources as declared


@pytest.fixture(scope="module")
def readme() -> str:
    return sources.README.read_text(encoding="utf-8")


@pytest.fixture
def document(tracker: Callable[..., Any], ready_home: Path) -> str:
    """The page of the week, as it is written today."""
    answer = tracker("--offline", "report", "--week", picture.WEEK, "--format", "html")
    assert answer.code in {0, 4}, answer.err
    return str(answer.out)


def test_the_picture_is_of_the_report_as_it_is_today(document: str, readme: str) -> None:
    """Compared by the words in the file, without a browser; where they differ, `make picture` draws it anew."""
    kept = picture.words_in(picture.FILE)
    assert kept.splitlines() == picture.words(document).splitlines()
    assert "Cannot tell." in kept
    assert "Tue 11 Nov: 46.67" in kept, "what is drawn is told, too"
    described = re.search(
        rf"!\[(.*?)\]\({re.escape(picture.FILE.relative_to(sources.README.parent).as_posix())}\)", readme, re.DOTALL
    )
    assert described is not None
    told = " ".join(kept.split())
    for number in re.findall(r"\d[\d.,]* %|\d+ of \d+", described[1]):
        assert number in told, number


def test_the_words_notice_another_number_and_another_event(document: str) -> None:
    words = picture.words(document)
    assert picture.words(document.replace("46.67", "46.68")) != words
    assert picture.words(document.replace("sanctions always on the table", "sanctions never on the table")) != words


def test_the_picture_is_sharp_and_small() -> None:
    assert picture.FILE.stat().st_size <= picture.MOST
    with Image.open(picture.FILE) as image:
        assert image.format == "PNG"
        assert image.width == 2 * picture.WIDTH
        assert 0.5 < image.height / image.width < 1


def test_the_table_of_sources_is_what_they_declare(readme: str) -> None:
    """Where it is not, `make sources` writes it anew."""
    assert sources.with_table(readme, sources.table()) == readme
    rows = re.findall(r"^\| `(\w+)` \|.*\|$", sources.table(), re.MULTILINE)
    assert sorted(rows) == sorted(declared())
    forbidden = {key for key, source in declared().items() if not source.info.rights.republish}
    assert forbidden == set(re.findall(r"^\| `(\w+)` \|.*\| \*\*no\*\*: ", sources.table(), re.MULTILINE))


def test_every_form_of_a_report_is_in_the_table_of_forms(readme: str) -> None:
    (form,) = (one for one in report.params if one.name == "form")
    assert isinstance(form.type, click.Choice)
    asked = [words for words in shown(readme) if words[0] == "report" and "-o" in words]
    endings = {Path(words[words.index("-o") + 1]).suffix for words in asked}
    assert {chosen.suffix for key, chosen in formats().items() if key != "text"} | {".pdf"} == endings
    assert set(form.type.choices) == formats().keys() | {"pdf"}


def test_every_target_of_make_that_is_named_is_there(readme: str, root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", readme, re.MULTILINE))
    assert {"run", "test", "picture", "sources", "calibrate"} <= named <= there


def test_every_link_within_the_readme_leads_somewhere(readme: str, root: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", readme, flags=re.DOTALL | re.MULTILINE)
    headings = {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    }
    targets = re.findall(r"\]\(([^)\s]+)\)", readme)
    assert {one[1:] for one in targets if one.startswith("#")} <= headings
    files = {one for one in targets if not one.startswith(("#", "http"))}
    assert files
    assert [one for one in files if not (root / one).exists()] == []


def test_what_the_readme_counts_in_the_ledger_is_what_is_there(
    readme: str, ready_home: Path, tracker: Callable[..., Any]
) -> None:
    said = " ".join(readme.split())
    events = json.loads(tracker("--offline", "events", "list", "--format", "json").out)["events"]
    found = dict(re.findall(r"^(\w+) +(\d+) ", tracker("--offline", "events", "audit").out, re.MULTILINE))
    assert f"{len(events)} events are shipped" in said
    assert f"Of {found['day_only']} of the {len(events)} events only the day is known" in said
    assert f"{found['no_official_source']} events have no official page or transcript yet" in said
    assert f"{found['no_source']} no page at all" in said
