"""Paragraphs, quotations and sentences of a plain text, each as characters [start, end)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from tracker.statements.dates import MONTHS
from tracker.statements.lexicon import words

LONGEST_SENTENCE = 2000
LONGEST_WHOLE_QUOTATION = 900
WIDEST_WRAPPED_LINE = 100

_BULLET = re.compile(r"[ \t>]{0,12}(?:[-*\u2022\u2013]|\d{1,2}[.)])[ \t]+(?=\S)")
_OPENERS = {
    "\u201c": "\u201d",
    "\u201e": '\u201c\u201d"',
    "\u00ab": "\u00bb",
    "\u2018": "\u2019",
    "\u00bb": "\u00ab",
    "\u201a": "\u2018",
}
_CLOSERS = "\"\u201d\u201c\u00bb\u00ab\u2019')]*"
_MARKS = re.compile("[\"'\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a]")
_ENDS = re.compile(r"[.!?\u2026]+")
_ABBREVIATIONS = words("""
    mr mrs ms dr prof gen lt col maj capt adm cmdr sgt sen rep gov amb st vs etc inc corp ltd jr sr jan feb mar
    apr jun jul aug sep sept oct nov dec no nos dept approx art sec fig est ca bzw z.b d.h u.a nr abs hrsg mio
    mrd г гг им ул руб млн млрд тыс т.е т.д et.al op cit seq cf para p pp
""")
_SAYS = re.compile(
    r"\s+(?:(?:he|she|they|it)|(?:[A-Z][\w.'-]*\s+){1,5})\s*(?:asked|said|added|replied|wrote|told|continued|concluded)\b"
)


class Span(NamedTuple):
    """Characters [start, end) of a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the quotations in it, marks included, in order and without overlap.

    ``open`` says that its last quotation is not closed: the next paragraph goes on with it.
    """

    span: Span
    quotes: tuple[Span, ...]
    open: bool


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs: parted by blank lines, by bullets, and by the end of a line too long to have been wrapped."""
    found: list[Paragraph] = []
    spans = _blocks(text)
    for at, span in enumerate(spans):
        following = text[spans[at + 1].start] if at + 1 < len(spans) else ""
        found.append(_with_quotes(text, span, following, goes_on=bool(found) and found[-1].open))
    return found


def _blocks(text: str) -> list[Span]:
    found: list[Span] = []
    start = end = -1
    width = 0
    at = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip()
        bullet = _BULLET.match(line) if body else None
        if start >= 0 and (not body or bullet or width > WIDEST_WRAPPED_LINE):
            found.append(Span(start, end))
            start = -1
        if body and start < 0:
            start = at + (bullet.end() if bullet else len(line) - len(line.lstrip()))
        if body:
            end, width = at + len(body), len(body)
        at += len(line)
    if start >= 0:
        found.append(Span(start, end))
    return [span for span in found if span.start < span.end]


def _with_quotes(text: str, span: Span, following: str, *, goes_on: bool) -> Paragraph:
    quotes: list[Span] = []
    opened, closers = -1, ""
    for match in _MARKS.finditer(text, *span):
        at, mark = match.start(), match.group()
        if opened < 0:
            closers = _opening(text, at, span, mark)
            opened = at if closers else -1
        elif mark in closers and _closes(text, at, span, mark):
            quotes.append(Span(opened, at + 1))
            opened = -1
    if opened < 0:
        return Paragraph(span, tuple(quotes), open=False)
    last = goes_on and opened == span.start  # of a quotation that began before, and is not closed
    goes_on = following in '"\u201c\u201e\u00ab' and following != ""
    begins = text[max(span.start, opened - 2) : opened].strip()[-1:] in {",", ":"}
    if text[opened] not in "'\u2018" and (goes_on or begins or last):
        quotes.append(Span(opened, span.end))
    return Paragraph(span, tuple(quotes), open=goes_on)


