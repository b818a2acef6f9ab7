"""Figures as SVG that stands inside a page: links that work without a script, and no address but the page's own.

The page's author may rely on this:

- one ``svg`` element, class ``fig``, ``viewBox`` and ``width="100%"``; no ``style`` attribute, no script, no
  ``id`` that another figure or frame has;
- colours are classes as well as attributes: ``f-ink`` is filled, ``s-ink`` drawn with ink (``palette.NAMES`` has all
  names, ``palette.styles()`` the rules for light, dark and paper);
- a sign with words has them as ``title``, which browsers show; one that leads somewhere is an ``a`` with the same words
  as its name, reached by keyboard; all else is hidden from those who hear the page, who are told ``desc``;
- one that stands for several events of the page leads to the first and has the ids of all in ``data-events``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.reports.figures.drawing import FONT
from tracker.reports.figures.figure import Figure, Frame
from tracker.reports.figures.palette import NAMES

if TYPE_CHECKING:
    from lxml.etree import _Element

_BASE = "https://vega.github.io/vega-datasets/"
"""What the renderer puts before a relative address."""

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_WHERE = {"transform", "x2", "y2"}
_PLACE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_DROPPED = ("role", "aria-roledescription", "aria-label", "font-family", "class", "aria-hidden")
_FAMILY = f"{FONT}, Arial, Helvetica, Arimo, Nimbus Sans, sans-serif"
"""All of one width."""


def svg_of(figure: Figure, frame: Frame, link: Callable[[str], str] | None = None) -> str:
    """The figure as one ``svg`` element for an HTML page.

    ``link`` is asked where ``#event-ID`` and ``#rate-LABEL`` lead on this page: the same, another address, or nowhere
    (empty): then the sign keeps its words and loses its link.
    """
    from lxml import etree

    root, _ = _drawn(figure, frame, link)
    root.set("width", "100%")
    return etree.tostring(root, encoding="unicode")


def svg_file(figure: Figure, frame: Frame) -> bytes:
    """The same as a file of its own, whose signs lead nowhere."""
    from lxml import etree

    root, size = _drawn(figure, frame, lambda _: "")
    for name, pixels in zip(("width", "height"), size, strict=True):
        root.set(name, pixels)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _drawn(figure: Figure, frame: Frame, link: Callable[[str], str] | None) -> tuple[_Element, tuple[str, str]]:
    """The element and its pixels."""
    from lxml import etree

    drawn = _rendered(json.dumps(figure.spec(frame), allow_nan=False))
    root = etree.fromstring(drawn.encode(), etree.XMLParser(no_network=True, resolve_entities=False, huge_tree=False))
    _name_ids(root, f"{figure.key}-{frame.width}")
    joint = {one[0]: one for one in figure.joint}
    for element in list(root.iter(f"{_SVG}*")):
        _lead(element, link, joint)
    size = str(root.get("width")), str(root.get("height"))
    _simplify(root)
    _drop(root, ("width", "height", "version"))
    root.set("class", "fig")
    root.set("role", "group")
    root.set("aria-label", figure.title)
    root.set("font-family", _FAMILY)
    said = etree.Element(f"{_SVG}desc")
    said.text = figure.spoken
    root.insert(0, said)
    etree.cleanup_namespaces(root)
    return root, size


@lru_cache(maxsize=16)
def _rendered(spec: str) -> str:
    """Pages that show the same figure, as a week's and the front page do, share the slow part."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _name_ids(root: _Element, prefix: str) -> None:
    """Ids that are the same each time and nobody else's: the renderer counts them through its whole life."""
    names = {str(one.get("id")): f"{prefix}-{number}" for number, one in enumerate(root.iterfind(".//*[@id]"))}
    for element in root.iter(f"{_SVG}*"):
        if "id" in element.attrib:
            element.set("id", names[str(element.get("id"))])
        clipped = element.get("clip-path")
        if clipped is not None:
            element.set("clip-path", f"url(#{names[str(clipped)[5:-1]]})")


