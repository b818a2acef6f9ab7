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
from tests.readme.commands import pages, shown
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


def test_every_target_of_make_that_is_named_is_there(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", "\n".join(pages(root).values()), re.MULTILINE))
    assert {"run", "test", "picture", "sources", "calibrate"} <= named <= there


def headings(page: str) -> set[str]:
    prose = re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    }


def test_every_link_within_the_pages_leads_somewhere(root: Path) -> None:
    written = pages(root)
    lost = []
    for file, page in written.items():
        targets = [one for one in re.findall(r"\]\(([^)\s]+)\)", page) if not one.startswith("http")]
        assert targets
        for target in targets:
            name, _, heading = target.partition("#")
            there = (file.parent / name).resolve() if name else file
            if not there.exists() or (heading and heading not in headings(written[there])):
                lost.append(f"{file.name}: {target}")
    assert lost == []


def test_the_readme_is_short_enough_to_be_read(readme: str) -> None:
    """What only some need is on pages of its own."""
    assert len(readme.splitlines()) <= 900


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
