"""The page of a report: whole by itself, complete, in order, and every link of it leads somewhere."""

from __future__ import annotations

import dataclasses
import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest

from tests.reports import letters
from tests.reports.figures_of_all_kinds import full_week
from tests.reports.pages.made import MAKERS, Tree, flat, page, text_of, with_origins, written_of
from tests.reports.test_letter_words import BANNED
from tracker.analysis import StudySpec
from tracker.model.event import EventSource
from tracker.reports.briefing import Briefing
from tracker.reports.build import build_report
from tracker.reports.citations import citation_of
from tracker.reports.commands import without_commands
from tracker.reports.document import (
    Listing,
    Notes,
    Paragraph,
    Sparkline,
    Table,
    Text,
    WindowBlock,
    as_str,
)
from tracker.reports.numbers import odds_of
from tracker.reports.pages.ids import event_place, origin_place, rate_place
from tracker.reports.pages.report import body_of
from tracker.services.calibrations import calibration_lines

NAMES = pytest.mark.parametrize("name", MAKERS)
LARGEST = 300_000
REPLACED = {"log", "numbers"}
"""Sections of which a page tells more."""


def _texts(block: object) -> list[Text]:
    match block:
        case Paragraph():
            return [block.content]
        case Table():
            return [cell for row in block.rows for cell in row]
        case Sparkline():
            return [block.note]
        case Listing():
            return [item.content for item in block.items]
        case WindowBlock():
            return [block.move, block.judgement, *(item.content for item in block.items)]
        case Notes():
            return [content for _, content in block.rows]
    return []


@NAMES
def test_it_is_valid_small_and_asks_for_nothing(name: str) -> None:
    html = page(name)
    assert len(html.encode()) < LARGEST
    tree = Tree(html)
    assert not tree.all("link")
    assert not tree.all("img")
    assert not [one for one in tree.all() if {"src", "style", "srcset", "action"} & set(one.keys())]
    assert not [one for one in tree.all() if any(key.startswith("on") for key in one.keys())]  # noqa: SIM118
    (root,) = tree.all("html")
    assert root.get("lang") == "en"
    style = tree.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


