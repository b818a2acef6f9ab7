"""Display text from outside made harmless: one function, used for every string a report prints.

Titles, names and notes come from web pages, files and users. They may carry terminal escapes, bidirectional overrides
that reorder what a reader sees, invisible characters, stacked accents, line breaks or ten thousand letters. Markup of
a given format (HTML, markdown, terminal) is escaped by that format; this module removes what no format should print.
"""

from __future__ import annotations

import unicodedata

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
ELLIPSIS = "…"

_BREAKS = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x85")
_KEPT_SPACES = frozenset((" ", NO_BREAK, NARROW))
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_SPACES = frozenset(("Zs", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Me"))
_MOST_MARKS = 2
_IN_PAGES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def clean(text: str, limit: int = 2000) -> str:
    r"""One line of printable text of at most ``limit`` characters, with single spaces and none at its ends.

    >>> clean("a\x1b[31m\u202eb\n\tc ")
    'a[31mb c'
    """
    return shorten(_single_spaces(scrub(text[: limit * 4])).strip(" "), limit)


def scrub(text: str) -> str:
    """The text without what no format should print; its spacing stays.

    Line breaks and tabs become spaces; control, bidirectional, invisible, private and unassigned characters vanish;
    so do combining marks beyond the second on one letter.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category in _MARKS:
            marks += 1
            if marks <= _MOST_MARKS:
                kept.append(character)
            continue
        marks = 0
        if character in _BREAKS or (category in _SPACES and character not in _KEPT_SPACES):
            kept.append(" ")
        elif category not in _DROPPED:
            kept.append(character)
    return "".join(kept)


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning cut at a word where possible and ended with ``…``; never longer than ``limit``."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word, space, _ = head.rpartition(" ")
    return (word if space and len(word) > limit // 2 else head).rstrip(" ,;:") + ELLIPSIS


def plain(text: str) -> str:
    """The text with ordinary spaces where numbers and dates were glued together against line breaks."""
    return text.replace(NO_BREAK, " ").replace(NARROW, " ")


def embeddable(json_text: str) -> str:
    """JSON that is the same inside a page: no sign in it ends a script, begins markup or breaks a line of JavaScript.

    >>> print(embeddable('{"a": "</script>"}'))
    {"a": "\\u003c/script\\u003e"}
    """
    return json_text.translate(_IN_PAGES)


def _single_spaces(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text
