"""Whatever a stranger wrote is text on the page, and nothing else."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.reports.pages.made import Tree, text_of, with_origins, written_of
from tests.reports.test_hostile_text import HOSTILE, assert_printable, poisoned
from tracker.reports.briefing import Briefing
from tracker.reports.pages.events import quotations
from tracker.reports.pages.markup import element
from tracker.reports.pages.shell import Page, written


def _poisoned(poison: str) -> Briefing:
    briefing = poisoned(poison)
    events = tuple(
        dataclasses.replace(
            item,
            event=dataclasses.replace(
                item.event, summary=poison, role=poison, kind=poison, evidence=f"document {poison}: “{poison} {poison}”"
            ),
        )
        for item in briefing.events
    )
    return with_origins(dataclasses.replace(briefing, events=events), poison)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_are_harmless(kind: str) -> None:
    html = written_of(_poisoned(HOSTILE[kind]))
    assert_printable(html)
    assert len(html.encode()) < 600_000
    tree = Tree(html)
    assert [one.get("type") for one in tree.all("script")] == [None, "application/ld+json"]
    assert not tree.all("img")
    for one in tree.all():
        assert not [key for key in one.keys() if key.startswith("on") or key == "style"]  # noqa: SIM118
        assert not re.match(r"\s*(?!https?:|#)\w+:", str(one.get("href", "")))
    assert len(tree.all("style")) == 1
    assert "alert(1)" not in tree.all("script")[0].text
    if kind == "html":
        assert "<script>alert(1)</script>" in text_of(tree.all("main")[0])


def test_words_at_the_foot_of_a_printed_page_stay_in_their_string() -> None:
    html = written(Page(title="x", main=element("h1", "x"), printed='a"}body{display:none}</style><script>\\"'))
    (style,) = Tree(html).all("style")
    assert "body{display:none}" not in style.text
    assert len(Tree(html).all("script")) == 1


def test_a_quotation_of_any_length_is_found_at_once() -> None:
    event = _poisoned("“" * 10_000).events[0].event
    assert len(quotations(event)) <= 3
