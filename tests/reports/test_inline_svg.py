"""Figures inside a page: what a strict page forbids is not in them, and what a reader needs is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from lxml import etree

from tests.reports.figures_of_all_kinds import every_figure, full_week
from tracker.reports.figures.figure import NARROW, WIDE, Figure, figure_of
from tracker.reports.figures.inline import svg_file, svg_of
from tracker.reports.figures.palette import NAMES

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "g", "a", "path", "line", "rect", "text", "title", "desc", "defs", "clipPath", "tspan"}
ATTRIBUTES = {
    "aria-hidden",
    "aria-label",
    "class",
    "clip-path",
    "data-events",
    "d",
    "fill",
    "font-family",
    "font-size",
    "font-weight",
    "height",
    "href",
    "id",
    "opacity",
    "role",
    "stroke",
    "stroke-dasharray",
    "stroke-miterlimit",
    "stroke-width",
    "text-anchor",
    "transform",
    "viewBox",
    "width",
    "x",
    "x2",
    "y",
    "y2",
}


def the_rate() -> Figure:
    found = figure_of(full_week(), "rate")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    """Every figure, wide; the rate narrow as well."""
    found = {f"{number}-{one.key}": svg_of(one, WIDE) for number, one in enumerate(every_figure())}
    return {**found, "narrow": svg_of(the_rate(), NARROW)}


def test_there_is_nothing_in_them_that_a_strict_page_forbids(drawn: dict[str, str]) -> None:
    for name, svg in drawn.items():
        root = etree.fromstring(svg.encode())
        for element in root.iter():
            assert str(element.tag).removeprefix(SVG) in KNOWN, name
            assert set(element.attrib) <= ATTRIBUTES, name
            assert str(element.get("href", "#")).startswith("#")
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
        assert "style=" not in svg
        assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", svg)


def test_they_fit_their_room_and_their_numbers_are_short(drawn: dict[str, str]) -> None:
    for svg in drawn.values():
        root = etree.fromstring(svg.encode())
        assert root.get("width") == "100%"
        assert root.get("height") is None
        assert re.fullmatch(r"0 0 (720|348) \d+(\.\d+)?", str(root.get("viewBox")))
        assert not re.search(r"\d\.\d{3}", re.sub(r"<(title|desc)>.*?</\1>|aria-label=\"[^\"]*\"", "", svg))


def test_upright_strokes_that_look_alike_are_one_path(drawn: dict[str, str]) -> None:
    paths = 0
    for svg in drawn.values():
        for group in etree.fromstring(svg).iter("{*}g"):
            upright = [one for one in group.iterfind("{*}line") if one.get("x2") == "0" and len(one) == 0]
            looks = {(one.get("class"), one.get("stroke-width")) for one in upright}
            assert len(upright) < 2 or len(upright) < len(group) or len(looks) > 1
        paths += len(re.findall(r' d="(?:M[-\d.]+,[-\d.]+v[-\d.]+){2,}"', svg))
    assert paths


def test_links_have_names_and_titles_and_everything_else_is_hidden_from_who_hears_the_page(
    drawn: dict[str, str],
) -> None:
    for svg in drawn.values():
        root = etree.fromstring(svg.encode())
        assert root.get("role") == "group"
        assert root.get("aria-label")
        assert root.findtext(f"{SVG}desc")
        for link in root.iter(f"{SVG}a"):
            assert link.get("aria-label")
            assert link.findtext(f".//{SVG}title") == link.get("aria-label")
            assert not any(one.get("aria-hidden") for one in (link, *link.iterancestors()))
        for sign in root.iter(f"{SVG}path", f"{SVG}line", f"{SVG}rect", f"{SVG}text"):
            lines = [sign, *sign.iterancestors()]
            hidden = any(one.get("aria-hidden") == "true" for one in lines)
            inside = any(one.tag in {f"{SVG}a", f"{SVG}defs"} for one in lines)
            assert hidden or inside
    assert len(list(etree.fromstring(drawn["narrow"].encode()).iter(f"{SVG}a"))) > 10


def test_figures_of_one_page_share_no_id_and_are_the_same_whatever_was_drawn_before(drawn: dict[str, str]) -> None:
    ids = [one for svg in drawn.values() for one in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    assert svg_of(the_rate(), NARROW) == drawn["narrow"]


def test_colours_can_be_set_by_the_page(drawn: dict[str, str]) -> None:
    for svg in drawn.values():
        root = etree.fromstring(svg.encode())
        for element in root.iter(f"{SVG}path", f"{SVG}line", f"{SVG}rect", f"{SVG}text"):
            for name, letter in (("fill", "f"), ("stroke", "s")):
                colour = element.get(name, "none")
                if colour != "none" and element.getparent().tag != f"{SVG}clipPath":
                    known = NAMES[{"white": "#ffffff"}.get(colour, colour)]
                    assert f"{letter}-{known}" in str(element.get("class")).split()


def test_a_page_says_where_its_links_lead() -> None:
    def link(target: str) -> str:
        return f"events/{target.removeprefix('#event-')}.html" if target.startswith("#event-") else ""

    root = etree.fromstring(svg_of(the_rate(), WIDE, link).encode())
    links = [str(one.get("href")) for one in root.iter(f"{SVG}a")]
    assert links
    assert all(re.fullmatch(r"events/[\w-]+\.html", one) for one in links)
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert any("2.6 % weaker than the one before." in str(one) for one in titles), "words stay where links go"


def test_a_sign_of_several_announcements_has_the_places_of_all_that_the_page_tells() -> None:
    rate = the_rate()
    joint = [signs for signs in rate.joint if len(signs) == 2]
    assert joint
    first, second = joint[0]

    def sign(link: Callable[[str], str] | None) -> tuple[str | None, str | None]:
        root = etree.fromstring(svg_of(rate, WIDE, link).encode())
        (found,) = [one for one in root.iter(f"{SVG}a") if one.get("href") in {first, second}]
        return found.get("href"), found.get("data-events")

    assert sign(None) == (first, f"{first} {second}".replace("#", ""))
    assert sign(lambda one: "" if one == second else one) == (first, None)
    assert sign(lambda one: "" if one == first else one) == (second, None), "it leads to what the page has of it"


def test_hostile_words_are_text(drawn: dict[str, str]) -> None:
    briefing = full_week()
    assert briefing.backdrop is not None
    evil = '"><script>alert(1)</script><a href="javascript:x" onload=y>\u202e]]>'
    events = tuple(dataclasses.replace(one, title=evil) for one in briefing.backdrop.events)
    info = dataclasses.replace(briefing.info, credit=evil, place=evil)
    hostile = full_week(backdrop=dataclasses.replace(briefing.backdrop, events=events), info=info)
    found = figure_of(hostile, "rate")
    assert found is not None
    svg = svg_of(found, WIDE)
    root = etree.fromstring(svg.encode())
    assert {str(one.tag).removeprefix(SVG) for one in root.iter()} <= KNOWN
    assert all(set(one.attrib) <= ATTRIBUTES for one in root.iter())
    assert "<script" not in svg
    assert "\u202e" not in svg
    panels = next(svg for name, svg in drawn.items() if name.endswith("6-rate"))
    assert "&lt;b&gt;" in panels


def test_a_file_of_its_own_has_its_size_and_leads_nowhere() -> None:
    content = svg_file(the_rate(), WIDE)
    assert content.startswith(b"<?xml")
    root = etree.fromstring(content)
    assert root.get("width") == "720"
    assert not list(root.iter(f"{SVG}a"))
    assert list(root.iter(f"{SVG}title"))