def _lead(element: _Element, link: Callable[[str], str] | None, joint: Mapping[str, tuple[str, ...]]) -> None:
    """Words of a sign as its title; its link as one of this page, or none. ``joint``: more it stands for, by link."""
    from lxml import etree

    if element.tag == f"{_SVG}a":
        address = str(element.attrib.pop(f"{_XLINK}href", "")).removeprefix(_BASE)
        for name in list(element.attrib):
            del element.attrib[name]
        every = [one if link is None else link(one) for one in joint.get(address, (address,))]
        leads = [one for one in every if one]
        if leads:
            element.set("href", leads[0])
            here = [one.removeprefix("#") for one in leads if one.startswith("#")]
            if len(here) > 1:
                element.set("data-events", " ".join(here))
            element.set("aria-label", str(element[0].get("aria-label", "")))
        else:
            element.tag = f"{_SVG}g"
    elif element.get("role") == "graphics-symbol" and element.get("aria-label") and len(element) == 0:
        title = etree.SubElement(element, f"{_SVG}title")
        title.text = str(element.get("aria-label"))


def _simplify(root: _Element) -> None:
    """Short numbers, colours as classes, groups without use gone, and hidden whatever leads nowhere."""
    for element in list(root.iter(f"{_SVG}*")):
        if element.tag in {f"{_SVG}a", f"{_SVG}title"}:
            continue
        _drop(element, _DROPPED)
        if element.get("opacity") == "1":
            _drop(element, ("opacity",))
        for name in ("d", "transform", "x", "y", "x2", "y2", "width", "height"):
            if name in element.attrib:
                element.set(name, _LONG.sub(_short, str(element.get(name))))
        looks = []
        for name, letter in (("fill", "f"), ("stroke", "s")):
            colour = str(element.get(name, "")).lower()
            known = NAMES.get({"white": "#ffffff"}.get(colour, colour))
            if known is not None:
                looks.append(f"{letter}-{known}")
        if looks:
            element.set("class", " ".join(looks))
    for element in list(root.iter(f"{_SVG}path")):
        parent = element.getparent()
        if parent is not None and len(element) == 0 and not (element.get("fill") or element.get("stroke")):
            parent.remove(element)
    for group in list(root.iter(f"{_SVG}g")):
        _join(group)
    _hide(root)


def _join(group: _Element) -> None:
    """A group of upright strokes that look alike as one path: the ranges of ten years are 2,500 strokes."""
    from lxml import etree

    places = [_PLACE.fullmatch(str(line.get("transform", ""))) for line in group if line.get("x2") == "0"]
    looks = {tuple((key, value) for key, value in line.items() if key not in _WHERE) for line in group}
    upright = (
        len(places) == len(group) > 1
        and all(places)
        and all(line.tag == f"{_SVG}line" and "y2" in line.attrib for line in group)
    )
    if not upright or len(looks) != 1 or any(len(line) for line in group):
        return
    path = "".join(
        f"M{at[1]},{at[2]}v{line.get('y2')}" for at, line in zip(places, group, strict=True) if at is not None
    )
    for line in list(group):
        group.remove(line)
    etree.SubElement(group, f"{_SVG}path", {**dict(*looks), "fill": "none", "d": path})


def _drop(element: _Element, names: Iterable[str]) -> None:
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def _hide(element: _Element) -> None:
    for child in element:
        if child.tag in {f"{_SVG}a", f"{_SVG}desc", f"{_SVG}defs", f"{_SVG}title"}:
            continue
        if any(True for _ in child.iter(f"{_SVG}a")):
            _hide(child)
        else:
            child.set("aria-hidden", "true")


def _short(found: re.Match[str]) -> str:
    number = round(float(found[0]), 2)
    return f"{number:g}" if abs(number) < 1e5 else f"{number:.0f}"
