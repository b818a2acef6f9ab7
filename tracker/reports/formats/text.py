"""Plain text for a terminal: at most ``width`` columns, colour only where it means something, an ASCII form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from tracker.model.ascii_form import to_ascii
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
    Span,
    Sparkline,
    Table,
    Text,
    WindowBlock,
    as_str,
    text,
    toned,
)
from tracker.reports.sparks import sparkline
from tracker.reports.wrapping import display_width, padded, wrap

_STYLES = {
    "strong": "bold",
    "weaker": "red",
    "stronger": "cyan",
    "muted": "dim",
    "reference": "dim",
    "warning": "yellow",
    "command": "bold",
}
_NARROWEST = 40
_MOST_TAGS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFormat:
    """The report as text. ``color`` adds ANSI colours, ``ascii`` replaces every other character."""

    key: str = "text"
    suffix: str = ".txt"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002 - the contract's name
        """The whole report, ending with a line break."""
        page = _Page(width=max(width, _NARROWEST), ascii=ascii)
        lines = page.report(report)
        return _coloured(lines) if color else "".join(f"{plain(as_str(line)).rstrip()}\n" for line in lines)


def _coloured(lines: list[Text]) -> str:
    """The same lines with ANSI colours, by rich, whatever the surrounding terminal is."""
    from rich.console import Console
    from rich.text import Text as RichText

    out = StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard",
        width=500,
        no_color=False,
        legacy_windows=False,
        _environ={},
    )
    for line in lines:
        styled = RichText()
        for span in line:
            styled.append(plain(span.text), _STYLES.get(span.tone, ""))
        styled.rstrip()
        console.print(styled, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Lays blocks out on a page of one width."""

    width: int
    ascii: bool

    def said(self, content: Text) -> Text:
        """The text in the characters of this page."""
        if not self.ascii:
            return content
        return tuple(Span(text=to_ascii(span.text), tone=span.tone) for span in content)

    def report(self, report: Report) -> list[Text]:
        """All lines."""
        lines = self.hanging((), (*toned(report.title, "strong"), Span(text=f" · {report.period}")))
        lines.append(self.said(text("═" * self.width)))
        for notice in report.notices:
            lines += self.hanging((), notice)
        if report.notices:
            lines.append(())
        lines += self.hanging((), report.headline)
        for section in report.sections:
            lines.append(())
            lines += self.section(section)
        return lines

    def section(self, section: Section) -> list[Text]:
        """Title and aside on one line where they fit, then the blocks."""
        head = toned(section.title, "strong")
        wide = display_width(as_str(self.said(section.aside)))
        if section.aside and display_width(section.title) + 3 + wide > self.width:
            lines = [self.said(head), *self.hanging(text("  "), section.aside)]
        else:
            lines = [self.said((*head, *((Span(text="   "), *section.aside) if section.aside else ())))]
        days = [block for block in section.blocks if isinstance(block, WindowBlock)]
        columns = (
            max((display_width(block.day) for block in days), default=0),
            max((display_width(block.level) for block in days), default=0),
        )
        for block in section.blocks:
            lines += self.window(block, columns) if isinstance(block, WindowBlock) else self.block(block)
        return lines

    def block(self, block: Block) -> list[Text]:
        """Any block but a window."""
        match block:
            case Paragraph():
                return self.hanging(text("  "), block.content)
            case Table():
                return self.table(block)
            case Sparkline():
                return self.spark(block)
            case Listing():
                return [line for item in block.items for line in self.item(item, 2)]
            case Notes():
                return self.notes(block)
            case Lines():
                return [text(line) for line in block.lines]
            case FigureBlock():
                return [] if block.instead else self.hanging(text("  "), text(block.figure.caption))
            case WindowBlock():
                return self.window(block, (display_width(block.day), display_width(block.level)))

    def hanging(self, prefix: Text, content: Text, tail: str = "") -> list[Text]:
        """Content wrapped behind a prefix, continued under its own beginning, with ``tail`` at the right margin."""
        before, after = self.said(prefix), self.said(content)
        indent = display_width(as_str(before))
        room = self.width - indent - (display_width(tail) + 2 if tail else 0)
        wrapped = wrap(after, max(room, _NARROWEST // 2))
        lines = [(*before, *wrapped[0]), *((_blank(indent), *line) for line in wrapped[1:])]
        if tail:
            last = lines[-1]
            fill = self.width - display_width(as_str(last)) - display_width(tail)
            lines[-1] = (*last, _blank(max(fill, 1)), Span(text=tail, tone="reference"))
        return lines

    def item(self, item: Item, indent: int) -> list[Text]:
        """A marked item with its tags at the margin; an unmarked one with its tags in front."""
        tags = item.tags if len(item.tags) <= _MOST_TAGS else (*item.tags[:_MOST_TAGS], "…")
        tagged = as_str(self.said(text(f"[{' '.join(tags)}]"))) if tags else ""
        if item.mark:
            return self.hanging((_blank(indent), *text(MARKS[item.mark])), item.content, tagged)
        lead = (_blank(indent), Span(text=f"{padded(tagged, 5)} ", tone="reference")) if tagged else (_blank(indent),)
        return self.hanging(lead, item.content)

    def window(self, block: WindowBlock, columns: tuple[int, int]) -> list[Text]:
        """Day, level and move; what the tests say beneath the move; the events."""
        day, level = padded(block.day, columns[0]), padded(block.level, columns[1], right=True)
        lead = (_blank(2), Span(text=day, tone="strong"), _blank(3), Span(text=level), _blank(3))
        indent = sum(display_width(span.text) for span in lead)
        lines = [*self.hanging(lead, block.move), *self.hanging((_blank(indent),), block.judgement)]
        return lines + [line for item in block.items for line in self.item(item, 4)]

    def notes(self, block: Notes) -> list[Text]:
        """Keys in a column, remarks beside them."""
        wide = max((display_width(key) for key, _ in block.rows), default=0)
        return [
            line
            for key, content in block.rows
            for line in self.hanging((_blank(2), Span(text=padded(key, wide)), _blank(2)), content)
        ]

    def spark(self, block: Sparkline) -> list[Text]:
        """First label, blocks, last label, note."""
        drawn = sparkline(block.groups, ascii_only=self.ascii)
        return self.hanging(text("  "), text(f"{block.first} {drawn} {block.last}   ", block.note))

    def table(self, block: Table) -> list[Text]:
        """Aligned columns; where they do not fit, one wrapped line per row."""
        rows = [tuple(self.said(cell) for cell in row) for row in block.rows]
        titles = [as_str(self.said(text(column.title))) for column in block.columns]
        wide = [
            max(display_width(title), *(display_width(as_str(row[number])) for row in rows))
            for number, title in enumerate(titles)
        ]
        if 2 + sum(wide) + 3 * (len(wide) - 1) > self.width:
            return [line for row in rows for line in self.stacked(titles, row)]
        head = [toned(title, "muted") for title in titles]
        return [_row(cells, wide, [column.right for column in block.columns]) for cells in (head, *rows)]

    def stacked(self, titles: Sequence[str], row: Sequence[Text]) -> list[Text]:
        """One row of a table too wide for the page."""
        cells = [text(f"{title} ", cell) for title, cell in zip(titles[1:], row[1:], strict=True) if cell]
        content = text(*(part for cell in cells for part in (cell, ", ")))[:-1]
        return self.hanging((_blank(2), *row[0], Span(text=": ")), content)


def _blank(columns: int) -> Span:
    return Span(text=" " * max(columns, 0))


def _row(cells: Sequence[Text], wide: Sequence[int], right: Sequence[bool]) -> Text:
    line: list[Span] = [_blank(2)]
    for number, (cell, width, on_right) in enumerate(zip(cells, wide, right, strict=True)):
        fill = _blank(width - display_width(as_str(cell)))
        line += [_blank(3)] if number else []
        line += [fill, *cell] if on_right else [*cell, fill]
    return tuple(line)


FORMAT = TextFormat()
