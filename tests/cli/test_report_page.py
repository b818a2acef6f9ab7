"""``tracker report -o week.html``: a page of real data, whole by itself, each of whose numbers has its origin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.reports.pages.made import Tree, text_of

Tracker = Callable[..., Any]
WEEK = ("report", "--week", "2014-W46", "--offline")


def test_a_file_that_ends_as_pages_do_is_a_page(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "week.html"
    answer = tracker(*WEEK, "-o", str(out))
    assert answer.code == 0, answer.err
    html = out.read_text("utf-8")
    assert len(html.encode()) < 300_000
    tree = Tree(html)
    places = {one.get("id") for one in tree.all() if one.get("id")}
    numbers = tree.all("a", class_="number")
    assert len(numbers) > 60
    assert {place for one in numbers for place in one.get("data-from").split()} <= places
    cells = [one for one in tree.one("part-rate").iter("td") if one.get("class") == "right"]
    assert len(cells) == 12
    for cell in cells:
        assert [one.get("class") for one in cell] == ["number"], text_of(cell)
    origins = text_of(tree.one("part-origins"))
    for words in ("European Central Bank", "SHA-256", "Recorded", "Rights", "2014-11-10", "14:10", "13:10 UTC"):
        assert words in origins
    assert "of 100 ordinary days this test marks" in text_of(tree.one("rate-2014-11-11"))
    drawn = {one.get("id") for one in tree.all("figure")}
    assert {"figure-rate", "figure-reactions"} <= drawn
    for figure in tree.all("figure"):
        names = [one.get("class") for one in figure if one.tag == "div"]
        assert names == ["drawing wide", "drawing narrow"]


def test_an_explanation_is_a_page_too(tracker: Tracker, ready_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "day.html"
    answer = tracker("explain", "2014-11-11", "--offline", "-o", str(out))
    assert answer.code == 0, answer.err
    tree = Tree(out.read_text("utf-8"))
    assert text_of(tree.all("h1")[0]) == "Tuesday 11 November 2014"
    (moved,) = [one for one in tree.all("dd") if " since Mon 10 Nov, " in text_of(one)]
    assert [text_of(one) for one in moved.iter("a")] == ["45.481", "46.673", "−2.6 %", "+2.6 %"]
    inside = {one.get("href")[1:] for one in tree.all("a") if one.get("href").startswith("#")}
    assert "rate-2014-11-11" in inside
    assert inside <= {one.get("id") for one in tree.all() if one.get("id")}
