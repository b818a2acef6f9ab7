"""A report as a piece of HTML to be shown inside another page, as a notebook does: no script, no style sheet, no link.

The page around it is somebody else's, so everything is escaped and styled by attributes of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tracker.reports.cleaning import plain
from tracker.reports.document import (
    MARKS,
    Block,
    FigureBlock,
    Item,
    Lines,
    Listing,
    Notes,
    Paragraph,
    Report,
    Section,
    Sparkline,
    Table,
    Text,
    WindowBlock,
)
from tracker.reports.sparks import sparkline

_STYLES = {
    "strong": "font-weight:bold",
    # Mixed with the colour of the text around them: readable on light and dark pages. Older browsers take the first.
    "weaker": "color:#b3541e;color:color-mix(in srgb,currentColor 40%,#d95f02)",
    "stronger": "color:#0072b2;color:color-mix(in srgb,currentColor 40%,#0088dd)",
    "muted": "opacity:.75",
    "reference": "opacity:.75",
    "warning": "font-weight:bold",
    "command": "font-family:monospace",
    "keeper": "opacity:.75",
}


def fragment(report: Report) -> str:
    """The whole report in one ``div``."""
    parts = [f"<h3>{_text(report.title)} · {_text(report.period)}</h3>"]
    parts += [f"<p><em>{_said(notice)}</em></p>" for notice in report.notices]
    parts.append(f"<p><strong>{_said(report.headline)}</strong></p>")
    parts += [_section(section) for section in report.sections]
    return f'<div style="max-width:60em;overflow-wrap:anywhere">{"".join(parts)}</div>'


def _section(section: Section) -> str:
    aside = f" <small>{_said(section.aside)}</small>" if section.aside else ""
    return f"<h4>{_text(section.title)}{aside}</h4>" + "".join(map(_block, section.blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p>{_said(block.content)}</p>"
        case Table():
            return _table(block)
        case Sparkline():
            drawn = f"{block.first} {sparkline(block.groups)} {block.last}"
            return f"<p><code>{_text(drawn)}</code> {_said(block.note)}</p>"
        case Listing():
            return _items(block.items)
        case Lines():
            lines = "\n".join(map(_text, block.lines))
            return f"<pre>{lines}</pre>"
        case FigureBlock():
            return "" if block.instead else f"<p>{_text(block.figure.caption)}</p>"
        case Notes():
            return f"<ul>{''.join(_note(key, said) for key, said in block.rows)}</ul>"
        case WindowBlock():
            lead = f"<strong>{_text(block.day)}</strong> {_text(block.level)}"
            return f"<p>{lead}: {_said(block.move)}; {_said(block.judgement)}</p>{_items(block.items)}"


def _note(key: str, said: Text) -> str:
    return f"<li>{f'<strong>{_text(key)}</strong> ' if key else ''}{_said(said)}</li>"


def _table(block: Table) -> str:
    sides = ["right" if column.right else "left" for column in block.columns]
    head = "".join(
        f'<th scope="col" style="text-align:{side};padding:0 .6em">{_text(column.title)}</th>'
        for column, side in zip(block.columns, sides, strict=True)
    )
    rows = "".join(f"<tr>{_cells(row, sides)}</tr>" for row in block.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: Sequence[Text], sides: Sequence[str]) -> str:
    return "".join(
        f'<td style="text-align:{side};padding:0 .6em;overflow-wrap:anywhere">{_said(cell)}</td>'
        for cell, side in zip(row, sides, strict=True)
    )


def _items(items: Sequence[Item]) -> str:
    style = ' style="list-style:none;padding-left:1.5em"' if any(item.mark for item in items) else ""
    return f"<ul{style}>{''.join(map(_item, items))}</ul>" if items else ""


def _item(item: Item) -> str:
    tags = f" <small>{_text('[' + ' '.join(item.tags) + ']')}</small>" if item.tags else ""
    return f"<li>{MARKS[item.mark]}{_said(item.content)}{tags}</li>"


def _said(content: Text) -> str:
    return "".join(
        f'<span style="{_STYLES[span.tone]}">{_text(span.text)}</span>' if span.tone else _text(span.text)
        for span in content
    )


def _text(text: str) -> str:
    return escape(plain(text))
