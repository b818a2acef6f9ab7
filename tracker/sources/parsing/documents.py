"""Telling the wrong document from a damaged one, and collecting all that is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.errors import ParseError
from tracker.model.plain_text import brief
from tracker.model.source import Snapshot
from tracker.net.addresses import shown

KEPT = "The document is kept as received and the data stored before are unchanged; it will be fetched again."
"""The remedy of every damaged document: nothing is lost and nothing needs doing at once."""

_SHOWN = 5
_LONGEST = 1200
_ONE_OF_MANY = 200
_LOOKED_AT = 4096
_BEFORE_A_PAGE = re.compile(rb"(?:\xef\xbb\xbf|\s|<\?xml[^>]*>|<!--.*?-->)*", re.DOTALL)
_PAGE = re.compile(rb"<(?:!doctype\s+html|(?:html|head|body|script|meta|title|noscript)\b)", re.IGNORECASE)


def damaged(snapshot: Snapshot, problem: str, *, line: int | None = None) -> ParseError:
    """An error about a document as a whole or about one of its lines.

    What a stranger wrote is quoted on one line, and of something very long the beginning and the end.
    """
    return ParseError(
        f"{brief(problem, _LONGEST)}.", source=snapshot.source, url=shown(snapshot.url), line=line, remedy=KEPT
    )


def damaged_lines(snapshot: Snapshot, problems: Sequence[tuple[int, str]]) -> ParseError:
    """One error for all problems of a document: the first few in full, and how many there are."""
    first_line, first = problems[0]
    more = [f"line {line}: {brief(text, _ONE_OF_MANY)}" for line, text in problems[1:_SHOWN]]
    rest = len(problems) - 1 - len(more)
    text = "; ".join([brief(first, _ONE_OF_MANY), *more]) + (f"; and {rest} more" if rest else "")
    if len(problems) > 1:
        text += f" ({len(problems)} problems in all)"
    return damaged(snapshot, text, line=first_line)


def refuse_markup(snapshot: Snapshot, expected: str) -> None:
    """Raise when a web page came where data were expected, as firewalls and moved services answer with 200."""
    start = snapshot.content[:_LOOKED_AT]
    before = _BEFORE_A_PAGE.match(start)
    if _PAGE.match(start, before.end() if before else 0):
        raise damaged(snapshot, f"a web page came where {expected} was expected")


def as_text(snapshot: Snapshot, content: bytes, *, encoding: str = "utf-8-sig") -> str:
    """The decoded document; raises when the bytes are not in the declared encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise damaged(snapshot, f"byte {error.start} is not {encoding}") from error
