"""Commands that a report tells whoever keeps the installation: taken out for everybody else, or told for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from tracker.reports.briefing import Briefing
from tracker.reports.document import (
    COMMAND,
    KEEPER,
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

Commands: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Titles of sections with the commands told in each."""


def commands_of(report: Report) -> Commands:
    """Every command once, in the order of the report."""
    told: set[str] = set()
    found = []
    for section in report.sections:
        own = dict.fromkeys(span.text for said in _texts(section) for span in said if span.tone == COMMAND)
        fresh = tuple(command for command in own if command not in told)
        told.update(fresh)
        if fresh:
            found.append((section.title, fresh))
    return tuple(found)


def without_commands(report: Report) -> Report:
    """The report for others than who keeps the installation; what said nothing but a command is left out."""
    sections = (_section(one) for one in report.sections)
    return replace(
        report,
        sections=tuple(one for one in sections if one is not None),
        briefing=_briefing(report.briefing),
    )


def _briefing(briefing: Briefing) -> Briefing:
    return replace(briefing, coverage=tuple(replace(line, advice="") for line in briefing.coverage))


def _section(found: Section) -> Section | None:
    blocks = tuple(block for block in map(_block, found.blocks) if block is not None)
    aside = _said(found.aside)
    return replace(found, aside=aside, blocks=blocks) if blocks or aside or not found.blocks else None


def _block(block: Block) -> Block | None:
    match block:
        case Paragraph():
            content = _said(block.content)
            return replace(block, content=content) if content else None
        case Table():
            return replace(block, rows=tuple(tuple(map(_said, row)) for row in block.rows))
        case Sparkline():
            return replace(block, note=_said(block.note))
        case Listing():
            items = _items(block.items)
            return replace(block, items=items) if items or not block.items else None
        case Notes():
            return replace(block, rows=tuple((key, said) for key, told in block.rows if (said := _said(told))))
        case WindowBlock():
            judgement = _said(block.judgement)
            return replace(block, move=_said(block.move), judgement=judgement, items=_items(block.items))
        case FigureBlock() | Lines():
            return block


def _items(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(replace(item, content=said) for item in items if (said := _said(item.content)))


def _said(content: Text) -> Text:
    return tuple(span for span in content if span.tone not in {COMMAND, KEEPER})


def _texts(section: Section) -> Iterator[Text]:
    yield section.aside
    for block in section.blocks:
        match block:
            case Paragraph():
                yield block.content
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case Sparkline():
                yield block.note
            case Listing():
                yield from (item.content for item in block.items)
            case Notes():
                yield from (told for _, told in block.rows)
            case WindowBlock():
                yield from (block.move, block.judgement, *(item.content for item in block.items))
            case FigureBlock():
                pass
