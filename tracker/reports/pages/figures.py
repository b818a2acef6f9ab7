"""Figures inside a page: drawn twice, for wide and for narrow screens, of which the style shows one."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from markupsafe import Markup

from tracker.reports.cleaning import NO_BREAK
from tracker.reports.document import Sparkline
from tracker.reports.figures.figure import NARROW, WIDE, Figure
from tracker.reports.figures.inline import svg_of
from tracker.reports.pages.markup import element, hidden, named
from tracker.reports.pages.telling import Telling, said

_STEP, _GAP, _HEIGHT = 9, 6, 40
_FEW = 6
"""Links of a figure that nobody minds to pass one by one on a keyboard."""


class Leading(Protocol):
    """Who knows where a sign of a figure leads."""

    def leads(self, address: str) -> str:
        """The address a page has for it; empty where it leads nowhere."""


def figure(telling: Leading, found: Figure, *, beneath: str = "") -> Markup:
    """A figure with its title, its sentence, how it is read, its words for who does not see it, and its credit.

    ``beneath``: the title it stands under, which it does not repeat.
    """
    place, title = f"figure-{found.key}", said(found.title)
    drawn = [
        element("div", Markup(svg_of(found, frame, telling.leads)), class_=f"drawing {name}")  # noqa: S704 - drawn by ourselves
        for name, frame in (("wide", WIDE), ("narrow", NARROW))
    ]
    many = any(one.count("<a ") > _FEW for one in drawn)
    return element(
        "figure",
        element("p", title, class_="unseen" if title == beneath else "figure-title", id=f"{place}-title"),
        element("a", "Skip the signs of this figure", class_="over", href=f"#{place}-said") if many else None,
        drawn,
        element(
            "figcaption",
            element("p", _glued(found.caption), class_="caption"),
            element("p", _glued(found.reading), class_="reading") if found.reading else None,
            element("details", element("summary", "The figure in words"), element("p", _glued(found.spoken)))
            if found.spoken and found.spoken != found.caption
            else None,
            hidden(said(found.credit)) if found.credit else None,  # it is drawn
            id=f"{place}-said",
            tabindex="-1" if many else None,
        ),
        id=place,
        aria_labelledby=f"{place}-title",
    )


def _glued(text: str) -> str:
    """Words of a figure, spoken with ordinary spaces, so that no line ends before a sign of per cent."""
    return said(text).replace(" %", f"{NO_BREAK}%")


def spark(telling: Telling, block: Sparkline, *, drawn: bool) -> Markup:
    """Levels as a small line with its note; the note alone where a figure draws the same."""
    note = element("p", telling.text(block.note), class_="aside")
    groups = [group for group in block.groups if group]
    if drawn or not groups:
        return note
    return element(
        "div",
        element("p", hidden("From "), block.first, _line(groups), hidden(" to "), block.last, class_="spark-line"),
        note,
        class_="spark",
    )


def _line(groups: list[tuple[Decimal, ...]]) -> Markup:
    values = [value for group in groups for value in group]
    low, high = min(values), max(values)
    span = float(high - low) or 1.0
    paths, x = [], 2.0
    for group in groups:
        points = []
        for value in group:
            points.append(f"{x:.0f},{_HEIGHT - 4 - (_HEIGHT - 8) * float(value - low) / span:.1f}")
            x += _STEP
        paths.append(named("polyline", {"points": " ".join(points), "fill": "none", "stroke": "currentColor"}))
        x += _GAP
    return named(
        "svg",
        {"viewBox": f"0 0 {x:.0f} {_HEIGHT}", "width": f"{x:.0f}", "height": str(_HEIGHT), "aria-hidden": "true"},
        paths,
    )
