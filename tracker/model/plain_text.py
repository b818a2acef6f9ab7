"""Plain text: one line that shows what it holds, and the slugs made from it.

Text from a file or a feed ends up in terminals, mails and spreadsheets. Control characters can drive a terminal, and
bidirectional marks can make a line read as something else than it says; neither has a place in a title.
"""

from __future__ import annotations

import re
import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cs", "Zl", "Zp"))
_NOTHING = {ord(character): None for character in "\u00ad\u200b\u2060"}
"""Where a word may be broken or not: no part of it, and looking for the word must find it."""


def _is_hidden(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) in _HIDDEN_CATEGORIES


def hidden_characters(text: str) -> tuple[str, ...]:
    """Code points of the control, line-breaking and bidirectional characters in a text, each once, as ``U+202E``."""
    if text.isascii() and text.isprintable():
        return ()
    return tuple(dict.fromkeys(f"U+{ord(character):04X}" for character in text if _is_hidden(character)))


def clean(text: str) -> str:
    """The text on one line: hidden characters become spaces, runs of white space one space, places to break nothing.

    >>> clean("Blocking\\n  Property")
    'Blocking Property'
    """
    if text.isprintable():  # then none of all these is in it, and this is asked of every cell of every list
        return " ".join(text.split())
    whole = text.translate(_NOTHING)
    return " ".join("".join(" " if _is_hidden(character) else character for character in whole).split())


def brief(text: str, most: int) -> str:
    """The text on one line; of a longer one than ``most`` characters the beginning and the end.

    >>> brief("'xxxxxxxxxxxxxxxxxxxx' is no day", 24)
    "'xxxxxxxxxxx … is no day"
    """
    if len(text) > 4 * most:
        text = f"{text[: 2 * most]} {text[-2 * most :]}"
    text = clean(text)
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 4].rstrip()} … {text[-end - 1 :].lstrip()}"


def slug(text: str, *, limit: int = 60) -> str:
    """Lower-case ASCII words joined by hyphens, cut at a word; empty when nothing in the text can be written so.

    >>> slug("EU: 20th package – agreed!")
    'eu-20th-package-agreed'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    kept = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{kept}-{word}" if kept else word[:limit]
        if len(longer) > limit:
            break
        kept = longer
    return kept
