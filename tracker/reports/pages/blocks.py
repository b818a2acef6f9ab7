"""Every block of a document as HTML."""

from __future__ import annotations

from markupsafe import Markup

from tracker.reports.document import (
    Block,
    FigureBlock,
    Item,
    Lines,
    Listing,
    Notes,
    Paragraph,
    Section,
    Sparkline,
    Table,
    Text,
    WindowBlock,
    as_str,
)
from tracker.reports.origin import origin_key
from tracker.reports.pages.figures import figure, spark
from tracker.reports.pages.ids import event_place, rate_place
from tracker.reports.pages.judging import how_judged
from tracker.reports.pages.markup import element, hidden, together
from tracker.reports.pages.tables import Head, Row, table
from tracker.reports.pages.telling import Telling
from tracker.reports.pages.titles import sentence_case

_MARKS = {"certain": ("●", "public in time: "), "possible": ("○", "perhaps in time: ")}
_MORAL = "“"
"""Begins a remark that belongs to no key: the last line of a section of notes, which keeps two things apart."""


DAY = "day-"
"""Begins the key of a section that is about one observation, before its label."""


def place_of(found: Section) -> str:
    """The id of a section."""
    return rate_place(found.key.removeprefix(DAY)) if found.key.startswith(DAY) else f"part-{found.key}"


def section(telling: Telling, found: Section, *, below: Markup | None = None) -> Markup:
    """A titled part of the page; its blocks in order, and what stands below them."""
    place = place_of(found)
    drawn = any(isinstance(block, FigureBlock) for block in found.blocks)
    return element(
        "section",
        element("h2", sentence_case(found.title), id=f"{place}-title"),
        element("p", telling.text(found.aside), class_="aside") if found.aside else None,
        [told(telling, block, title=sentence_case(found.title), drawn=drawn) for block in found.blocks],
        below,
        id=place,
        class_=f"part part-{found.key.partition('-')[0]}",
        aria_labelledby=f"{place}-title",
    )


def told(telling: Telling, block: Block, *, title: str, drawn: bool = False) -> Markup:
    """One block. ``title`` names a table for who hears it; ``drawn``: a figure shows what a sparkline would."""
    match block:
        case Paragraph():
            return element("p", telling.text(block.content))
        case Table():
            return _table(telling, block, title)
        case Sparkline():
            return spark(telling, block, drawn=drawn)
        case WindowBlock():
            return _window(telling, block)
        case Listing():
            return _list(telling, block.items)
        case Notes():
            return _notes(telling, block)
        case Lines():
            return _lines(block, title)
        case FigureBlock():
            return figure(telling, block.figure, beneath=title)


def _table(telling: Telling, block: Table, title: str) -> Markup:
    heads = [Head(title=column.title, right=column.right) for column in block.columns]
    rows = [Row(cells=[_cell(telling, cell) for cell in row]) for row in block.rows]
    return table(heads, rows, caption=title)


def _cell(telling: Telling, content: Text) -> Markup:
    """Several stretches of text are one: a narrow screen sets a cell's title beside it."""
    said = telling.text(content)
    return element("span", said) if len(content) > 1 else said


def _lines(block: Lines, title: str) -> Markup:
    """Lines as they are, which a narrow screen moves sideways, by finger or by key."""
    shown = element("pre", "\n".join(block.lines))
    return element("div", shown, class_="lines", role="region", aria_label=title, tabindex="0")


def _list(telling: Telling, items: tuple[Item, ...]) -> Markup:
    return element("ul", [_item(telling, item) for item in items], class_="items", role="list")


def _item(telling: Telling, item: Item) -> Markup:
    mark, heard = _MARKS.get(item.mark, ("", ""))
    events = telling.events_of(item.tags, item.events)
    return element(
        "li",
        element("span", mark, class_="mark", aria_hidden="true") if mark else None,
        hidden(heard) if heard else None,
        element("span", telling.text(item.content), " ", telling.references(item.tags, item.events), class_="what"),
        class_=f"item {item.mark}".rstrip(),
        data_events=" ".join(event_place(one) for one in events) or None,
    )


def _window(telling: Telling, block: WindowBlock) -> Markup:
    """One observation: what it was, how it moved, what met it, and how that was judged."""
    found = next((one for one in telling.briefing.windows if one.label == block.label), None) if block.label else None
    met = [event_place(one) for item in block.items for one in telling.events_of(item.tags, item.events)]
    return element(
        "article",
        element(
            "h3",
            element("span", block.day, class_="day"),
            " ",
            element("span", telling.number(together(block.level), _own(telling, block)), class_="level"),
        ),
        element("p", telling.text(block.move), class_="move"),
        element("p", telling.text(block.judgement), class_="judgement"),
        _list(telling, block.items),
        how_judged(telling, found) if found is not None else None,
        class_="window",
        id=rate_place(block.label) if block.label else None,
        data_met=" ".join(dict.fromkeys(met)) or None,
    )


def _own(telling: Telling, block: WindowBlock) -> tuple[str, ...]:
    """The origin of an observation's own level, not of the one before."""
    return (origin_key(telling.briefing.series, block.label),) if block.label else ()


def _notes(telling: Telling, block: Notes) -> Markup:
    """Keys with their remarks; remarks without a key go on with the one before."""
    rows = list(block.rows)
    moral = rows.pop() if rows and not rows[-1][0] and as_str(rows[-1][1]).startswith(_MORAL) else None
    groups: list[tuple[str, list[Markup]]] = []
    for key, content in rows:
        if key or not groups:
            groups.append((key, []))
        groups[-1][1].append(element("dd", telling.text(content)))
    return together(
        element("dl", [element("div", element("dt", key), said) for key, said in groups], class_="notes"),
        element("p", telling.text(moral[1]), class_="moral") if moral else None,
    )
