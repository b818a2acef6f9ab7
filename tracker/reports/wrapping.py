"""Text broken into lines by display width, as a terminal and a plain-text mail measure it."""

from __future__ import annotations

import re
import unicodedata

from tracker.reports.document import Span, Text

_WIDE = frozenset(("W", "F"))
_ZERO = frozenset(("Mn", "Me", "Cf"))
_PIECES = re.compile(r" +|[^ ]+")


def display_width(content: str) -> int:
    """Columns a string takes: wide East Asian characters two, combining marks none."""
    return len(content) if content.isascii() else sum(_width(character) for character in content)


def _width(character: str) -> int:
    if unicodedata.category(character) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def padded(content: str, width: int, *, right: bool = False) -> str:
    """The string filled with spaces to ``width`` columns, on the left where it belongs on the right."""
    fill = " " * max(width - display_width(content), 0)
    return fill + content if right else content + fill


def wrap(content: Text, width: int) -> list[Text]:
    """Lines of at most ``width`` columns, broken at spaces; a longer word is cut. Tones stay with their text."""
    lines: list[list[Span]] = [[]]
    used = 0
    gap: Span | None = None
    for word in _words(content):
        size = sum(display_width(span.text) for span in word)
        if word[0].text.isspace():
            gap = word[0]
            continue
        space = display_width(gap.text) if gap is not None and used else 0
        if used and used + space + size > width:
            lines.append([])
            used = space = 0
        if gap is not None and used:
            lines[-1].append(gap)
            used += space
        gap = None
        for span in word:
            used = _place(lines, span, used, width)
    return [tuple(line) for line in lines]


def _words(content: Text) -> list[list[Span]]:
    """Runs of spans without a space between them, and the spaces; a word may change its tone inside."""
    words: list[list[Span]] = []
    for span in content:
        for piece in _PIECES.findall(span.text):
            part = Span(text=piece, tone=span.tone)
            if words and not piece.isspace() and not words[-1][-1].text.isspace():
                words[-1].append(part)
            else:
                words.append([part])
    return words


def _place(lines: list[list[Span]], span: Span, used: int, width: int) -> int:
    """Put a piece on the last line, cutting it where even an empty line cannot hold it."""
    rest = span.text
    while display_width(rest) > max(width - used, 0) and display_width(rest) > width // 2:
        head = _head(rest, width - used)
        if head:
            lines[-1].append(Span(text=head, tone=span.tone))
            rest = rest[len(head) :]
        lines.append([])
        used = 0
        if not head and width < 2:
            break
    lines[-1].append(Span(text=rest, tone=span.tone))
    return used + display_width(rest)


def _head(content: str, width: int) -> str:
    used = 0
    for position, character in enumerate(content):
        used += _width(character)
        if used > width:
            return content[:position]
    return content
