"""Telling the wrong document from a damaged one, and collecting all that is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import ParseError
from tracker.model.source import Snapshot

KEPT = "The document is kept as received and the data stored before are unchanged; it will be fetched again."
"""The remedy of every damaged document: nothing is lost and nothing needs doing at once."""

_SHOWN = 5


def damaged(snapshot: Snapshot, problem: str, *, line: int | None = None) -> ParseError:
    """An error about a document as a whole or about one of its lines."""
    return ParseError(f"{problem}.", source=snapshot.source, url=snapshot.url, line=line, remedy=KEPT)


def damaged_lines(snapshot: Snapshot, problems: Sequence[tuple[int, str]]) -> ParseError:
    """One error for all problems of a document: the first few in full, and how many there are."""
    first_line, first = problems[0]
    more = [f"line {line}: {text}" for line, text in problems[1:_SHOWN]]
    rest = len(problems) - 1 - len(more)
    text = "; ".join([first, *more]) + (f"; and {rest} more" if rest else "")
    if len(problems) > 1:
        text += f" ({len(problems)} problems in all)"
    return damaged(snapshot, text, line=first_line)


def refuse_markup(snapshot: Snapshot, expected: str) -> None:
    """Raise when a web page came where data were expected, as firewalls and moved services answer with 200."""
    start = snapshot.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise damaged(snapshot, f"a web page came where {expected} was expected")


def as_text(snapshot: Snapshot, content: bytes, *, encoding: str = "utf-8-sig") -> str:
    """The decoded document; raises when the bytes are not in the declared encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise damaged(snapshot, f"byte {error.start} is not {encoding}") from error
