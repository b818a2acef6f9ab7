"""Text about listed parties: on one line, each thing once, and what is kept of it written in one way for every list."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from tracker.model.plain_text import clean

NAMELESS = "(no name given)"

_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text on one line, once, in order, without the empty ones."""
    return tuple(dict.fromkeys(found for text in texts if (found := clean(text))))


def distinct(texts: Iterable[str], *, but: Iterable[str] = ()) -> tuple[str, ...]:
    """The same sorted, without those of ``but``: how aliases and identifiers are kept.

    >>> distinct(["b", " a  c", "", "b", "x"], but=["x"])
    ('a c', 'b')
    """
    return tuple(sorted({*once(texts)} - {*but}))


def spaced(*texts: str) -> str:
    """The texts that are not empty, with a space between them; a repeated one is repeated."""
    return " ".join(filter(None, map(clean, texts)))


def listed(*texts: str) -> str:
    """The texts that are not empty, with a comma between them; a repeated one is repeated."""
    return ", ".join(filter(None, map(clean, texts)))


def with_about(text: str, about: str) -> str:
    """Something with what is said about it in brackets; either may be missing, and then there are none.

    >>> with_about("123", "issued in 2001"), with_about("123", ""), with_about("", "issued in 2001")
    ('123 (issued in 2001)', '123', 'issued in 2001')
    """
    text, about = clean(text), clean(about)
    return f"{text} ({about})" if text and about else text or about


def described(*labelled: tuple[str, Iterable[str]]) -> str:
    """What is kept of a party besides its fields: clauses ``Label: one | two`` in the order given, joined by ``; ``.

    What a label has is sorted, each once: the order of lines in a file is nobody's statement and must not look like a
    change. A label without anything is left out.

    >>> described(("Born", ["1964-07-17"]), ("Title", [""]), ("Address", ["Paris", "Lyon"]))
    'Born: 1964-07-17; Address: Lyon | Paris'
    """
    found = ((label, " | ".join(distinct(texts))) for label, texts in labelled)
    return "; ".join(f"{label}: {text}" for label, text in found if text)


def name_key(text: str) -> str:
    """A name as a key: letters and digits of any script in lower case, joined by hyphens; accents and marks fall away.

    >>> name_key("Gas  Alliance, Ltd."), name_key("Béla")
    ('gas-alliance-ltd', 'bela')
    """
    plain = unicodedata.normalize("NFKD", clean(text))
    plain = unicodedata.normalize("NFKD", plain.casefold())  # once more: letters of mathematics have a case after that
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return "-".join("".join(character if character.isalnum() else " " for character in letters).split())


def unescaped(text: str) -> str:
    """Text that was escaped once or twice too often, without its markup.

    >>> unescaped("&amp;lt;p&amp;gt;Owner of the firm &amp;amp; its bank&amp;lt;/p&amp;gt;")
    'Owner of the firm & its bank'
    """
    for _ in range(3):
        longer, text = text, html.unescape(text)
        if text == longer:
            break
    return clean(_MARKUP.sub(" ", text))