@NAMES
def test_its_policy_allows_its_own_style_and_script_and_nothing_else(name: str) -> None:
    tree = Tree(page(name))
    (policy,) = [one.get("content") for one in tree.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    hashed = {
        kind: f"'sha256-{b64encode(sha256(one.text.encode()).digest()).decode()}'"
        for kind, one in (
            ("style", tree.all("style")[0]),
            ("script", next(one for one in tree.all("script") if one.get("type") is None)),
        )
    }
    assert rules == {
        "default-src": "'none'",
        "style-src": hashed["style"],
        "script-src": hashed["script"],
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(tree.all("style")) == 1
    assert [one.get("type") for one in tree.all("script")] == [None, "application/ld+json"]
    before = page(name).partition("http-equiv")[0]
    assert "<style" not in before, "the policy stands before what it is about"
    assert "<script" not in before


@NAMES
def test_everything_the_report_says_is_said(name: str) -> None:
    report = without_commands(build_report(with_origins(MAKERS[name]())))
    tree = Tree(page(name))
    (main,) = tree.all("main")
    body = re.sub(r"Told under ", "", text_of(main)).casefold()
    for said in (*report.notices, *(one.aside for one in report.sections if one.key not in REPLACED)):
        assert flat(as_str(said)).casefold() in body
    assert flat(as_str(report.headline)).casefold().split(". ")[0] in body
    for section in report.sections:
        for block in section.blocks if section.key not in REPLACED else ():
            for said in _texts(block):
                assert re.sub(r"[\[\]]", "", flat(as_str(said)).casefold()) in body


@NAMES
def test_headings_stand_in_order_and_name_their_parts(name: str) -> None:
    tree = Tree(page(name))
    levels = [int(one.tag[1]) for one in tree.all() if re.fullmatch(r"h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for part in tree.all("section"):
        assert text_of(tree.one(part.get("aria-labelledby")))
    assert [len(tree.all(one)) for one in ("header", "main", "footer")] == [2, 1, 1]
    assert [one.get("aria-label") for one in tree.all("nav")] == ["On this page"]


@pytest.mark.parametrize(
    ("kind", "until", "parts"),
    [
        ("week", date(2014, 11, 17), ["10–16 November 2014", "(2014-W46)"]),
        ("range", date(2014, 12, 3), ["10 November –", "2 December 2014"]),
        ("day", date(2014, 11, 11), ["Monday 10 November 2014"]),
    ],
)
def test_no_line_of_its_heading_ends_within_a_date(kind: str, until: date, parts: list[str]) -> None:
    briefing = MAKERS["float"]()
    period = dataclasses.replace(briefing.period, kind=kind, until=until)
    main = body_of(build_report(dataclasses.replace(briefing, period=period))).main
    found = re.search(r"<h1>(.*?)</h1>", main)
    assert found is not None
    whole = re.findall(r'<span class="whole">(.*?)</span>', found[1])
    assert [one.replace("\u00a0", " ") for one in whole] == parts
    heading = f"{'Week of ' if kind == 'week' else ''}{' '.join(parts)}"
    assert re.sub("<[^>]+>", "", found[1]).replace("\u00a0", " ") == heading


@NAMES
def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(name: str) -> None:
    tree = Tree(page(name))
    places = [one.get("id") for one in tree.all() if one.get("id")]
    assert len(places) == len(set(places))
    inside = [one.get("href") for one in tree.all() if str(one.get("href", "")).startswith("#")]
    assert inside
    assert {address[1:] for address in inside} <= set(places)
    for one in tree.all():
        for key in ("aria-labelledby", "data-copies"):
            assert one.get(key, places[0]) in places
        for key in ("data-from", "data-events", "data-met"):
            assert set(str(one.get(key, "")).split()) <= set(places)


@NAMES
def test_links_to_other_pages_say_where_they_lead_and_give_nothing_away(name: str) -> None:
    for link in Tree(page(name)).all("a"):
        address = str(link.get("href"))
        if address.startswith("#"):
            continue
        assert address.startswith(("https://", "http://"))
        assert link.get("rel") == "noopener noreferrer nofollow"
        assert text_of(link) in address


@pytest.mark.parametrize("name", ["float", "freeze"])
def test_each_event_has_its_place_and_meets_the_rates_it_met(name: str) -> None:
    briefing = MAKERS[name]()
    tree = Tree(page(name))
    for item in briefing.named:
        card = tree.one(event_place(item.event.id))
        assert flat(item.event.title) in text_of(card)
        keys = [one.text for one in card.iter("dt")]
        assert {"When", "Read in", "Id"} <= set(keys)
        reaction = item.reaction(briefing.series)
        assert ("Met" in keys) == (reaction is not None and reaction.alignment.latest is not None)
    for found in briefing.windows:
        block = tree.one(rate_place(found.label))
        events = {event_place(one) for one in (*found.window.certain, *found.window.possible)}
        assert set(str(block.get("data-met", "")).split()) == events


@pytest.mark.parametrize("name", ["float", "freeze"])
def test_every_level_leads_to_its_origin_and_back(name: str) -> None:
    briefing = with_origins(MAKERS[name]())
    tree = Tree(page(name))
    used = {place for one in tree.all("a", class_="number") for place in one.get("data-from").split()}
    for origin in briefing.origins:
        row = tree.one(origin_place(origin.key))
        assert f"{origin.value:f}" in text_of(row)
        if origin_place(origin.key) in used:
            (back,) = [one for one in row.iter("a") if one.get("class") == "back"]
            told = tree.one(back.get("href")[1:])
            assert origin_place(origin.key) in told.get("data-from").split()
    told = text_of(tree.one("part-origins"))
    for words in ("SHA-256", "0123456789abcdef", "Retrieved", "Recorded", "Method", "Rights", "example.org", "UTC"):
        assert words in told
    for found in briefing.windows:
        levels = [one for one in tree.one(rate_place(found.label)).iter("a") if one.get("class") == "number"]
        assert levels[0].get("href") == f"#{origin_place(f'{briefing.series} {found.label}')}"


def test_what_is_computed_says_from_what() -> None:
    briefing = MAKERS["float"]()
    tree = Tree(page("float"))
    for found in briefing.windows:
        (how,) = list(tree.one(rate_place(found.label)).iter("details"))
        said = text_of(how)
        share = f"{odds_of(found)}, weaker or stronger (statisticians call this p = "
        assert found.pvalue is None or f"Share{share}{found.pvalue:.4f}, two-sided)" in said
        assert ("two-sided" in said) == (found.pvalue is not None)
        assert "p = 0.0000" not in said
        assert (found.mde is not None) == ("four times in five" in said)
        assert (found.own_part is not None) == (briefing.model in said)


def test_a_keyboard_can_pass_a_figure_of_many_signs() -> None:
    tree = Tree(page("float"))
    figure = tree.one("figure-rate")
    signs = [one for one in figure.iter() if str(one.tag).endswith("a") and one.get("aria-label")]
    assert len(signs) > 6
    (skip,) = [one for one in figure.iter("a") if one.get("class") == "over"]
    assert tree.one(skip.get("href")[1:]).tag == "figcaption"


def test_tables_are_tables() -> None:
    tree = Tree(page("float"))
    for table in tree.all("table"):
        (caption,) = list(table.iter("caption"))
        assert text_of(caption)
        heads = [one for one in table.iter("th") if one.get("scope") == "col"]
        rows = list(table.iter("tr"))[1:]
        assert rows
        for head in heads:
            assert text_of(head)
        for row in rows:
            assert [one.get("scope") for one in row.iter("th")] == ["row"]
            assert len([one for one in row if one.tag in {"td", "th"}]) == len(heads)


def test_how_to_cite_it_is_the_citation_of_the_same_briefing() -> None:
    cited = citation_of(with_origins(MAKERS["float"]()))
    tree = Tree(page("float"))
    assert text_of(tree.one("citation-text")) == flat(cited.sentence)
    assert "".join(tree.one("citation-bibtex").itertext()) == cited.bibtex
    assert "Neither a screening tool nor investment advice" in text_of(tree.one("part-cite"))
    (data,) = [json.loads(one.text) for one in tree.all("script") if one.get("type") == "application/ld+json"]
    assert data["@type"] == "Report"
    named = {one.get("name"): one.get("content") for one in tree.all("meta") if one.get("name")}
    assert "2014-W46" in named["citation_title"]
    assert named["citation_technical_report_number"].startswith("2014-W46, version ")
    assert named["description"].startswith("The rouble lost 2.5")
    assert data["citation"] == cited.sentence


def test_a_source_that_is_no_web_address_is_text() -> None:
    briefing = MAKERS["float"]()
    sources = (EventSource(url="javascript:alert(1)"), EventSource(url="https://example.org/a b", tier="official"))
    events = tuple(
        dataclasses.replace(item, event=dataclasses.replace(item.event, sources=sources)) for item in briefing.events
    )
    tree = Tree(written_of(dataclasses.replace(briefing, events=events)))
    assert {one.get("href") for one in tree.all("a", class_="away")} == {"https://example.org/a%20b"}
    assert "javascript:alert(1)" in text_of(tree.one(event_place(events[0].event.id)))


def test_what_the_record_quotes_is_quoted() -> None:
    briefing = MAKERS["float"]()
    first = briefing.named[0]
    told = "document A letter of 2014-11-11: “They bite, and more will come if nothing changes.”"
    events = tuple(
        dataclasses.replace(item, event=dataclasses.replace(item.event, evidence=told)) if item is first else item
        for item in briefing.events
    )
    tree = Tree(written_of(dataclasses.replace(briefing, events=events)))
    (quote,) = list(tree.one(event_place(first.event.id)).iter("blockquote"))
    assert text_of(quote) == "“They bite, and more will come if nothing changes.”"


def test_the_same_briefing_is_the_same_page_and_ascii_is_ascii() -> None:
    report = build_report(with_origins(MAKERS["rateless"]()))
    assert written_of(with_origins(MAKERS["rateless"]())) == page("rateless")
    from tracker.reports.formats.html import FORMAT

    plain = FORMAT.render(report, ascii=True)
    plain.encode("ascii")
    assert text_of(Tree(plain).root) == text_of(Tree(page("rateless")).root)


def with_directions(statistic: float) -> Briefing:
    """The freeze with another statistic of the textbook test, which has the sign of the pair."""
    briefing = MAKERS["freeze"]()
    first, *rest = briefing.windows
    return dataclasses.replace(
        briefing, windows=(dataclasses.replace(first, textbook_t=statistic, textbook_pvalue=0.06), *rest)
    )


@pytest.mark.parametrize(("statistic", "side"), [(1.89, "weaker"), (-1.89, "stronger")])
def test_the_textbook_test_tells_its_direction_in_a_word(statistic: float, side: str) -> None:
    said = flat(text_of(Tree(written_of(with_directions(statistic))).root))
    share = f"Textbook testthe rouble {side}, as large on 6 of 100 ordinary days were days as the textbook has them"
    assert f"{share} (statisticians call this t = 1.89, {side}, p = 0.0600); for comparison alone" in said
    assert re.search(r"Own part−\d+\.\d\d % ?, weaker \(\+", said)


SHIPPED = {
    **MAKERS,
    "full": lambda: full_week(calibrated=" ".join(calibration_lines(StudySpec(model="factor")))),
    "missing": letters.with_everything_missing,
    "breaks": lambda: letters.with_breaks("2014-11-12"),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_it_speaks_in_readers_words(name: str) -> None:
    """Also where it opens. What is a program's is exempt: code, ids and addresses.

    So is what the field calls a number, which stands as ``small`` in a move's reckoning, after the same in readers'
    words: who knows the terms looks for them there, and nobody else has to.
    """
    tree = Tree(page(name) if name in MAKERS else written_of(with_origins(SHIPPED[name]())))
    (main,) = tree.all("main")
    for note in main.iter("small"):
        assert text_of(note).startswith("(statisticians call this ")
    for parent in list(main.iter()):
        for child in [one for one in parent if one.tag in {"code", "small"}]:
            _without(parent, child)
    body = text_of(main)
    assert [words for words in BANNED if re.search(rf"\b{words}(?!\w)", body, re.IGNORECASE)] == []
    assert re.search(r"\bCAR\b", body) is None
    assert "no sanctions" not in body.lower()


def _without(parent: Any, child: Any) -> None:
    """Take an element out, and leave what stands behind it."""
    behind = child.tail or ""
    before = list(parent).index(child)
    if before:
        parent[before - 1].tail = (parent[before - 1].tail or "") + behind
    else:
        parent.text = (parent.text or "") + behind
    parent.remove(child)
