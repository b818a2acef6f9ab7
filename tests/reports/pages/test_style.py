"""The style of a page: its words can be read in both themes, and its script and sheet are plain."""

from __future__ import annotations

import re

import pytest

from tracker.reports.pages.assets import NAMES, asset

PAIR = re.compile(r"--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(asset("style.css"))}
WORDS = ("ink", "muted", "link", "weaker", "stronger", "warning")
GROUNDS = ("paper", "raised", "lit")


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2: from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_can_be_read(theme: int) -> None:
    for words in WORDS:
        for ground in GROUNDS:
            found = contrast(COLOURS[words][theme], COLOURS[ground][theme])
            assert found >= 4.5, (words, ground, found)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_what_can_be_pressed_are_seen(theme: int) -> None:
    assert contrast(COLOURS["edge"][theme], COLOURS["paper"][theme]) >= 3
    assert contrast(COLOURS["edge"][theme], COLOURS["raised"][theme]) >= 3


def test_a_colour_is_only_ever_one_of_the_named() -> None:
    rules = asset("style.css").partition("/* The frame */")[2].partition("/* Figures */")[0]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= {"#fff"}, "paper is white"


@pytest.mark.parametrize("name", NAMES)
def test_assets_are_small_ascii_and_cannot_end_their_element(name: str) -> None:
    content = asset(name)
    content.encode("ascii")
    assert len(content) < 30_000
    assert "</" not in content
    assert "<!--" not in content
    assert not re.search(r"https?:", content)
    assert not re.search(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|eval|fetch|XMLHttpRequest)\b", content)
