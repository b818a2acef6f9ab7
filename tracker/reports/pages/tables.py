"""Tables: true ones, with a caption and headers, whose rows stand as stacks of lines where the screen is narrow.

Roles are written out, since browsers forget them for tables that are not laid out as tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tracker.reports.pages.markup import element, hidden, named, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The header of a column: its title, words for who hears a column without one, and whether it holds numbers."""

    title: str
    heard: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells, of which the first names the row; an id where something leads to it."""

    cells: Sequence[Markup]
    place: str | None = None


def table(heads: Sequence[Head], rows: Sequence[Row], *, caption: str, class_: str = "") -> Markup:
    """A table. ``caption`` is heard, not seen: on the page the heading above says it."""
    header = element(
        "tr",
        [
            element(
                "th",
                head.title or hidden(head.heard or "What"),
                scope="col",
                role="columnheader",
                class_="right" if head.right else None,
            )
            for head in heads
        ],
        role="row",
    )
    return element(
        "div",
        element(
            "table",
            element("caption", hidden(caption)),
            element("thead", header, role="rowgroup"),
            element("tbody", [_row(heads, row) for row in rows], role="rowgroup"),
            role="table",
            class_=f"stacks {class_}".rstrip(),
        ),
        class_="table",
    )


def _row(heads: Sequence[Head], row: Row) -> Markup:
    cells = [
        named(
            "th" if number == 0 else "td",
            {
                "scope": "row" if number == 0 else None,
                "role": "rowheader" if number == 0 else "cell",
                "class": "right" if head.right else None,
                "data-title": head.title if number else None,
            },
            together(cell),
        )
        for number, (head, cell) in enumerate(zip(heads, row.cells, strict=True))
    ]
    return element("tr", cells, role="row", id=row.place)
