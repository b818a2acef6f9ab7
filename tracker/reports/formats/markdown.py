"""GitHub-flavoured markdown; every character of the report that markdown or HTML would read as markup is escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    Sparkline,
    Table,
    Text,
    WindowBlock,
    as_str,
)
from tracker.reports.sparks import sparkline

_MARKUP = re.compile(r"([\\`*_\[\]<>#!|~@&$])")
_SCHEME = re.compile(r"://")
_WWW = re.compile(r"\bwww\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(\s*)([-=+]|\d+[.)](?=\s|$))")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownFormat:
    """The report as markdown. ``width`` and ``color`` mean nothing here."""

    key: str = "markdown"
    suffix: str = ".md"
    binary: bool = False

    def render(self, report: Report, *, width: int = 100, color: bool = False, ascii: bool = False) -> str:  # noqa: A002, ARG002 - the contract's names
        """The whole document, ending with a line break."""
        lines = [f"# {escaped(report.title)} – {escaped(report.period)}", ""]
        for notice in report.notices:
            lines += [f"> {_said(notice)}", ""]
        lines += [f"**{_said(report.headline)}**", ""]
        for section in report.sections:
            lines += _section(section)
        document = plain("\n".join(lines).rstrip() + "\n")
        return to_ascii(document) if ascii else document


def escaped(content: str) -> str:
    """A string that markdown shows as it is: no markup, no HTML, no automatic link.

    >>> print(escaped("<b>[x](http://a.b)"))
    \\<b\\>\\[x\\](http\\://a.b)
    """
    result = _MARKUP.sub(r"\\\1", content)
    result = _SCHEME.sub(r"\\://", result)
    result = _WWW.sub(lambda match: match[0][:-1] + "\\.", result)
    return _BLOCK_START.sub(_escape_start, result)


def _escape_start(match: re.Match[str]) -> str:
    start = match[2]
    return match[1] + (f"{start[:-1]}\\{start[-1]}")


def _said(content: Text) -> str:
    return escaped(as_str(content))


def _section(section: Section) -> list[str]:
    lines = [f"## {escaped(section.title)}", ""]
    if section.aside:
        lines += [_said(section.aside), ""]
    listed = False
    for block in section.blocks:
        window, said = isinstance(block, WindowBlock), _block(block)
        if not said:
            continue
        lines += [*([""] if listed and not window else []), *said, *([] if window else [""])]
        listed = window
    return lines if lines[-1] == "" else [*lines, ""]


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [_said(block.content)]
        case Table():
            return _table(block)
        case Sparkline():
            return [f"`{block.first} {sparkline(block.groups)} {block.last}` {_said(block.note)}"]
        case Listing():
            return [_item(item, 0) for item in block.items]
        case Notes():
            return [
                f"- **{escaped(key)}** {_said(content)}" if key else f"- {_said(content)}"
                for key, content in block.rows
            ]
        case Lines():
            return ["```text", *(line.replace("```", "'''") for line in block.lines), "```"]
        case FigureBlock():
            return [] if block.instead else [escaped(block.figure.caption)]
        case WindowBlock():
            head = f"- **{escaped(block.day)}** {escaped(block.level)}: {_said(block.move)}; {_said(block.judgement)}"
            return [head, *(_item(item, 2) for item in block.items)]


def _item(item: Item, indent: int) -> str:
    tags = f" {escaped('[' + ' '.join(item.tags) + ']')}" if item.tags else ""
    return f"{' ' * indent}- {MARKS[item.mark]}{_said(item.content)}{tags}"


def _table(block: Table) -> list[str]:
    head = "| " + " | ".join(escaped(column.title) for column in block.columns) + " |"
    rule = "|" + "|".join("---:" if column.right else "---" for column in block.columns) + "|"
    return [head, rule, *("| " + " | ".join(_said(cell) for cell in row) + " |" for row in block.rows)]


FORMAT = MarkdownFormat()