def _opening(text: str, at: int, span: Span, mark: str) -> str:
    """The marks that close a quotation opened by this one, or nothing where it opens none."""
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    if mark in {'"', "'"}:
        return (
            mark
            if not before.isalnum() and before not in ".,!?" and after.isalnum() | (after in ".[(\u2026$€£")
            else ""
        )
    if mark == "\u2018" and (before.isalnum() or not after.isalnum()):
        return ""
    if mark == "\u00bb" and (before.isalnum() or not (after.isalnum() or after == "\u2026")):
        return ""  # the closing mark of French and Russian, or an arrow between links
    return _OPENERS.get(mark, "")


def _closes(text: str, at: int, span: Span, mark: str) -> bool:
    if mark not in {"'", "\u2019"}:
        return True
    after = text[at + 1] if at + 1 < span.end else " "
    return text[at - 1] in ".,!?\u2026" and not after.isalnum()  # else an apostrophe


def sentences(text: str, paragraph: Paragraph) -> list[Span]:
    """The sentences of a paragraph; a quotation of usual length is not parted within one, unless it is all there is."""
    found: list[Span] = []
    start = paragraph.span.start
    quote = 0
    for match in _ENDS.finditer(text, *paragraph.span):
        end = match.end()
        if end <= start:
            continue
        while quote < len(paragraph.quotes) and paragraph.quotes[quote].end <= match.start():
            quote += 1
        inside = quote < len(paragraph.quotes) and paragraph.quotes[quote].start <= match.start()
        last = paragraph.quotes[quote].end if inside else 0
        while end < paragraph.span.end and text[end] in _CLOSERS and (not inside or end < last):
            end += 1
        around = inside and paragraph.quotes[quote] == paragraph.span  # nobody says it here: it is parted
        whole = inside and not around and end < last
        whole = whole and last - paragraph.quotes[quote].start <= LONGEST_WHOLE_QUOTATION
        if not whole and _is_end(text, match, end, paragraph.span.end):
            found.extend(_cut(text, start, end))
            start = end
    found.extend(_cut(text, start, paragraph.span.end))
    return found


def _is_end(text: str, match: re.Match[str], end: int, last: int) -> bool:
    if end >= last:
        return True
    if not text[end].isspace():
        return False
    following = text[end : end + 12].lstrip(" \t\r\n\u00a0\u2009\u202f\"'\u201c\u2018\u201e\u00ab([*_\u2014\u2013-")[:1]
    if following and not (following.isupper() or following.isdigit()):
        return False
    if end > match.end() and match.group()[0] in "!?" and _SAYS.match(text, end, min(last, end + 100)):
        return False
    return match.group() != "." or not _abbreviated(text, match.start())


def _abbreviated(text: str, dot: int) -> bool:
    before = text[max(0, dot - 12) : dot]
    word = before.split()[-1] if before.split() else ""
    word = word.lstrip("(\"'\u201c\u2018[")
    if word.casefold() in _ABBREVIATIONS:
        return True
    if len(word) == 1 and word.isupper():
        return True
    if word.isdecimal() and len(word) <= 2:  # 11. November
        return text[dot + 1 : dot + 16].lstrip().partition(" ")[0].lower() in MONTHS
    if "." not in word or not all(len(part) <= 1 for part in word.split(".")):
        return False
    following = text[dot + 1 : dot + 14].split()  # "U.S. The" ends a sentence, "U.S. Treasury" does not
    return not following or following[0] not in {
        "The",
        "He",
        "She",
        "It",
        "They",
        "We",
        "But",
        "In",
        "On",
        "This",
        "And",
        "I",
        "A",
    }


def _cut(text: str, start: int, end: int) -> list[Span]:
    """[start, end) without the white space around it, in pieces no longer than the longest sentence."""
    found = []
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        stop = end
        if end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
            stop = space if space > 0 else start + LONGEST_SENTENCE
        trimmed = stop
        while text[trimmed - 1].isspace():
            trimmed -= 1
        found.append(Span(start, trimmed))
        start = stop
    return found
